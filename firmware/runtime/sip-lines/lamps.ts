import type { Clock } from '#ports/clock.ts';
import type { HostSnapshot, Observe } from '#ports/observe.ts';
import type { SipSide, SipWatchedCall } from '#ports/sip-stack.ts';
import type { CallView } from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';

/** A lamp follows what happens as people see it; who watches hundreds of them is not told each key stroke. */
const PAUSE_MS = 250;

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

/** Keeps the busy-lamp keys of SIP telephones (RFC 4235) up to date with what the exchange shows. */
export class Lamps {
  readonly #clock: Clock;
  readonly #observe: Observe;
  readonly #sip: SipSide;
  /** What was told of each number that is not at rest, as text. */
  readonly #told = new Map<DialString, string>();
  #waiting = false;

  constructor(clock: Clock, observe: Observe, sip: SipSide) {
    this.#clock = clock;
    this.#observe = observe;
    this.#sip = sip;
    observe.onChange(() => this.#later());
  }

  #later(): void {
    if (this.#waiting) return;
    this.#waiting = true;
    this.#clock.at(after(this.#clock.now(), ms(PAUSE_MS)), () => {
      this.#waiting = false;
      this.#show(watchedCalls(this.#observe.snapshot()));
    });
  }

  #show(now: ReadonlyMap<DialString, readonly SipWatchedCall[]>): void {
    for (const number of [...this.#told.keys()]) if (!now.has(number)) this.#tell(number, []);
    for (const [number, calls] of now)
      if (this.#told.get(number) !== JSON.stringify(calls)) this.#tell(number, calls);
  }

  #tell(number: DialString, calls: readonly SipWatchedCall[]): void {
    if (calls.length === 0) this.#told.delete(number);
    else this.#told.set(number, JSON.stringify(calls));
    this.#sip.do((stack, now) => stack.setCalls(number, calls, now));
  }
}
