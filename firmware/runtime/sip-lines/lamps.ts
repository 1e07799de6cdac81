import type { HostSnapshot } from '#ports/observe.ts';
import type { SipWatchedCall } from '#ports/sip-stack.ts';
import type { CallView } from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import type { Watched } from './watchers.ts';

type PartyState = CallView['parties'][number]['state'];

/** RFC 4235 §3.7.1: who is in a call that nobody has answered yet is busy, whatever he hears. */
const STATE_OF: Readonly<Record<PartyState, SipWatchedCall['state']>> = {
  initiated: 'trying',
  failed: 'trying',
  alerting: 'early',
  connected: 'confirmed',
  held: 'confirmed',
  queued: 'confirmed',
};

/**
 * The calls of each number, whatever telephone it has and at whichever of its lines. The far end is told only when
 * it is inside, too: who from outside is called or calls is nobody's business but the extension's.
 */
export function watchedCalls({
  calls,
  ports,
}: Pick<HostSnapshot, 'calls' | 'ports'>): ReadonlyMap<DialString, readonly SipWatchedCall[]> {
  const lines = new Set(ports.flatMap(({ port, kind }) => (kind === 'fxs' ? [port] : [])));
  const byNumber = new Map<DialString, SipWatchedCall[]>();
  for (const { call, parties, from, kind } of calls) {
    const inside = parties.filter(({ port }) => lines.has(port));
    for (const party of inside) {
      const other = inside.find(({ port }) => port !== party.port);
      const calling = kind !== 'incoming' && party.number === from;
      const own = byNumber.get(party.number) ?? [];
      byNumber.set(party.number, own);
      own.push({
        id: `${call}-${party.port}`,
        direction: calling ? 'initiator' : 'recipient',
        state: STATE_OF[party.state],
        ...{ remoteNumber: other?.number ?? '', remoteName: '' },
      });
    }
  }
  return byNumber;
}

/** What busy-lamp keys of SIP telephones show (RFC 4235). */
export const LAMPS: Watched<readonly SipWatchedCall[]> = {
  event: 'dialog',
  now: watchedCalls,
  tell: (stack, number, calls, now) => stack.setCalls(number, calls ?? [], now),
};
