import { sipCodec } from '#sip/codec/codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { CallEvent, SessionId } from '#sip/dialogs/session.ts';
import { type CallParts, UserAgent } from '#sip/dialogs/user-agent.ts';
import type { Flow } from '#sip/flow.ts';
import { after, type Duration, earlier, type Instant, instant, ms, sec } from '#units/time.ts';
import { accepted, textOf } from './messages.ts';
import { nameOf, seeded } from './peer.ts';

export interface Weather {
  /** Of a hundred datagrams. */
  readonly lost: number;
  readonly doubled: number;
  /** Held up for half a second, so that later ones overtake. */
  readonly late: number;
}

export type Side = 'a' | 'b';
const HOST: Readonly<Record<Side, string>> = { a: '192.0.2.1', b: '192.0.2.2' };
export const other = (side: Side): Side => (side === 'a' ? 'b' : 'a');

const ADDRESS = (side: Side) => ({ display: '', uri: sipUri(side, HOST[side], 5060), params: [] });

export const sdp = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Due {
  readonly at: Instant;
  readonly order: number;
  readonly act: () => void;
}

/** Two user agents and what lies between them, on virtual time; one seed draws it all. */
export class Network {
  readonly agents: Readonly<Record<Side, UserAgent>>;
  readonly events: { readonly side: Side; readonly event: CallEvent }[] = [];
  /** What went over the wire, lost or not. */
  readonly trace: string[] = [];
  readonly chance: () => number;
  now: Instant = instant(0);
  /** What the users do when told something. */
  react: (side: Side, event: CallEvent) => void = () => {};
  /** Lets single datagrams be lost on purpose. */
  loses: (name: string, from: Side) => boolean = () => false;
  private readonly weather: Weather;
  private due: Due[] = [];
  private order = 0;

  constructor(seed: number, weather: Weather) {
    this.weather = weather;
    this.chance = seeded(seed).next;
    const agent = (n: number): UserAgent =>
      new UserAgent({ codec: sipCodec, random: seeded(seed * 2 + n).bytes });
    this.agents = { a: agent(0), b: agent(1) };
  }

  flow(side: Side): Flow {
    const end = (at: Side) => ({ host: HOST[at], port: 5060 });
    return { transport: 'UDP', local: end(side), remote: end(other(side)) };
  }

  call(from: Side, offer: Uint8Array | null = sdp('offer')): SessionId {
    const to = ADDRESS(other(from));
    const parts: CallParts = { target: to.uri, from: ADDRESS(from), to, contact: ADDRESS(from), offer };
    const id = this.agents[from].call(parts, this.flow(from), this.now);
    this.flush(from);
    return id!;
  }

  /** A user's wish, now. */
  do(side: Side, wish: (agent: UserAgent) => void): void {
    wish(this.agents[side]);
    this.flush(side);
  }

  /** A user's wish, later. */
  later(wait: Duration, act: () => void): void {
    this.due.push({ at: after(this.now, wait), order: this.order++, act });
  }

  pass(span: Duration): void {
    const end = after(this.now, span);
    for (;;) {
      const first = this.due.reduce<Due | null>(
        (least, due) =>
          !least || due.at < least.at || (due.at === least.at && due.order < least.order) ? due : least,
        null,
      );
      const wake = earlier(this.agents.a.deadline, this.agents.b.deadline);
      const at = earlier(first?.at ?? null, wake);
      if (at === null || at > end) break;
      this.now = at > this.now ? at : this.now;
      if (first !== null && first.at === at) {
        this.due = this.due.filter((due) => due !== first);
        first.act();
      } else for (const side of ['a', 'b'] as const) this.do(side, (agent) => agent.wake(this.now));
    }
    this.now = end;
  }

  told(side: Side): string[] {
    return this.events.filter((entry) => entry.side === side).map(({ event }) => event.kind);
  }

  /** How each call that a side knew has ended. */
  ends(side: Side): string[] {
    return this.events.flatMap((entry) =>
      entry.side === side && entry.event.kind === 'ended' ? [entry.event.why] : [],
    );
  }

  private flush(side: Side): void {
    const { sent, events } = this.agents[side].drain();
    for (const { bytes } of sent) this.post(side, bytes);
    for (const event of events) {
      this.events.push({ side, event });
      this.react(side, event);
    }
  }

  private post(from: Side, bytes: Uint8Array): void {
    const name = nameOf(accepted(bytes));
    const { lost, doubled, late } = this.weather;
    const drawn = [this.chance(), this.chance(), this.chance(), this.chance()].map((part) => 100 * part);
    const gone = drawn[0]! < lost || this.loses(name, from);
    this.trace.push(`${this.now} ${from} ${name}${gone ? ' lost' : ''} ${textOf(bytes).length}`);
    if (gone) return;
    const travel = ms(5 + drawn[3]! / 5 + (drawn[2]! < late ? 500 : 0));
    for (let copy = 0; copy < (drawn[1]! < doubled ? 2 : 1); copy++)
      this.later((travel + copy * ms(3)) as Duration, () =>
        this.do(other(from), (agent) => agent.receive(bytes, this.flow(other(from)), this.now)),
      );
  }
}

export const NOTHING_HELD = {
  sessions: 0,
  dialogs: 0,
  requests: 0,
  sources: 0,
  timers: 0,
  transactions: 0,
};

export const CALM: Weather = { lost: 0, doubled: 0, late: 0 };

/** A call from a to b that stands; ids on both sides. */
export function standing(): { network: Network; a: SessionId; b: SessionId } {
  const network = new Network(1, CALM);
  let b = 0 as SessionId;
  network.react = (side, event) => {
    if (event.kind !== 'incoming') return;
    b = event.session;
    network.do(side, (agent) => agent.answer(b, sdp('answer'), network.now));
  };
  const a = network.call('a');
  network.pass(sec(5));
  network.react = () => {};
  network.trace.length = 0;
  network.events.length = 0;
  return { network, a, b };
}
/** Who sent what: `a INVITE`, `b 200`. */
export const names = (network: Network): string[] =>
  network.trace.map((line) => line.split(' ').slice(1, 3).join(' '));
