import { describe, expect, it } from 'vitest';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { sec } from '#units/time.ts';
import { account, TestExchange } from '../support/b2bua.ts';
import { Phone } from '../support/phone.ts';

const DND = '<SetDoNotDisturb><device/><doNotDisturbOn>true</doNotDisturbOn></SetDoNotDisturb>';

/** 101 with keys of its own; the exchange answers what they ask for when the test says so. */
function desk(user = '101') {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  const exchange = new TestExchange({ network: box('192.0.2.1'), clock, dns: new SimulatedDns(clock) }, [
    '101',
    '102',
  ]);
  const anna = { ...account(user), number: '101' };
  exchange.edge.do((stack, now) => stack.configure({ devices: [anna, account('102')], trunks: [] }, now));
  const phone = new Phone(box('192.0.2.10'), clock, { host: '192.0.2.1', port: 5060 }, user, 1);
  const statuses: number[] = [];
  let told = 0;
  phone.onEvent = (event) => {
    if (event.kind === 'request') told += 1;
    if (event.kind === 'response' && event.response?.cseq.method === 'SUBSCRIBE')
      statuses.push(event.response.status);
  };
  const pass = (seconds: number): void => clock.runFor(sec(seconds));
  phone.register();
  pass(2);
  const answer = (verdict: 'done' | 'refused' | 'failed'): void => {
    const { ask } = exchange.of('featureWish').at(-1)!;
    exchange.edge.do((stack, now) => stack.featureAnswer(ask, verdict, now));
    pass(2);
  };
  const press = (body = DND, about = user): void => {
    phone.subscribe(about, 'as-feature-event', body);
    pass(2);
  };
  return { exchange, phone, statuses, pass, press, answer, told: () => told };
}

describe('a key that is pressed at a telephone', () => {
  it('is answered when the exchange has done it, and begins the subscription where there is none', () => {
    const { exchange, press, answer, statuses, told } = desk();
    press();
    expect(exchange.of('featureWish')).toMatchObject([
      { user: '101', number: '101', wish: { feature: 'do-not-disturb', on: true, number: '', rings: null } },
    ]);
    const before = statuses.length;
    answer('done');
    expect([statuses.length - before, statuses.at(-1), told()]).toEqual([1, 200, 1]);
    expect(exchange.edge.stack.held.subscriptions).toBe(1);
  });

  it('that the exchange refuses leaves the subscription as it was, and its lamp is put right', () => {
    const { phone, press, answer, statuses, told, pass } = desk();
    phone.subscribe('101', 'as-feature-event');
    pass(2);
    press();
    answer('refused');
    expect([statuses.at(-1), told()]).toEqual([403, 2]);
    press();
    answer('done');
    expect([statuses.at(-1), told()]).toEqual([200, 3]);
  });

  it('that nobody answers is given up after 5 s, and an answer that comes later does nothing', () => {
    const { exchange, press, answer, statuses, pass } = desk();
    press();
    pass(6);
    expect([statuses.at(-1), exchange.edge.stack.held.featureAsks]).toEqual([500, 0]);
    answer('done');
    expect(exchange.edge.stack.held.subscriptions).toBe(0);
  });

  it('that comes late, after one that was pressed since, changes nothing any more', () => {
    const { exchange, phone, press, answer, pass, statuses } = desk();
    phone.subscribe('101', 'as-feature-event');
    pass(2);
    press();
    answer('done');
    (phone as unknown as { subscribed: number }).subscribed = 0;
    press();
    expect(statuses.at(-1)).toBe(500);
    expect(exchange.of('featureWish')).toHaveLength(1);
  });

  it('is not believed to whoever knows the dialog alone: it is proved each time', () => {
    const { exchange, phone, press, pass, statuses } = desk();
    phone.subscribe('101', 'as-feature-event');
    pass(2);
    const { credentials } = phone as unknown as { credentials: { proofs(): readonly unknown[] } };
    credentials.proofs = () => [];
    press();
    expect(statuses).toContain(401);
    expect(exchange.of('featureWish')).toEqual([]);
  });

  it('of a user who has another name than his number is his by either', () => {
    const { exchange, press, statuses } = desk('anna');
    press(DND, 'anna');
    press(DND, '101');
    expect(exchange.of('featureWish').map(({ user, number }) => [user, number])).toEqual([
      ['anna', '101'],
      ['anna', '101'],
    ]);
    const before = statuses.length;
    press(DND, '102');
    expect(statuses.slice(before)).toContain(403);
    expect(exchange.of('featureWish')).toHaveLength(2);
  });

  it('whose body nobody understands is refused, and nothing is asked of the exchange', () => {
    const { exchange, press, statuses } = desk();
    press('<SetDoNotDisturb>');
    expect(statuses.at(-1)).toBe(400);
    expect(exchange.of('featureWish')).toEqual([]);
  });
});
