import { describe, expect, it } from 'vitest';
import type { SipRequest, Via } from '#ports/sip-codec.ts';
import { newBranch } from '#sip/chance.ts';
import { param, withoutParam } from '#sip/codec/params.ts';
import { makeResponse } from '#sip/make.ts';
import type { TransactionId } from '#sip/transactions/state.ts';
import { ms, sec } from '#units/time.ts';
import { acceptedRequest, OPTIONS_LINES, tortureBytes, wire } from './support/messages.ts';
import { Bench, seeded, TCP, UDP } from './support/peer.ts';

const ROUTE = 'Route: <sip:proxy.example;lr>';
const request = (method: string, ...added: string[]): SipRequest =>
  acceptedRequest(wire([...OPTIONS_LINES.map((line) => line.replace('OPTIONS', method)), ...added]));

/** The bench as caller: one request is out. */
function asking(method: string, flow = UDP): { bench: Bench; id: TransactionId; sent: SipRequest } {
  const bench = new Bench();
  const id = bench.do((layer) => layer.request(request(method, ROUTE), flow, bench.now))!;
  return { bench, id, sent: bench.lastRequest(method) };
}

/** The bench as called: one request has come. */
function asked(method: string, flow = UDP, top: (via: Via) => Via = (via) => via) {
  const bench = new Bench();
  const plain = request(method);
  const came = { ...plain, via: [top(plain.via[0]!)] };
  bench.receive(came, flow);
  const told = bench.told[0];
  if (told?.kind !== 'request' || told.transaction === null) throw new Error('no request told');
  const id = told.transaction;
  const respond = (status: number): boolean =>
    bench.do((layer) => layer.respond(id, makeResponse(told.request, status, { tag: 'b' }), bench.now));
  return { bench, came, id, respond };
}

describe('a request of ours over UDP', () => {
  it('an INVITE nobody answers is repeated ever more slowly, and ends after 32 s', () => {
    const { bench, id } = asking('INVITE');
    bench.pass(sec(100));
    expect(bench.times('INVITE')).toEqual([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]);
    expect(bench.told).toEqual([
      { kind: 'failed', transaction: id, why: 'timeout' },
      { kind: 'ended', transaction: id },
    ]);
    expect(bench.layer.size).toBe(0);
  });

  it('another request is repeated every 4 s at the slowest', () => {
    const { bench } = asking('OPTIONS');
    bench.pass(sec(100));
    expect(bench.times('OPTIONS')).toEqual([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['failed', 'ended']);
  });

  it('answered by 100 only, a request still ends', () => {
    const { bench, sent } = asking('OPTIONS');
    bench.receive(makeResponse(sent, 100));
    bench.pass(sec(100));
    expect(bench.told.map(({ kind }) => kind)).toEqual(['response', 'failed', 'ended']);
  });

  it('answered by 100 only, an INVITE is cancelled after three minutes and then given up', () => {
    const { bench, sent } = asking('INVITE');
    bench.receive(makeResponse(sent, 100));
    bench.pass(sec(1_000));
    expect(bench.times('INVITE')).toEqual([0]);
    expect(bench.times('CANCEL')[0]).toBe(181);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['response', 'failed', 'ended']);
    expect(bench.layer.size).toBe(0);
  });

  it.each([180, 183])(
    'told once that it rings (%i), an INVITE waits as long as its caller does, and a late 100 changes nothing',
    (status) => {
      const { bench, sent } = asking('INVITE');
      bench.receive(makeResponse(sent, status, { tag: 'theirs' }));
      bench.receive(makeResponse(sent, 100));
      bench.pass(sec(3_500));
      expect(bench.times('CANCEL')).toEqual([]);
      bench.receive(makeResponse(sent, 200, { tag: 'theirs' }));
      expect(bench.told.at(-1)).toMatchObject({ kind: 'response', response: { status: 200 } });
      bench.pass(sec(33));
      expect(bench.layer.size).toBe(0);
    },
  );

  it('forgotten while it rings, an INVITE is cancelled after an hour', () => {
    const { bench, sent } = asking('INVITE');
    bench.receive(makeResponse(sent, 180, { tag: 'theirs' }));
    bench.pass(sec(4_000));
    expect(bench.times('CANCEL')[0]).toBe(3_600);
    expect(bench.layer.size).toBe(0);
  });

  it('a refusal is acknowledged with the branch and the Route of the INVITE, each time it comes', () => {
    const { bench, sent } = asking('INVITE');
    const busy = makeResponse(sent, 486, { tag: 'theirs' });
    bench.receive(busy);
    bench.receive(busy);
    expect(bench.times('ACK')).toHaveLength(2);
    const ack = bench.lastRequest('ACK');
    expect(ack).toMatchObject({ via: sent.via, route: sent.route, to: busy.to, callId: sent.callId });
    expect(ack.cseq).toEqual({ number: sent.cseq.number, method: 'ACK' });
    expect(ack.route).toHaveLength(1);
    expect(bench.told.filter(({ kind }) => kind === 'response')).toHaveLength(1);
    bench.pass(sec(33));
    expect(bench.layer.size).toBe(0);
  });

  it('every 2xx is told, whoever of the forked sends it, for 32 s', () => {
    const { bench, sent } = asking('INVITE');
    for (const tag of ['one', 'two', 'one']) bench.receive(makeResponse(sent, 200, { tag }));
    expect(bench.told).toHaveLength(3);
    expect(bench.times('ACK')).toEqual([]);
    bench.pass(sec(32));
    expect(bench.layer.size).toBe(0);
  });

  it('CANCEL waits for a sign of life, then goes the way of the INVITE', () => {
    const { bench, id, sent } = asking('INVITE');
    bench.do((layer) => layer.cancel(id, bench.now));
    expect(bench.times('CANCEL')).toEqual([]);
    bench.receive(makeResponse(sent, 180, { tag: 'x' }));
    const cancel = bench.lastRequest('CANCEL');
    expect(cancel).toMatchObject({ via: sent.via, route: sent.route, uri: sent.uri, to: sent.to });
    bench.receive(makeResponse(cancel, 200));
    bench.receive(makeResponse(sent, 487, { tag: 'x' }));
    expect(bench.times('ACK')).toHaveLength(1);
    bench.pass(sec(60));
    expect(bench.layer.size).toBe(0);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['response', 'response', 'ended']);
  });

  it('what answers no request of ours is dropped', () => {
    const { bench } = asking('INVITE');
    bench.receive(tortureBytes('rfc4475', 'bcast'));
    expect(bench.told).toEqual([]);
  });

  it('branches have 96 bits of chance, and none comes twice', () => {
    const random = seeded(7).bytes;
    const branches = Array.from({ length: 20_000 }, () => newBranch(random));
    expect(new Set(branches).size).toBe(branches.length);
    expect(branches[0]).toMatch(/^z9hG4bK[0-9a-f]{24}$/);
  });
});

describe('a request of ours over TCP', () => {
  it('is not repeated, and does not linger', () => {
    const { bench, sent } = asking('INVITE', TCP);
    bench.pass(sec(5));
    expect(bench.times('INVITE')).toEqual([0]);
    bench.receive(makeResponse(sent, 404, { tag: 'x' }), TCP);
    expect(bench.times('ACK')).toHaveLength(1);
    expect(bench.layer.size).toBe(0);
  });

  it('fails at once when its connection is lost', () => {
    const { bench, id } = asking('OPTIONS', TCP);
    bench.do((layer) => layer.flowLost(TCP, bench.now));
    expect(bench.told[0]).toEqual({ kind: 'failed', transaction: id, why: 'transport' });
    expect(bench.layer.size).toBe(0);
    expect(bench.layer.deadline).toBeNull();
  });
});

describe('an INVITE of another', () => {
  it('hears 100 after 200 ms when nothing was said by then, again for each repeat', () => {
    const { bench, came } = asked('INVITE');
    bench.pass(ms(199));
    expect(bench.sent).toEqual([]);
    bench.pass(ms(1));
    expect(bench.times('100')).toEqual([0.2]);
    bench.receive(came);
    expect(bench.times('100')).toHaveLength(2);
    expect(bench.told).toHaveLength(1);
  });

  it('hears no 100 when it rings at once, and the ringing again for each repeat', () => {
    const { bench, came, respond } = asked('INVITE');
    respond(180);
    bench.pass(sec(1));
    bench.receive(came);
    expect(bench.sent.map(({ message }) => message.kind === 'response' && message.status)).toEqual([
      180, 180,
    ]);
  });

  it('refused, is told so until it acknowledges, at the slowest every 4 s', () => {
    const { bench, respond } = asked('INVITE');
    respond(486);
    bench.pass(sec(60));
    expect(bench.times('486')).toEqual([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]);
    expect(bench.told.slice(1).map(({ kind }) => kind)).toEqual(['failed', 'ended']);
    expect(bench.layer.size).toBe(0);
  });

  it('the ACK to a refusal ends the repeats and is nobody else’s business', () => {
    const { bench, came, respond } = asked('INVITE');
    respond(486);
    bench.receive({ ...came, method: 'ACK', cseq: { ...came.cseq, method: 'ACK' } });
    bench.pass(sec(60));
    expect(bench.times('486')).toEqual([0]);
    expect(bench.told.map(({ kind }) => kind)).toEqual(['request', 'ended']);
  });

  it('accepted, is absorbed when repeated; repeats of the 200 are given from above', () => {
    const { bench, came, respond } = asked('INVITE');
    respond(200);
    bench.receive(came);
    bench.pass(sec(10));
    expect(bench.times('200')).toEqual([0]);
    expect(respond(200)).toBe(true);
    expect(bench.times('200')).toEqual([0, 10]);
    bench.pass(sec(60));
    expect(respond(200)).toBe(false);
    expect(bench.layer.size).toBe(0);
  });

  it('the ACK to a 200 is passed on, with its own branch or, by an RFC 2543 caller, the same', () => {
    for (const branch of ['z9hG4bKother', 'nashds7']) {
      const { bench, came, respond } = asked('INVITE', UDP, (via) => ({
        ...via,
        params: [{ name: 'branch', value: branch.startsWith('z9') ? 'z9hG4bKfirst' : branch }],
      }));
      respond(200);
      const via = [{ ...came.via[0]!, params: [{ name: 'branch', value: branch }] }];
      bench.receive({ ...came, via, method: 'ACK', cseq: { ...came.cseq, method: 'ACK' } });
      expect(bench.told[1]).toMatchObject({ kind: 'request', transaction: null, request: { method: 'ACK' } });
    }
  });

  it('cancelled while it rings: the CANCEL is answered, and told', () => {
    const { bench, came, id, respond } = asked('INVITE');
    respond(180);
    bench.receive({ ...came, method: 'CANCEL', cseq: { ...came.cseq, method: 'CANCEL' } });
    expect(bench.times('200')).toHaveLength(1);
    expect(bench.told[1]).toMatchObject({ kind: 'cancelled', transaction: id });
    respond(487);
    expect(bench.times('487')).toHaveLength(1);
  });

  it('a CANCEL that is too late changes nothing, one for nothing gets 481', () => {
    const { bench, came, respond } = asked('INVITE');
    respond(200);
    const cancel = { ...came, method: 'CANCEL', cseq: { ...came.cseq, method: 'CANCEL' } };
    bench.receive(cancel);
    expect(bench.told).toHaveLength(1);
    const other = new Bench();
    other.receive(cancel);
    expect(other.times('481')).toHaveLength(1);
  });
});

describe('a request that is no INVITE', () => {
  it('is answered again for each repeat, and forgotten after 32 s', () => {
    const { bench, came, respond } = asked('OPTIONS');
    bench.receive(came);
    expect(bench.sent).toEqual([]);
    respond(200);
    expect(respond(404)).toBe(true);
    bench.receive(came);
    expect(bench.times('200')).toHaveLength(2);
    expect(bench.times('404')).toEqual([]);
    bench.pass(sec(32));
    expect(bench.layer.size).toBe(0);
  });

  it('those that only absorb repeats are forgotten together, none before its 32 s', () => {
    const bench = new Bench();
    const first = request('OPTIONS');
    for (let n = 0; n < 40; n++) {
      bench.pass(ms(10));
      const branch = { name: 'branch', value: `z9hG4bK${n}` };
      bench.receive({ ...first, via: [{ ...first.via[0]!, params: [branch] }] });
      const told = bench.told.at(-1)!;
      if (told.kind !== 'request' || told.transaction === null) throw new Error('no request told');
      const { transaction, request: came } = told;
      bench.do((layer) => layer.respond(transaction, makeResponse(came, 200, { tag: 'b' }), bench.now));
    }
    bench.pass(ms(31_999));
    expect(bench.layer.size).toBe(40);
    const deadline = bench.layer.deadline!;
    bench.pass(ms(501));
    expect(bench.layer.size).toBe(0);
    expect(deadline).toBe(sec(32.5));
  });

  it.each(['badbranch', 'inv2543'])('%s: without a usable branch a repeat is still known', (name) => {
    const bench = new Bench();
    bench.receive(tortureBytes('rfc4475', name));
    bench.receive(tortureBytes('rfc4475', name));
    expect(bench.told).toHaveLength(1);
  });
});

describe('where an answer goes', () => {
  it('to the source port when rport asks for it, and says which that was', () => {
    const { bench, respond } = asked('OPTIONS');
    respond(200);
    expect(bench.sent[0]!.flow.remote).toEqual({ host: '192.0.2.7', port: 5062 });
    const { params } = bench.last('200').via[0]!;
    expect(param(params, 'rport')).toBe('5062');
    expect(param(params, 'received')).toBe('192.0.2.7');
  });

  it('to the port of the Via when it does not, 5060 when that names none', () => {
    for (const [named, port] of [
      [5070, 5070],
      [null, 5060],
    ] as const) {
      const { bench, respond } = asked('OPTIONS', UDP, (via) => ({
        ...via,
        port: named,
        host: '10.0.0.9',
        params: withoutParam(via.params, 'rport'),
      }));
      respond(200);
      expect(bench.sent[0]!.flow.remote).toEqual({ host: '192.0.2.7', port });
      expect(param(bench.last('200').via[0]!.params, 'received')).toBe('192.0.2.7');
    }
  });

  it('back along the connection, over TCP', () => {
    const { bench, respond } = asked('OPTIONS', TCP, (via) => ({ ...via, port: 1 }));
    respond(200);
    expect(bench.sent[0]!.flow).toEqual(TCP);
  });
});

describe('room for transactions', () => {
  const from = (source: string, branch: string, method = 'OPTIONS') => {
    const came = request(method);
    const via = [{ ...came.via[0]!, params: [{ name: 'branch', value: `z9hG4bK${branch}` }] }];
    return [
      { ...came, via },
      { ...UDP, remote: { host: source, port: 5060 } },
    ] as const;
  };

  it('one source that takes all it may is told 503, others are served', () => {
    const bench = new Bench({ total: 100, perSource: 10 });
    for (let n = 0; n < 50; n++) bench.receive(...from('198.51.100.1', `f${n}`));
    bench.receive(...from('192.0.2.8', 'good'));
    expect(bench.told).toHaveLength(11);
    expect(bench.times('503')).toHaveLength(40);
    expect(bench.layer.size).toBe(11);
  });

  it('what is answered gives way, so that a flood of refused requests is never itself refused', () => {
    const bench = new Bench({ total: 100, perSource: 10 });
    for (let n = 0; n < 1_000; n++) {
      bench.receive(...from(`198.51.100.${n % 200}`, `f${n}`, n % 2 ? 'INVITE' : 'REGISTER'));
      const told = bench.told.at(-1)!;
      if (told.kind === 'request')
        bench.do((layer) => layer.respond(told.transaction!, makeResponse(told.request, 403), bench.now));
    }
    expect(bench.times('503')).toEqual([]);
    expect(bench.layer.size).toBeLessThanOrEqual(100);
    bench.pass(sec(100));
    expect(bench.layer.size).toBe(0);
    expect(bench.layer.deadline).toBeNull();
  });

  it('a full table does not keep us from asking', () => {
    const bench = new Bench({ total: 5, perSource: 5 });
    for (let n = 0; n < 5; n++) bench.receive(...from('198.51.100.1', `f${n}`));
    expect(bench.do((layer) => layer.request(request('OPTIONS'), UDP, bench.now))).not.toBeNull();
  });
});
