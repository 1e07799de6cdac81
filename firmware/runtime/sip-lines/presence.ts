import type { Lamp } from '#ports/desk.ts';
import type { LineView } from '#ports/observe.ts';
import type { SipPresence } from '#ports/sip-stack.ts';
import type { DialString } from '#units/ids.ts';
import { lampOf, linesAt } from '../desk/lamps.ts';
import type { Watched } from './watchers.ts';

const PRESENCE_OF: Readonly<Record<Lamp, SipPresence>> = {
  free: 'free',
  // Not seen here: see `quiet`.
  ringing: 'free',
  busy: 'on-the-phone',
  'do-not-disturb': 'do-not-disturb',
  absent: 'absent',
  forwarded: 'forwarded',
  'out-of-service': 'out-of-service',
  unknown: 'out-of-service',
};

/** A telephone that rings says nothing of its user yet; busy-lamp keys show it. */
const quiet = (line: LineView): LineView => (line.state === 'alerting' ? { ...line, state: 'idle' } : line);

/**
 * How each extension stands (RFC 3856) as operators see it: what its telephone does, at whichever of its lines, then what
 * its user has set. Who is logged in at a hot desk is there.
 */
export const PRESENCE: Watched<SipPresence> = {
  event: 'presence',
  now({ ports }, observe) {
    const lines = Map.groupBy(
      ports.filter(({ kind, number }) => kind === 'fxs' && number !== ''),
      ({ number }) => number,
    );
    const all = new Map<DialString, SipPresence>();
    for (const number of lines.keys()) {
      const set = observe.subscriber?.(number) ?? null;
      const presence = PRESENCE_OF[lampOf(linesAt(lines, number, set).map(quiet), set)];
      if (presence !== 'out-of-service') all.set(number, presence);
    }
    return all;
  },
  tell: (stack, number, presence, now) => stack.setPresence(number, presence ?? 'out-of-service', now),
};
