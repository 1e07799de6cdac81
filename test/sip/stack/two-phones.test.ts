import { describe, expect, it } from 'vitest';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { FINE, Internet, type Weather } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { type Duration, ms, sec } from '#units/time.ts';
import { TestExchange } from '../support/b2bua.ts';
import { Phone } from '../support/phone.ts';

const EXCHANGE = { host: '192.0.2.1', port: 5060 };
const SEEDS = Number(process.env.SIP_WEATHER_SEEDS ?? 4);

/** An exchange and telephones 101, 102 … on the simulated network. */
function office(seed: number, weather: Weather = FINE, numbers: readonly string[] = ['101', '102']) {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const internet = new Internet(clock, random);
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  const exchange = new TestExchange(
    { network: box(EXCHANGE.host), clock, dns: new SimulatedDns(clock) },
    numbers,
    [],
    seed,
  );
  const phones = numbers.map(
    (number, n) => new Phone(box(`192.0.2.${10 + n}`), clock, EXCHANGE, number, seed * 100 + n),
  );
  for (const phone of phones) phone.register();
  clock.runFor(sec(3));
  internet.weather = weather;
  return { clock, internet, exchange, phones, pass: (span: Duration) => clock.runFor(span), random };
}

const IDLE = { sessions: 0, dialogs: 0, requests: 0, legs: 0, purposes: 0, transactions: 0 };

describe('two telephones and the exchange', () => {
  it('register with their passwords, call, talk, and hang up; nothing is left over', () => {
    const { exchange, phones, pass } = office(1);
    const [li, wang] = phones as [Phone, Phone];
    expect(phones.map(({ registered }) => registered)).toEqual([true, true]);
    expect(exchange.kinds()).toEqual(['registered', 'registered']);
    wang.onIncoming = (session) => wang.later(sec(1), () => wang.pickUp(session));
    li.call('102');
    pass(sec(2));
    const [incoming] = exchange.of('incoming');
    expect(incoming).toMatchObject({
      called: '102',
      caller: { number: '101', name: 'Desk 101' },
      replaces: null,
    });
    expect(exchange.kinds().slice(2)).toEqual(['incoming', 'ringing', 'answered', 'media']);
    expect(exchange.of('answered')[0]!.media).toMatchObject({ codec: 'PCMA', direction: 'sendrecv' });
    wang.hangUp();
    pass(sec(40));
    expect(exchange.of('released').map(({ cause, by }) => [cause, by])).toEqual([
      [16, 'peer'],
      [16, 'us'],
    ]);
    expect(exchange.edge.stack.held).toMatchObject(IDLE);
  });

  it('a wrong password is not let in, and an unknown telephone cannot be told from it', () => {
    const { exchange, internet, clock, pass } = office(2);
    const at = (n: number) =>
      internet.box([{ transport: 'UDP', local: { host: `192.0.2.${n}`, port: 5060 } }]);
    const wrong = new Phone(at(20), clock, EXCHANGE, '101', 20, 'wrong');
    const unknown = new Phone(at(21), clock, EXCHANGE, '999', 21);
    for (const phone of [wrong, unknown]) phone.register();
    pass(sec(60));
    expect([wrong.registered, unknown.registered]).toEqual([false, false]);
    expect(wrong.told).toEqual(unknown.told);
    expect(exchange.kinds()).toEqual(['registered', 'registered']);
    expect(exchange.edge.stack.held).toMatchObject(IDLE);
  });

  it('a caller who gives up stops the ringing; a busy telephone is told as busy', () => {
    const { exchange, phones, pass } = office(3);
    const [li, wang] = phones as [Phone, Phone];
    wang.onIncoming = () => {};
    li.call('102');
    pass(sec(5));
    li.hangUp();
    pass(sec(40));
    expect(exchange.of('released').map(({ by }) => by)).toEqual(['peer', 'us']);
    wang.onIncoming = (session) => {
      wang.session = session;
      wang.hangUp();
    };
    li.call('102');
    pass(sec(40));
    expect(exchange.of('released').slice(2)[0]).toMatchObject({ cause: 17, status: 486, by: 'peer' });
    expect(exchange.edge.stack.held).toMatchObject(IDLE);
  });

  it('nobody there, and a number that is no telephone', () => {
    const { exchange, phones, pass } = office(4);
    phones[0]!.call('555');
    pass(sec(2));
    expect(phones[0]!.session).toBeNull();
    expect(exchange.of('released')[0]).toMatchObject({ cause: 18, by: 'us' });
  });

  it('hold and resume of one telephone reach the other', () => {
    const { exchange, phones, pass } = office(5);
    const [li, wang] = phones as [Phone, Phone];
    li.call('102');
    pass(sec(2));
    li.hold('sendonly');
    pass(sec(2));
    expect(exchange.kinds().slice(-2)).toContain('media');
    expect(exchange.of('hold')).toHaveLength(1);
    expect(wang.told.filter((kind) => kind === 'offered')).toHaveLength(1);
    li.hold('sendrecv');
    pass(sec(2));
    expect(exchange.of('resume')).toHaveLength(1);
    expect(exchange.of('media').at(-1)!.media).toMatchObject({ direction: 'sendrecv', heldByPeer: false });
  });

  it('all contacts of a telephone ring, and the first to answer has the call', () => {
    const { exchange, internet, clock, phones, pass } = office(6);
    const home = new Phone(
      internet.box([{ transport: 'UDP', local: { host: '192.0.2.30', port: 5060 } }]),
      clock,
      EXCHANGE,
      '102',
      61,
    );
    home.register();
    pass(sec(2));
    const [li, wang] = phones as [Phone, Phone];
    wang.onIncoming = () => {};
    home.onIncoming = (session) => home.later(sec(3), () => home.pickUp(session));
    li.call('102');
    pass(sec(10));
    expect(home.session).not.toBeNull();
    expect(wang.told).toContain('ended');
    expect(exchange.of('answered')).toHaveLength(1);
    home.hangUp();
    pass(sec(40));
    expect(exchange.edge.stack.held).toMatchObject(IDLE);
  });

  it('an exchange that is flooded by strangers keeps nothing of them, and goes on', () => {
    const { exchange, internet, phones, pass, clock } = office(7);
    const text = (n: number): string =>
      [
        `${n % 2 ? 'INVITE' : 'REGISTER'} sip:${n}@192.0.2.1 SIP/2.0`,
        `Via: SIP/2.0/UDP 203.0.113.9;branch=z9hG4bK${n};rport`,
        ...['Max-Forwards: 70', `From: <sip:${n}@x>;tag=${n}`, `To: <sip:${n}@x>`, `Call-ID: ${n}`],
        ...[`CSeq: 1 ${n % 2 ? 'INVITE' : 'REGISTER'}`, `Contact: <sip:${n}@203.0.113.9>`, '', ''],
      ].join('\r\n');
    for (let n = 0; n < 20_000; n++) {
      const remote = { host: '192.0.2.1', port: 5060 };
      const local = { host: `203.0.${n % 113}.${n % 251}`, port: 5060 };
      clock.at((clock.now() + n * 500) as never, () =>
        internet.datagram({ transport: 'UDP', local, remote }, new TextEncoder().encode(text(n))),
      );
    }
    pass(sec(5));
    phones[0]!.call('102');
    pass(sec(10));
    expect(exchange.of('answered')).toHaveLength(1);
    const { held } = exchange.edge.stack;
    expect(held).toMatchObject({ legs: 2, sessions: 2, bindings: 2 });
    expect(held.transactions).toBeLessThan(20);
    expect(exchange.edge.gate.counts.shed).toBeGreaterThan(10_000);
  });

  describe('in bad weather: lost, doubled and late datagrams, both holding at once', () => {
    for (let seed = 1; seed <= SEEDS; seed++)
      it(`seed ${seed}: every call comes to an end at both ends, and nothing is left over`, () => {
        const { exchange, phones, pass, random, clock } = office(seed * 7, { lost: 8, doubled: 5, late: 10 });
        const soon = (most: number): Duration => ms(most * 1_000 * random());
        const all = phones as [Phone, Phone];
        for (const phone of all)
          phone.onIncoming = (session) => phone.later(soon(4), () => phone.pickUp(session));
        for (let n = 0; n < 20; n++) {
          const [from, to] = random() < 0.5 ? all : all.toReversed();
          from!.call(to!.number);
          // Glare: both offer within the same second.
          for (const phone of all) phone.later(sec(8 + random()), () => phone.hold('sendonly'));
          const last = random() < 0.5 ? from! : to!;
          last.later(sec(15 + 10 * random()), () => last.hangUp());
          pass(sec(90));
          for (const phone of all) phone.hangUp();
          pass(sec(90));
        }
        pass(sec(200));
        expect(exchange.edge.stack.held).toMatchObject({ ...IDLE, transactions: expect.any(Number) });
        expect(exchange.of('answered').length).toBeGreaterThanOrEqual(17);
        expect(exchange.of('released').length).toBe(2 * exchange.of('incoming').length);
        expect(clock.now()).toBeGreaterThan(0);
      });
  });
});
