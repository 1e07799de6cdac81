import { describe, expect, it } from 'vitest';
import { sipUri } from '#sip/codec/uri.ts';
import type { CallEvent, SessionId } from '#sip/dialogs/session.ts';
import { hopsBeyond } from '#sip/hops.ts';
import { ms, sec } from '#units/time.ts';
import { carrierWorld, EXCHANGE } from '../support/carrier-world.ts';
import { wire } from '../support/messages.ts';
import type { Phone } from '../support/phone.ts';

type Incoming = Extract<CallEvent, { kind: 'incoming' }>;

/** What each INVITE that comes to a peer may still go. */
function heardBy(peer: Phone, then: (event: Incoming) => void = () => undefined): (number | null)[] {
  const hops: (number | null)[] = [];
  peer.onEvent = (event) => {
    if (event.kind !== 'incoming') return;
    hops.push(event.invite.maxForwards);
    then(event);
  };
  return hops;
}

/** A carrier that has nothing better to do with a call than to send it back, as somebody else's: only its hops stay. */
function sendsBack(carrier: Phone): (number | null)[] {
  const back = new Map<SessionId, SessionId>();
  carrier.onIncoming = () => undefined;
  const heard = heardBy(carrier, ({ session, invite }) => {
    const target = sipUri('user' in invite.uri ? `9${invite.uri.user}` : '9', EXCHANGE.host);
    const own = { display: '', uri: sipUri('555', carrier.flow.local.host), params: [] };
    const parts = { target, from: own, to: { ...own, uri: target }, contact: own, offer: null };
    carrier.later(ms(10), () =>
      carrier.do((ua, now) => {
        const sent = ua.call({ ...parts, hops: (invite.maxForwards ?? 0) - 1 }, carrier.flow, now);
        if (sent !== null) back.set(sent, session);
      }),
    );
  });
  const { onEvent } = carrier;
  carrier.onEvent = (event) => {
    onEvent(event);
    const from = event.kind === 'ended' ? back.get(event.session) : undefined;
    if (event.kind !== 'ended' || from === undefined || event.message?.kind !== 'response') return;
    const { status } = event.message;
    carrier.later(ms(1), () => carrier.do((ua, now) => ua.reject(from, status, {}, now)));
  };
  return heard;
}

/** A carrier's INVITE to a number of the exchange, word for word. */
function inviteOf(to: string, maxForwards: string | null): Uint8Array {
  return wire([
    `INVITE sip:${to}@192.0.2.1 SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.51:5060;branch=z9hG4bK${to}${maxForwards?.trim()};rport`,
    ...(maxForwards === null ? [] : [`Max-Forwards: ${maxForwards}`]),
    ...['From: <sip:555@192.0.2.51>;tag=c', `To: <sip:${to}@192.0.2.1>`, `Call-ID: ${to}-${maxForwards}`],
    ...['CSeq: 1 INVITE', 'Contact: <sip:555@192.0.2.51>', 'Content-Length: 0'],
  ]);
}

describe('how far a call may go', () => {
  it('is one less behind the exchange, and never farther than any call has to', () => {
    const beyond = [1, 2, 70, 71, 255, null].map((maxForwards) => hopsBeyond({ maxForwards }));
    expect(beyond).toEqual([0, 1, 69, 69, 69, 70]);
    expect(hopsBeyond({ maxForwards: 0 })).toBeNull();
  });

  it('is told to the telephone that rings for it', () => {
    for (const [said, told] of [
      ['30', [29]],
      ['1', [0]],
      ['300', [69]],
      ['255', [69]],
      [null, [70]],
      ['0', []],
      ['-1', []],
      ['many', []],
      ['', []],
      ['99999999999999999999', []],
    ] as const) {
      const { clock, internet, other } = carrierWorld();
      const rung = heardBy(other);
      const flow = { transport: 'UDP', local: { host: '192.0.2.51', port: 5060 }, remote: EXCHANGE } as const;
      internet.datagram(flow, inviteOf('102', said));
      clock.runFor(sec(2));
      expect(rung, `Max-Forwards: ${said}`).toEqual(told);
    }
  });

  it('is used up: the caller is told, and nobody is disturbed', () => {
    const { clock, exchange, phone, carrier } = carrierWorld();
    const ends: unknown[] = [];
    carrier.onEvent = (event) => {
      if (event.kind === 'ended' && event.message?.kind === 'response') ends.push(event.message.status);
    };
    const address = (user: string) => ({ display: '', uri: sipUri(user, EXCHANGE.host), params: [] });
    const parts = { from: address('555'), to: address('101'), contact: address('555'), offer: null };
    carrier.do((ua, now) => ua.call({ ...parts, target: parts.to.uri, hops: 0 }, carrier.flow, now));
    clock.runFor(sec(2));
    expect([ends, exchange.of('incoming'), phone.told.includes('incoming')]).toEqual([[483], [], false]);
  });

  it('of a call that a carrier sends back each time comes to its end, and its caller is told', () => {
    const { clock, exchange, phone, carrier } = carrierWorld({ diversionStyle: 'none' });
    const hops = sendsBack(carrier);
    const ends: unknown[] = [];
    phone.onEvent = (event) => {
      const { message } = event.kind === 'ended' ? event : { message: null };
      if (message?.kind === 'response' && message.status !== 401) ends.push(message.status);
    };
    phone.call('9555');
    clock.runFor(sec(20));
    // Each round takes two: one here, one at the carrier.
    expect(hops).toEqual(Array.from({ length: 35 }, (_, round) => 69 - 2 * round));
    expect(ends).toEqual([483]);
    clock.runFor(sec(60));
    expect(exchange.edge.stack.held).toMatchObject({ legs: 0, sessions: 0 });
  });
});
