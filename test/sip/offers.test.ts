import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { glareWait } from '#sip/dialogs/mid-call.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { tagOf } from '#sip/make.ts';
import { inMs, instant, sec } from '#units/time.ts';
import { accepted, optionsWith } from './support/messages.ts';
import { NOTHING_HELD, names, sdp, standing } from './support/network.ts';
import { nameOf, seeded, UDP } from './support/peer.ts';

describe('offers within a call', () => {
  it('hold: offered, answered, acknowledged', () => {
    const { network, a } = standing();
    network.react = (side, event) => {
      if (event.kind === 'offered')
        network.do(side, (agent) => agent.accept(event.session, sdp('held'), network.now));
    };
    network.do('a', (agent) => agent.offer(a, sdp('hold'), network.now));
    network.pass(sec(5));
    expect(names(network)).toEqual(['a INVITE', 'b 200', 'a ACK']);
    expect(network.told('a')).toEqual(['offerAnswered']);
  });

  it('that cross are both refused with 491, and made again one after the other', () => {
    const { network, a, b } = standing();
    network.react = (side, event) => {
      if (event.kind === 'offered')
        network.do(side, (agent) => agent.accept(event.session, sdp('yes'), network.now));
    };
    network.do('a', (agent) => agent.offer(a, sdp('from a'), network.now));
    network.do('b', (agent) => agent.offer(b, sdp('from b'), network.now));
    network.pass(sec(10));
    expect(names(network).filter((name) => name.endsWith('491'))).toHaveLength(2);
    expect(network.told('a').toSorted()).toEqual(['offerAnswered', 'offered']);
    expect(network.told('b').toSorted()).toEqual(['offerAnswered', 'offered']);
  });

  it('an answer that comes once more is not taken for that of the next offer', () => {
    const { network, a } = standing();
    const { a: agent } = network.agents;
    const came: Uint8Array[] = [];
    const receive = agent.receive.bind(agent);
    agent.receive = (bytes, flow, now) => {
      came.push(bytes);
      receive(bytes, flow, now);
    };
    network.react = (side, event) => {
      if (event.kind === 'offered')
        network.do(side, (ua) => ua.accept(event.session, event.body!, network.now));
    };
    network.do('a', (ua) => ua.offer(a, sdp('hold'), network.now));
    network.pass(sec(1));
    const [answer] = came;
    network.do('a', (ua) => ua.offer(a, sdp('talk'), network.now));
    network.do('a', () => receive(answer!, network.flow('a'), network.now));
    network.pass(sec(60));
    const answers = network.events.flatMap(({ event }) =>
      event.kind === 'offerAnswered' ? [event.body!] : [],
    );
    expect(answers.map((body) => new TextDecoder().decode(body))).toEqual(['hold', 'talk']);
    // Who had no ACK for an answer of his within 32 s would have hung up.
    expect([network.ends('a'), network.ends('b')]).toEqual([[], []]);
  });

  it('the back-off after 491 is 2.1 to 4 s for who made the call, up to 2 s for the other', () => {
    for (const chance of [0, 0.3, 0.999_99]) {
      expect(inMs(glareWait('caller', chance)) % 10).toBe(0);
      expect(inMs(glareWait('caller', chance))).toBeGreaterThanOrEqual(2_100);
      expect(inMs(glareWait('caller', chance))).toBeLessThanOrEqual(4_000);
      expect(inMs(glareWait('called', chance))).toBeLessThanOrEqual(2_000);
    }
  });

  it('wished while another is on its way, is made after it', () => {
    const { network, a } = standing();
    network.react = (side, event) => {
      if (event.kind === 'offered')
        network.do(side, (ua) => ua.accept(event.session, event.body!, network.now));
    };
    network.do('a', (ua) => {
      ua.offer(a, sdp('hold'), network.now);
      ua.offer(a, sdp('talk'), network.now);
    });
    network.pass(sec(15));
    const answers = network.events.flatMap(({ event }) =>
      event.kind === 'offerAnswered' ? [event.body!] : [],
    );
    expect(answers.map((body) => new TextDecoder().decode(body))).toEqual(['hold', 'talk']);
  });

  it('declined, leaves the call as it was', () => {
    const { network, a, b } = standing();
    network.react = (side, event) => {
      if (event.kind === 'offered')
        network.do(side, (agent) => agent.decline(event.session, 488, network.now));
    };
    network.do('a', (agent) => agent.offer(a, sdp('video'), network.now));
    network.pass(sec(5));
    expect(network.events).toContainEqual({
      side: 'a',
      event: { kind: 'offerRefused', session: a, status: 488 },
    });
    expect(network.ends('a')).toEqual([]);
    network.do('b', (agent) => agent.hangUp(b, network.now));
    network.pass(sec(60));
    expect([network.ends('a'), network.ends('b')]).toEqual([['bye'], ['hungUp']]);
  });

  it('answered by silence, ends the call', () => {
    const { network, a } = standing();
    network.loses = (_name, from) => from === 'b';
    network.do('a', (agent) => agent.offer(a, sdp('anyone?'), network.now));
    network.pass(sec(200));
    expect(network.ends('a')).toEqual(['timeout']);
    expect(network.agents.a.held).toEqual(NOTHING_HELD);
  });
});

describe('an offer that its maker takes back', () => {
  it('is answered with 487, told, and leaves the call as it was', () => {
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
    const say = (method: string, number: number, branch: string, to: string): void => {
      const lines = { OPTIONS: `${method} sip:100@pbx.example SIP/2.0`, CSeq: `CSeq: ${number} ${method}` };
      const via = `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK${branch}`;
      ua.receive(optionsWith({ ...lines, Via: via, To: `To: <sip:100@pbx.example>${to}` }), UDP, instant(0));
    };
    say('INVITE', 1, 'first', '');
    const [incoming] = ua.drain().events;
    if (incoming?.kind !== 'incoming') throw new Error('no call');
    ua.answer(incoming.session, sdp('x'), instant(0));
    const to = `;tag=${tagOf(accepted(ua.drain().sent[0]!.bytes).to)}`;
    say('ACK', 1, 'ack', to);
    say('INVITE', 2, 'second', to);
    say('CANCEL', 2, 'second', to);
    const { sent, events } = ua.drain();
    expect(sent.map(({ bytes }) => nameOf(accepted(bytes)))).toEqual(['200', '487']);
    expect(events.map(({ kind }) => kind)).toEqual(['established', 'offered', 'withdrawn']);
  });
});
