import type { Clock } from '#ports/clock.ts';
import type { Endpoint, Flow } from '#ports/sip-transport.ts';
import { seededRandom } from '#sim/random.ts';
import type { SimulatedNetwork } from '#sim/sip/network.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { SessionId } from '#sip/dialogs/session.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';

interface CircleParts {
  readonly clock: Clock;
  /** A door of the carrier's, at its own address. */
  readonly network: SimulatedNetwork;
  readonly exchange: Endpoint;
  readonly seed: number;
}

/**
 * Behind a carrier's line a call has gone round in circles: it comes back to the exchange that it came from, and may go no further. Who
 * has sent it on waits for what becomes of it.
 */
export class Circle {
  readonly #parts: CircleParts;
  readonly #ua: UserAgent;
  readonly #flow: Flow;
  readonly #waiting = new Map<SessionId, (status: number | null) => void>();

  constructor(parts: CircleParts) {
    const { network, clock, exchange, seed } = parts;
    const [{ transport, local }] = [network.listeners[0]!];
    const chance = seededRandom(seed);
    this.#parts = parts;
    this.#flow = { transport, local, remote: exchange };
    this.#ua = new UserAgent({
      codec: sipCodec,
      random: (count) => Uint8Array.from({ length: count }, () => Math.floor(chance() * 256)),
    });
    network.hear((event) => {
      if (event.kind === 'datagram') this.#ua.receive(event.bytes, event.flow, clock.now());
      this.#settle();
    });
  }

  /** `over`: the status that ended it, 200 when it was answered; null: nobody has said anything. */
  comesBack(to: string, over: (status: number | null) => void): void {
    const { clock } = this.#parts;
    const { local, remote } = this.#flow;
    const address = (user: string, host: string) => ({ display: '', uri: sipUri(user, host), params: [] });
    const from = address('13900000000', local.host);
    const called = address(to, remote.host);
    const parts = { target: called.uri, from, to: called, contact: from, offer: null, hops: 0 };
    const session = this.#ua.call(parts, this.#flow, clock.now());
    if (session === null) over(null);
    else this.#waiting.set(session, over);
    this.#settle();
  }

  #settle(): void {
    const { clock, network } = this.#parts;
    const { sent, events } = this.#ua.drain();
    for (const { flow, bytes } of sent) network.send(flow, bytes);
    for (const event of events) {
      if (event.kind === 'answered') {
        this.#over(event.session, 200);
        this.#ua.hangUp(event.session, clock.now());
      } else if (event.kind === 'ended')
        this.#over(event.session, event.message?.kind === 'response' ? event.message.status : null);
    }
    if (events.length > 0) this.#settle();
    else if (this.#ua.deadline !== null) clock.at(this.#ua.deadline, () => this.#wake());
  }

  /** Late ones do nothing: what was due then is done. */
  #wake(): void {
    const { clock } = this.#parts;
    if (this.#ua.deadline === null || this.#ua.deadline > clock.now()) return;
    this.#ua.wake(clock.now());
    this.#settle();
  }

  #over(session: SessionId, status: number | null): void {
    this.#waiting.get(session)?.(status);
    this.#waiting.delete(session);
  }
}
