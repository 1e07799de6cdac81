import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { type Instant, instant, after as later, ms, sec } from '#units/time.ts';
import { OPTIONS_LINES, wire } from './support/messages.ts';
import { NOTHING_HELD, sdp } from './support/network.ts';
import { seeded, TCP, UDP } from './support/peer.ts';

const FOLDER = import.meta.dirname;
const CORPUS = ['rfc4475', 'rfc5118'].flatMap((rfc) =>
  readdirSync(join(FOLDER, rfc))
    .filter((name) => name !== 'LICENSE')
    .map((name) => new Uint8Array(readFileSync(join(FOLDER, rfc, name)))),
);
/** The same draw each time, unless a number of runs is asked for. */
const DRAW =
  process.env.SIP_FUZZ_RUNS === undefined
    ? { numRuns: 300, seed: 4_475 }
    : { numRuns: Number(process.env.SIP_FUZZ_RUNS) };

/** A peer that says anything within the few calls that it knows the names of. */
const METHODS = [
  'INVITE',
  'INVITE',
  'INVITE',
  'ACK',
  'ACK',
  'ACK',
  'PRACK',
  'PRACK',
  'UPDATE',
  'CANCEL',
  'BYE',
  'INFO',
];
interface Said {
  readonly method: string;
  readonly status: number | null;
  readonly call: number;
  /** Above the number of the call's last INVITE. */
  readonly cseq: number;
  /** Null for a new one. */
  readonly branch: number | null;
  /** Take over the tag that the agent has given. */
  readonly tag: boolean;
  readonly body: boolean;
  readonly extra: string;
}
const said: fc.Arbitrary<Said> = fc.record({
  method: fc.constantFrom(...METHODS),
  status: fc.option(fc.constantFrom(100, 180, 183, 200, 302, 401, 481, 487, 491, 500), { freq: 3 }),
  call: fc.nat(1),
  cseq: fc.constantFrom(0, 0, 0, 1, 1, 1, 1, -1, 5),
  branch: fc.option(fc.nat(6), { freq: 1 }),
  tag: fc.constantFrom(true, true, true, false),
  body: fc.boolean(),
  extra: fc.constantFrom(
    ...[
      'X: y',
      'Supported: 100rel, timer',
      'Require: 100rel',
      'RSeq: 1',
      'RAck: 1 1 INVITE',
      'RAck: 1 3 INVITE',
    ],
    ...[
      'Session-Expires: 90',
      'Session-Expires: 1',
      'Contact: <tel:+1>',
      'Record-Route: <sip:x>',
      'Require: x',
    ],
  ),
});

/** What the peer has seen so far. */
class Peer {
  readonly tags = new Map<string, string>();
  private readonly numbers = new Map<string, number>();
  /** The agent's last request, to be answered. */
  private asked: string[] = [];
  private branches = 0;

  hear(bytes: Uint8Array): void {
    const lines = new TextDecoder().decode(bytes).split('\r\n');
    const value = (name: string): string => lines.find((line) => line.startsWith(name)) ?? '';
    const ours = lines[0]!.startsWith('SIP/2.0') ? 'To' : 'From';
    const tag = /;tag=([\w.-]+)/.exec(value(ours))?.[1];
    if (tag !== undefined) this.tags.set(value('Call-ID'), tag);
    if (ours === 'From') this.asked = ['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(value);
  }

  say(what: Said): Uint8Array {
    if (what.status !== null && this.asked.length > 0)
      return wire([`SIP/2.0 ${what.status} X`, ...this.asked, what.extra], what.body ? 'v=0' : '');
    const callId = `Call-ID: call-${what.call}`;
    const number = Math.max(0, (this.numbers.get(callId) ?? 0) + what.cseq);
    if (what.method === 'INVITE') this.numbers.set(callId, number);
    const tag = what.tag ? this.tags.get(callId) : undefined;
    const fresh = what.method === 'CANCEL' ? this.branches : ++this.branches;
    const branch = what.branch ?? `new-${fresh}`;
    const lines = OPTIONS_LINES.slice(1, -1).map((line) => {
      if (line.startsWith('Via')) return `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK${branch}`;
      if (line.startsWith('To') && tag !== undefined) return `${line};tag=${tag}`;
      if (line.startsWith('Call-ID')) return callId;
      return line.startsWith('CSeq') ? `CSeq: ${number} ${what.method}` : line;
    });
    return wire([`${what.method} sip:100@pbx.example SIP/2.0`, ...lines, what.extra], what.body ? 'v=0' : '');
  }
}

/** The exchange's side: whatever is told is answered in one way or another. */
function live(ua: UserAgent, now: Instant, chance: () => number, peer: Peer, told: Set<string>): void {
  const { sent, events } = ua.drain();
  for (const { bytes } of sent) peer.hear(bytes);
  for (const event of events) {
    told.add(event.kind);
    if (event.kind === 'request' || event.kind === 'asked')
      ua.respond(event.transaction, event.request, 200, {}, now);
    if (event.kind === 'incoming') {
      if (chance() < 0.6) ua.progress(event.session, 183, sdp('x'), now);
      if (chance() < 0.6) ua.answer(event.session, sdp('x'), now);
      if (chance() < 0.2) ua.hangUp(event.session, now);
    }
    if (event.kind === 'offered') {
      if (chance() < 0.4) ua.accept(event.session, sdp('x'), now);
      else if (chance() < 0.5) ua.decline(event.session, 488, now);
    }
    if (event.kind === 'established') ua.offer(event.session, sdp('hold'), now);
  }
}

/** Lets everything end: nothing may be held that cannot be hung up. */
function clear(ua: UserAgent, start: Instant, chance: () => number): void {
  for (let session = 1; session <= 400; session++) ua.hangUp(session as never, start);
  let now = start;
  for (let turn = 0; turn < 2_000 && ua.deadline !== null; turn++) {
    now = ua.deadline > now ? ua.deadline : now;
    ua.wake(now);
    live(ua, now, chance, new Peer(), new Set());
  }
  expect(ua.held).toEqual(NOTHING_HELD);
}

describe('a user agent among strangers', () => {
  it('takes all torture messages and their like, and is rid of them in the end', () => {
    const noise = fc.array(fc.tuple(fc.constantFrom(...CORPUS), fc.nat(3_000), fc.nat(255), fc.boolean()), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(noise, fc.nat(), (messages, seed) => {
        const chance = seeded(seed + 1).next;
        const ua = new UserAgent({ codec: sipCodec, random: seeded(seed + 2).bytes });
        let now = instant(0);
        for (const [bytes, at, byte, changed] of messages) {
          const copy = bytes.slice();
          if (changed) copy[at % copy.length] = byte;
          ua.receive(copy, at % 2 ? UDP : TCP, now);
          live(ua, now, chance, new Peer(), new Set());
          now = later(now, ms(100));
          ua.wake(now);
        }
        clear(ua, now, chance);
      }),
      DRAW,
    );
  });

  it('takes anything said in any order within its calls, and is rid of them in the end', () => {
    const told = new Set<string>();
    fc.assert(
      fc.property(fc.array(said, { minLength: 10, maxLength: 40, size: 'max' }), fc.nat(), (words, seed) => {
        const chance = seeded(seed + 1).next;
        const ua = new UserAgent({ codec: sipCodec, random: seeded(seed + 2).bytes });
        const peer = new Peer();
        let now = instant(0);
        for (const word of words) {
          ua.receive(peer.say(word), UDP, now);
          live(ua, now, chance, peer, told);
          now = later(now, chance() < 0.1 ? sec(5) : ms(50));
          ua.wake(now);
          live(ua, now, chance, peer, told);
        }
        clear(ua, now, chance);
      }),
      DRAW,
    );
    // A fuzzer that reaches nothing proves nothing.
    for (const kind of ['incoming', 'established', 'offered', 'offerAnswered', 'offerRefused', 'asked'])
      expect(told).toContain(kind);
  });
});
