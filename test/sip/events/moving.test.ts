import { describe, expect, it } from 'vitest';
import type { SipRequest } from '#ports/sip-codec.ts';
import type { Flow } from '#ports/sip-transport.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { writtenUri } from '#sip/codec/uri.ts';
import { sec } from '#units/time.ts';
import { TestExchange } from '../support/b2bua.ts';
import { UDP } from '../support/peer.ts';
import { Phone } from '../support/phone.ts';
import { Desk, subscribe } from './desk.ts';

const ELSEWHERE: Flow = { ...UDP, remote: { host: '192.0.2.99', port: 5999 } };

/** A refresh that says where the watcher wants to be told. */
function refresh(tag: string, cseq: number, host: string, expires = '600'): SipRequest {
  const request = subscribe('dialog', [`Expires: ${expires}`], cseq, `;tag=${tag}`);
  const [contact] = request.contact === '*' ? [] : request.contact;
  return { ...request, contact: [{ ...contact!, uri: { ...contact!.uri, host } as never }] };
}

const begun = () => {
  const desk = new Desk();
  const { parts } = desk.subscribe('dialog', ['Expires: 600']);
  desk.pass(5);
  /** To whom the last NOTIFY went, and where. */
  const last = (): string => {
    const { request, flow } = desk.told.at(-1)!;
    return `${writtenUri(request.uri)} at ${flow.remote.host}`;
  };
  return { desk, tag: parts.tag!, last };
};

describe('a watcher that refreshes its subscription', () => {
  it('with another Contact is told there from then on', () => {
    const { desk, tag, last } = begun();
    expect(last()).toBe('sip:101@192.0.2.7:5062 at 192.0.2.7');
    expect(desk.hears(refresh(tag, 2, 'desk.example')).status).toBe(200);
    expect([desk.told.length, last()]).toEqual([2, 'sip:101@desk.example:5062 at 192.0.2.7']);
    desk.notifier.set('dialog', '102', null, desk.now);
    desk.pass(5);
    expect(last()).toBe('sip:101@desk.example:5062 at 192.0.2.7');
  });

  it('without one is told where it was', () => {
    const { desk, tag, last } = begun();
    expect(desk.hears({ ...refresh(tag, 2, 'desk.example'), contact: [] }).status).toBe(200);
    expect(last()).toBe('sip:101@192.0.2.7:5062 at 192.0.2.7');
  });

  it('from elsewhere is told there; that nobody answers where it was ends nothing', () => {
    const { desk, tag, last } = begun();
    desk.answer = 'none';
    desk.notifier.set('dialog', '102', null, desk.now);
    desk.pass(2);
    const lost = desk.told.at(-1)!.subscription;
    desk.answer = 200;
    expect(desk.hears(refresh(tag, 2, '192.0.2.99'), { flow: ELSEWHERE }).status).toBe(200);
    expect(last()).toBe('sip:101@192.0.2.99:5062 at 192.0.2.99');
    desk.notifier.answered(lost, null, desk.now);
    desk.notifier.set('dialog', '102', null, desk.now);
    desk.pass(5);
    expect([desk.notifier.size, last()]).toEqual([1, 'sip:101@192.0.2.99:5062 at 192.0.2.99']);
    desk.hears(refresh(tag, 3, '192.0.2.99', '0'), { flow: ELSEWHERE });
    expect([desk.state(-1), desk.notifier.size, desk.notifier.deadline]).toEqual([
      ...['terminated;reason=timeout', 0],
      null,
    ]);
  });

  it('that comes too late, or is another’s, moves nothing', () => {
    const { desk, tag, last } = begun();
    expect(desk.hears(refresh(tag, 1, '192.0.2.99'), { flow: ELSEWHERE }).status).toBe(500);
    expect(desk.hears(refresh(tag, 2, '192.0.2.99'), { flow: ELSEWHERE, user: '103' }).status).toBe(403);
    expect(desk.hears(refresh(tag, 2, '192.0.2.99'), { flow: ELSEWHERE, user: '' }).status).toBe(403);
    desk.notifier.set('dialog', '102', null, desk.now);
    desk.pass(5);
    expect(last()).toBe('sip:101@192.0.2.7:5062 at 192.0.2.7');
  });
});

describe('a telephone that has moved to another address', () => {
  function office() {
    const clock = new VirtualClock();
    const internet = new Internet(clock, seededRandom(3));
    const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
    const parts = { network: box('192.0.2.1'), clock, dns: new SimulatedDns(clock) };
    const exchange = new TestExchange(parts, ['101', '102']);
    const told: string[] = [];
    const phone = (host: string, password?: string): Phone => {
      const at = { host: '192.0.2.1', port: 5060 };
      const made = new Phone(box(host), clock, at, '101', Number(host.split('.').at(-1)), password);
      made.onEvent = (event) => {
        if (event.kind === 'request') told.push(`${event.request.method} at ${host}`);
        if (event.kind === 'response') told.push(`${event.response?.status} at ${host}`);
      };
      return made;
    };
    const before = phone('192.0.2.10');
    before.subscribe('102', 'dialog');
    clock.runFor(sec(2));
    told.length = 0;
    return { clock, exchange, told, phone, before };
  }

  it('proves who it is, and sees its lamps there', () => {
    const { clock, exchange, told, phone, before } = office();
    const after = phone('192.0.2.60');
    after.movesFrom(before);
    after.subscribe('102', 'dialog', '', true);
    clock.runFor(sec(5));
    // The network may turn the last two around.
    expect(told.toSorted()).toEqual(['200 at 192.0.2.60', '401 at 192.0.2.60', 'NOTIFY at 192.0.2.60']);
    const call = {
      id: 'c',
      direction: 'recipient',
      state: 'early',
      remoteNumber: '',
      remoteName: '',
    } as const;
    exchange.edge.do((stack, now) => stack.setCalls('102', [call], now));
    clock.runFor(sec(5));
    expect(told.at(-1)).toBe('NOTIFY at 192.0.2.60');
    expect(exchange.edge.stack.held.subscriptions).toBe(1);
  });

  it('is not believed when it cannot prove it: lamps stay where they were', () => {
    const { clock, exchange, told, phone, before } = office();
    const other = phone('192.0.2.61', 'wrong');
    other.movesFrom(before);
    other.subscribe('102', 'dialog', '', true);
    clock.runFor(sec(1));
    told.length = 0;
    exchange.edge.do((stack, now) => stack.setCalls('102', [], now));
    clock.runFor(sec(5));
    expect(told).not.toContain('NOTIFY at 192.0.2.61');
    expect(exchange.edge.stack.held.subscriptions).toBe(1);
  });
});
