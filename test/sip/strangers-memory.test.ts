import { beforeAll, describe, expect, it } from 'vitest';
import { systemHash } from '#adapters/sip/chance.ts';
import type { Flow } from '#ports/sip-transport.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { BAN_RULES } from '#sip/defence/bans.ts';
import { GATE_LIMITS, Gate } from '#sip/edge/gate.ts';
import { SipStack } from '#sip/stack.ts';
import { TRANSACTION_LIMITS } from '#sip/transactions/room.ts';
import { type Instant, instant, after as later, ms, sec } from '#units/time.ts';
import { account, REALM } from './support/b2bua.ts';
import { textOf, wire } from './support/messages.ts';
import { seeded } from './support/peer.ts';

/*
 * Each request from another public address and port, by another user, in another call, with another nonce. What is kept
 * of that is counted in entries.
 */

const LISTENER = { transport: 'UDP', local: { host: '192.0.2.1', port: 5060 } } as const;
const PER_SECOND = 2_000;
const at = (n: number): Instant => later(instant(0), ms((n * 1_000) / PER_SECOND));

/** 100.0.0.0 and what follows it: no network of the office's own. */
const strangerOf = (n: number): string =>
  `${100 + (n >> 24)}.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const flowOf = (n: number): Flow => ({
  ...LISTENER,
  remote: { host: strangerOf(n), port: 1_024 + (n % 60_000) },
});

interface Asked {
  readonly method: string;
  /** Of a dialog that there is not. */
  readonly within?: true;
  readonly proof?: 'none' | 'forged nonce' | 'nonce of ours';
}

const KINDS: readonly Asked[] = [
  { method: 'REGISTER', proof: 'forged nonce' },
  { method: 'INVITE', proof: 'none' },
  { method: 'REGISTER', proof: 'nonce of ours' },
  { method: 'SUBSCRIBE', proof: 'nonce of ours' },
  { method: 'BYE', within: true },
  { method: 'OPTIONS' },
  { method: 'CANCEL' },
  { method: 'INVITE', proof: 'forged nonce' },
];

function request(n: number, { method, within, proof = 'none' }: Asked, nonce: string): Uint8Array {
  const { host, port } = flowOf(n).remote;
  const hex = n.toString(16).padStart(8, '0');
  const given = proof === 'forged nonce' ? hex.repeat(9).slice(0, 70) : nonce;
  const digest = `username="u${n}", realm="${REALM}", nonce="${given}", uri="sip:192.0.2.1", qop=auth, nc=${hex}`;
  return wire([
    `${method} sip:${method === 'REGISTER' ? '' : `${n}@`}192.0.2.1 SIP/2.0`,
    `Via: SIP/2.0/UDP ${host}:${port};branch=z9hG4bK${n};rport`,
    'Max-Forwards: 70',
    `From: <sip:u${n}@192.0.2.1>;tag=f${n}`,
    `To: <sip:u${n}@192.0.2.1>${within ? `;tag=t${n}` : ''}`,
    `Call-ID: c${n}`,
    `CSeq: ${(n % 1_000) + 1} ${method}`,
    `Contact: <sip:u${n}@${host}:${port}>`,
    ...(method === 'SUBSCRIBE' ? ['Event: dialog', 'Expires: 600'] : []),
    ...(proof === 'none'
      ? []
      : [`Authorization: Digest ${digest}, cnonce="${hex}", algorithm=MD5, response="${hex.repeat(4)}"`]),
    'Content-Length: 0',
  ]);
}

const nonceIn = (answer: string): string | null => /nonce="([^"]+)"/.exec(answer)?.[1] ?? null;

describe('an exchange that 200 000 strangers ask, each once', () => {
  const REQUESTS = 200_000;
  const options = { codec: sipCodec, random: seeded(7).bytes, hash: systemHash, realm: REALM };
  const stack = new SipStack({ ...options, listeners: [LISTENER] });
  const most: Record<string, number> = {};
  const answers: Record<string, number> = {};

  /** Everything that is due until then happens. */
  function wake(now: Instant): void {
    for (let { deadline } = stack; deadline !== null && deadline <= now; { deadline } = stack)
      stack.wake(deadline);
  }

  beforeAll(() => {
    stack.configure({ devices: ['101', '102'].map((number) => account(number)), trunks: [] }, instant(0));
    let nonce = '';
    for (let n = 0; n < REQUESTS; n++) {
      wake(at(n));
      stack.receive(request(n, KINDS[n % KINDS.length]!, nonce), flowOf(n), at(n));
      for (const { bytes } of stack.drain().sent) {
        const answer = textOf(bytes);
        const status = answer.slice(8, 11);
        answers[status] = (answers[status] ?? 0) + 1;
        nonce = nonceIn(answer) ?? nonce;
      }
      for (const [what, count] of Object.entries(stack.held)) most[what] = Math.max(most[what] ?? 0, count);
    }
  }, 120_000);

  it('answers each of them, and lets none of them in', () => {
    expect(answers['401']).toBe((REQUESTS / KINDS.length) * 5);
    expect(answers['481']).toBe((REQUESTS / KINDS.length) * 2);
    expect(answers['200']).toBe(REQUESTS / KINDS.length);
  });

  it('keeps no call, registration, subscription or nonce of theirs', () => {
    const { sessions, dialogs, legs, bindings, subscriptions, featureAsks, purposes, nonces } = most;
    expect({ sessions, dialogs, legs, bindings, subscriptions, featureAsks, purposes, nonces }).toEqual({
      ...{ sessions: 0, dialogs: 0, legs: 0, bindings: 0, subscriptions: 0, featureAsks: 0, purposes: 0 },
      nonces: 0,
    });
  });

  it('remembers a bounded number of those who failed, and of requests that may come again', () => {
    expect(most.remembered).toBe(BAN_RULES.entries);
    expect(most.transactions).toBeGreaterThan(0);
    expect(most.transactions).toBeLessThanOrEqual(TRANSACTION_LIMITS.total);
    expect(most.sources).toBeLessThanOrEqual(TRANSACTION_LIMITS.total);
  });

  it('is rid of all but the list of failures a minute later', () => {
    wake(later(at(REQUESTS), sec(60)));
    const { remembered, ...rest } = stack.held;
    expect(remembered).toBe(BAN_RULES.entries);
    expect(Object.values(rest).every((count) => count === 0)).toBe(true);
  });
});

describe('a port at which 300 000 strangers knock', () => {
  const bytes = request(0, KINDS[0]!, '');

  it('knows the rates of a bounded number of them', () => {
    const gate = new Gate(instant(0));
    let most = 0;
    for (let n = 0; n < 300_000; n++) {
      gate.hear({ kind: 'datagram', flow: flowOf(n), bytes }, at(n));
      gate.drain();
      most = Math.max(most, gate.remembered);
    }
    expect(most).toBe(GATE_LIMITS.sources);
    expect(gate.counts.messages + gate.counts.shed).toBe(300_000);
    expect(gate.counts.shed).toBeGreaterThan(100_000);
  });

  it('holds a bounded number of their connections, and nothing of those that are over', () => {
    const gate = new Gate(instant(0));
    let most = 0;
    for (let n = 0; n < 100_000; n++) {
      const flow: Flow = { ...flowOf(n), transport: 'TCP' };
      gate.hear({ kind: 'opened', flow, by: 'peer' }, at(n));
      if (n % 2 === 0) gate.hear({ kind: 'closed', flow, why: '' }, at(n));
      gate.drain();
      most = Math.max(most, gate.open + gate.remembered);
    }
    expect(most).toBeLessThanOrEqual(2 * GATE_LIMITS.connections);
    gate.wake(later(at(100_000), sec(60)));
    expect([gate.open, gate.remembered]).toEqual([0, 0]);
  });
});
