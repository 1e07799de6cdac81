import { describe, expect, it } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { writtenUri } from '#sip/codec/uri.ts';
import { advanced, dialogOfRequest, dialogOfResponse, received, requestIn } from '#sip/dialogs/dialog.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { makeResponse, tagOf } from '#sip/make.ts';
import { instant, ms, sec } from '#units/time.ts';
import { accepted, acceptedRequest, OPTIONS_LINES, optionsWith, textOf, wire } from './support/messages.ts';
import { CALM, Network, NOTHING_HELD, names, sdp } from './support/network.ts';
import { nameOf, seeded, UDP } from './support/peer.ts';

const INVITE = { OPTIONS: 'INVITE sip:100@pbx.example SIP/2.0', CSeq: 'CSeq: 7 INVITE' };
const invite = (...added: string[]): SipRequest =>
  acceptedRequest(optionsWith(INVITE, 'Contact: <sip:101@192.0.2.7:5062>', ...added));

describe('a dialog', () => {
  const routes = ['Record-Route: <sip:p2.example;lr>', 'Record-Route: <sip:p1.example;lr>'];

  it('is walked by the called from the caller’s end, by the caller from the other', () => {
    const request = invite(...routes);
    const called = dialogOfRequest(request, 'us');
    expect(called.routes.map(({ uri }) => writtenUri(uri))).toEqual([
      'sip:p2.example;lr',
      'sip:p1.example;lr',
    ]);
    const caller = dialogOfResponse(request, makeResponse(request, 200, { tag: 'us' }));
    expect(caller.routes).toEqual(called.routes.toReversed());
    expect([caller.localTag, caller.remoteTag]).toEqual([called.remoteTag, called.localTag]);
  });

  it('a request within it goes to the Contact, by loose routers or by strict ones', () => {
    const loose = requestIn(dialogOfRequest(invite(...routes), 'us'), 'BYE');
    expect(writtenUri(loose.uri)).toBe('sip:101@192.0.2.7:5062');
    expect(loose.route).toHaveLength(2);
    const strict = requestIn(dialogOfRequest(invite('Record-Route: <sip:old.example>'), 'us'), 'BYE');
    expect(writtenUri(strict.uri)).toBe('sip:old.example');
    expect(strict.route.map(({ uri }) => writtenUri(uri))).toEqual(['sip:101@192.0.2.7:5062']);
  });

  it('counts up its own requests, and takes no old ones of the peer', () => {
    const dialog = dialogOfRequest(invite(), 'us');
    expect(requestIn(advanced(advanced(dialog)), 'INFO').cseq).toEqual({ number: 2, method: 'INFO' });
    expect(received(dialog, { ...invite(), cseq: { number: 7, method: 'BYE' } })).toBeNull();
    expect(received(dialog, { ...invite(), cseq: { number: 8, method: 'BYE' } })?.remoteCSeq).toBe(8);
  });
});

describe('a call', () => {
  it('rings, is answered, acknowledged and hung up', () => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind !== 'incoming') return;
      network.do(side, (agent) => agent.progress(event.session, 180, null, network.now));
      network.later(sec(3), () =>
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now)),
      );
    };
    const a = network.call('a');
    network.later(sec(9), () => network.do('a', (agent) => agent.hangUp(a, network.now)));
    network.pass(sec(60));
    expect(names(network)).toEqual(['a INVITE', 'b 180', 'b 200', 'a ACK', 'a BYE', 'b 200']);
    expect(network.told('a')).toEqual(['progress', 'answered', 'ended']);
    expect(network.told('b')).toEqual(['incoming', 'established', 'ended']);
    expect(network.agents.a.held).toEqual(NOTHING_HELD);
  });

  it('leaves nothing of itself with the called once it is over, though what is repeated of it is still absorbed', () => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind === 'incoming')
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now));
    };
    const a = network.call('a');
    network.later(sec(1), () => network.do('a', (agent) => agent.hangUp(a, network.now)));
    network.pass(sec(2));
    const { transactions, ...others } = network.agents.b.held;
    expect({ transactions: 0, ...others }).toEqual(NOTHING_HELD);
    expect(transactions).toBe(2);
  });

  it('a 200 is repeated until its ACK, and the ACK for each of them', () => {
    const network = new Network(1, CALM);
    let acks = 0;
    network.loses = (name) => name === 'ACK' && ++acks <= 3;
    network.react = (side, event) => {
      if (event.kind === 'incoming')
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now));
    };
    network.call('a');
    network.pass(sec(60));
    expect(names(network).filter((name) => name === 'b 200')).toHaveLength(4);
    expect(names(network).filter((name) => name === 'a ACK')).toHaveLength(4);
    expect(network.told('b')).toContain('established');
  });

  it('a 200 that is never acknowledged is given up after 32 s, with a BYE', () => {
    const network = new Network(1, CALM);
    network.loses = (name) => name === 'ACK';
    network.react = (side, event) => {
      if (event.kind === 'incoming')
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now));
    };
    network.call('a');
    network.pass(sec(100));
    expect(network.ends('b')).toEqual(['noAck']);
    expect(network.ends('a')).toEqual(['bye']);
  });

  it('a caller that has vanished is told as gone with the BYE, not when nobody has answered that either', () => {
    const network = new Network(1, CALM);
    network.loses = (_name, from) => from === 'a' && network.told('b').includes('incoming');
    network.react = (side, event) => {
      if (event.kind === 'incoming')
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now));
    };
    network.call('a');
    network.pass(sec(33));
    expect(network.ends('b')).toEqual(['noAck']);
    network.pass(sec(40));
    expect(network.ends('b')).toEqual(['noAck']);
    expect(network.agents.b.held).toEqual(NOTHING_HELD);
  });

  it('BYE of the called waits for the ACK', () => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind !== 'incoming') return;
      network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now));
      network.do(side, (agent) => agent.hangUp(event.session, network.now));
    };
    network.call('a');
    network.pass(sec(60));
    expect(names(network)).toEqual(['a INVITE', 'b 200', 'a ACK', 'b BYE', 'a 200']);
  });

  it('cancelled while the 200 is on its way, is acknowledged and hung up', () => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind !== 'incoming') return;
      network.do(side, (agent) => agent.progress(event.session, 180, null, network.now));
      network.later(ms(100), () =>
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now)),
      );
    };
    const a = network.call('a');
    network.later(ms(115), () => network.do('a', (agent) => agent.hangUp(a, network.now)));
    network.pass(sec(60));
    expect(names(network)).toContain('a BYE');
    expect(network.ends('a')).toEqual(['cancelled']);
    expect(network.ends('b')).toEqual(['bye']);
    expect(network.agents.b.held).toEqual(NOTHING_HELD);
  });

  it('that leaves the offer to the called answers it in the ACK', () => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind === 'incoming') {
        expect(event.offer).toBeNull();
        network.do(side, (agent) => agent.answer(event.session, sdp('their offer'), network.now));
      } else if (event.kind === 'answered') {
        expect([textOf(event.body), event.wantsAnswer]).toEqual(['their offer', true]);
        network.later(ms(700), () =>
          network.do(side, (agent) => agent.accept(event.session, sdp('our answer'), network.now)),
        );
      } else if (event.kind === 'established') expect(textOf(event.body)).toBe('our answer');
    };
    network.call('a', null);
    network.pass(sec(5));
    expect(network.told('b')).toEqual(['incoming', 'established']);
  });
});

describe('early media that is sure to arrive', () => {
  const early = (): Network => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind !== 'incoming') return;
      network.do(side, (agent) => agent.progress(event.session, 183, sdp('answer'), network.now));
      network.do(side, (agent) => agent.progress(event.session, 183, sdp('answer'), network.now));
      network.do(side, (agent) => agent.answer(event.session, sdp('answer'), network.now));
    };
    return network;
  };

  it('each reliable answer is confirmed by PRACK before the next is given', () => {
    const network = early();
    network.call('a');
    network.pass(sec(40));
    const first = ['b 183', 'a PRACK', 'b 200'];
    const second = ['b 183', 'a PRACK', 'b 200'];
    expect(names(network)).toEqual(['a INVITE', ...first, ...second, 'b 200', 'a ACK']);
    expect(network.told('a')).toEqual(['progress', 'progress', 'answered']);
  });

  it('is repeated until then, and told once', () => {
    const network = early();
    let lost = 0;
    network.loses = (name) => name === 'PRACK' && ++lost <= 2;
    network.call('a');
    network.pass(sec(40));
    expect(names(network).filter((name) => name === 'b 183').length).toBeGreaterThan(2);
    expect(network.told('a')).toEqual(['progress', 'progress', 'answered']);
  });

  it('never confirmed, ends the call with 504', () => {
    const network = early();
    network.loses = (name) => name === 'PRACK';
    network.call('a');
    network.pass(sec(100));
    expect(names(network)).toContain('b 504');
    expect([network.ends('a'), network.ends('b')]).toEqual([['refused'], ['noAck']]);
    expect(network.agents.a.held).toEqual(NOTHING_HELD);
    expect(network.agents.b.held).toEqual(NOTHING_HELD);
  });

  it('a PRACK that confirms nothing gets 481', () => {
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
    ua.receive(optionsWith(INVITE, 'Supported: 100rel'), UDP, instant(0));
    const [incoming] = ua.drain().events;
    if (incoming?.kind !== 'incoming') throw new Error('no call');
    ua.progress(incoming.session, 183, sdp('early'), instant(0));
    const rung = accepted(ua.drain().sent[0]!.bytes);
    const to = `To: <sip:100@pbx.example>;tag=${tagOf(rung.to)}`;
    const prack = { OPTIONS: 'PRACK sip:100@pbx.example SIP/2.0', CSeq: 'CSeq: 8 PRACK', To: to };
    const via = 'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKother';
    ua.receive(optionsWith({ ...prack, Via: via }, 'RAck: 9 7 INVITE'), UDP, instant(0));
    expect(ua.drain().sent.map(({ bytes }) => nameOf(accepted(bytes)))).toEqual(['481']);
  });
});

describe('a caller who waits', () => {
  it.each([
    ['180', null],
    ['183', sdp('early')],
  ] as const)('is told each minute that there is a call: %s', (status, body) => {
    const network = new Network(1, CALM);
    network.react = (side, event) => {
      if (event.kind !== 'incoming') return;
      network.do(side, (agent) => agent.progress(event.session, Number(status), body, network.now));
      network.later(sec(290), () =>
        network.do(side, (agent) => agent.answer(event.session, sdp('x'), network.now)),
      );
    };
    const a = network.call('a');
    network.later(sec(500), () => network.do('a', (agent) => agent.hangUp(a, network.now)));
    network.pass(sec(1_000));
    const words = names(network).filter((name) => name.startsWith('b 18'));
    expect(words).toEqual(Array(5).fill(`b ${status}`));
    expect(network.told('b')).toEqual(['incoming', 'established', 'ended']);
    expect(network.agents.b.held).toEqual(NOTHING_HELD);
  });

  it('and insists on confirming, confirms that, too; then he gives up', () => {
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
    ua.receive(optionsWith(INVITE, 'Require: 100rel'), UDP, instant(0));
    const [incoming] = ua.drain().events;
    if (incoming?.kind !== 'incoming') throw new Error('no call');
    ua.progress(incoming.session, 180, null, instant(0));
    let clock = 0;
    for (const round of [1, 2, 3]) {
      const rung = accepted(ua.drain().sent.at(-1)!.bytes);
      expect(rung.fields.find(({ name }) => name === 'rseq')?.value).toBe(String(round));
      const to = `To: <sip:100@pbx.example>;tag=${tagOf(rung.to)}`;
      const prack = {
        OPTIONS: 'PRACK sip:100@pbx.example SIP/2.0',
        CSeq: `CSeq: ${7 + round} PRACK`,
        To: to,
      };
      const via = `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKprack${round}`;
      ua.receive(optionsWith({ ...prack, Via: via }, `RAck: ${round} 7 INVITE`), UDP, instant(1_000 * clock));
      expect(ua.drain().sent.map(({ bytes }) => nameOf(accepted(bytes)))).toEqual(['200']);
      clock += 60_000;
      ua.wake(instant(1_000 * clock));
    }
    const cancel = { OPTIONS: 'CANCEL sip:100@pbx.example SIP/2.0', CSeq: 'CSeq: 7 CANCEL' };
    ua.receive(optionsWith(cancel), UDP, instant(1_000 * clock));
    expect(ua.held.sessions).toBe(0);
    ua.wake(instant(1_000 * (clock + 600_000)));
    expect(ua.held).toEqual(NOTHING_HELD);
  });
});

describe('strangers', () => {
  const agent = (): UserAgent => new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
  const answersOf = (ua: UserAgent): string[] => ua.drain().sent.map(({ bytes }) => nameOf(accepted(bytes)));
  const T0 = instant(0);

  it('who speak within calls that are none get 481, an ACK gets nothing', () => {
    for (const method of ['BYE', 'UPDATE', 'INFO', 'INVITE']) {
      const ua = agent();
      const lines = OPTIONS_LINES.map((line) =>
        line.replace('OPTIONS', method).replace(/^To: .*/, '$&;tag=no'),
      );
      ua.receive(wire(lines), UDP, T0);
      expect(answersOf(ua)).toEqual(['481']);
    }
    const ua = agent();
    ua.receive(wire(OPTIONS_LINES.map((line) => line.replace('OPTIONS', 'ACK'))), UDP, T0);
    expect(ua.drain()).toEqual({ sent: [], events: [] });
    expect(ua.held).toEqual(NOTHING_HELD);
  });

  it('who require what nobody has get 420, who send rubbish get 400', () => {
    const ua = agent();
    ua.receive(optionsWith(INVITE, 'Require: time-travel'), UDP, T0);
    ua.receive(optionsWith({ OPTIONS: 'OPTIONS nonsense SIP/2.0' }), UDP, T0);
    expect(answersOf(ua)).toEqual(['420', '400']);
  });

  it('cannot take more calls than one source may have', () => {
    const limits = { total: 10, perSource: 3 };
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes, sessionLimits: limits });
    for (let n = 0; n < 8; n++) {
      const via = `Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK${n}`;
      ua.receive(optionsWith({ ...INVITE, Via: via, 'Call-ID': `Call-ID: ${n}` }), UDP, T0);
    }
    expect(answersOf(ua)).toEqual(Array(5).fill('503'));
    expect(ua.held.sessions).toBe(3);
  });

  it('two phones that answer one call: the second is acknowledged and hung up', () => {
    const ua = agent();
    const address = { ...invite().from, params: [] };
    ua.call({ target: address.uri, from: address, to: address, contact: address, offer: sdp('o') }, UDP, T0);
    const sent = acceptedRequest(ua.drain().sent[0]!.bytes);
    for (const tag of ['first', 'second']) {
      const contact = [{ ...address, params: [] }];
      ua.receive(sipCodec.encode(makeResponse(sent, 200, { tag, contact })), UDP, T0);
    }
    const out = ua.drain().sent.map(({ bytes }) => acceptedRequest(bytes));
    expect(out.map((request) => `${request.method} ${tagOf(request.to)}`)).toEqual([
      'ACK first',
      'ACK second',
      'BYE second',
    ]);
  });
});
