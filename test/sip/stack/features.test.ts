import { describe, expect, it } from 'vitest';
import { systemHash } from '#adapters/sip/chance.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { sec } from '#units/time.ts';
import { account, REALM, TestExchange } from '../support/b2bua.ts';
import { textOf, wire } from '../support/messages.ts';
import { Phone } from '../support/phone.ts';

const EXCHANGE = { host: '192.0.2.1', port: 5060 };
const CARRIER: TrunkSettings = {
  ...{
    id: 'carrier',
    domain: 'c.example',
    user: '4000',
    authUser: '4000',
    password: 'pw4000',
    registers: true,
  },
  ...{ outboundProxy: null, port: null, transport: 'UDP', expiresSec: 600, watched: true },
  ...{ callerStyle: 'pai', media: USUAL_MEDIA },
};
const srv = (priority: number, target: string) => ({ priority, weight: 1, port: 5060, target });

function office(numbers: readonly string[] = ['101', '102', '103'], trunks: readonly TrunkSettings[] = []) {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(3));
  const dns = new SimulatedDns(clock);
  const box = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
  const phones = numbers.map((number, n) => new Phone(box(`192.0.2.${10 + n}`), clock, EXCHANGE, number, n));
  const build = () => new TestExchange({ network: box(EXCHANGE.host), clock, dns }, numbers, trunks);
  return { clock, internet, dns, box, phones, build, pass: (seconds: number) => clock.runFor(sec(seconds)) };
}

describe('a trunk in the stack', () => {
  /** Two servers of a carrier: exchanges of their own, where our account is a telephone. */
  function withCarrier() {
    const world = office(['101'], [CARRIER]);
    const { dns, box, clock } = world;
    dns.records.set('SRV _sip._udp.c.example', { srv: [srv(1, 'a.c.example'), srv(2, 'b.c.example')] });
    dns.records.set('A a.c.example', { addresses: ['192.0.2.51'] });
    dns.records.set('A b.c.example', { addresses: ['192.0.2.52'] });
    const servers = ['192.0.2.51', '192.0.2.52'].map(
      (host) => new TestExchange({ network: box(host), clock, dns }, ['4000', '555']),
    );
    const far = servers.map((_, n) => {
      const phone = new Phone(
        box(`192.0.2.${60 + n}`),
        clock,
        { host: `192.0.2.${51 + n}`, port: 5060 },
        '555',
        70 + n,
      );
      phone.register();
      return phone;
    });
    const exchange = world.build();
    for (const phone of world.phones) phone.register();
    world.pass(5);
    return { ...world, exchange, servers, far };
  }

  it('registers at the first server of the domain, and calls go out with a proof of who we are', () => {
    const { exchange, phones, far, servers, pass } = withCarrier();
    expect(exchange.of('trunk')).toEqual([{ kind: 'trunk', id: 'carrier', state: 'up', why: '' }]);
    phones[0]!.call('9555');
    pass(3);
    expect(far[0]!.session).not.toBeNull();
    expect(exchange.of('answered')).toHaveLength(1);
    expect(servers[0]!.of('incoming')[0]).toMatchObject({
      called: '555',
      from: { kind: 'device', user: '4000' },
    });
  });

  it('a server that is gone is left for the next within 4 s, and the call is made', async () => {
    const { exchange, phones, far, servers, pass } = withCarrier();
    await servers[0]!.edge.stop();
    phones[0]!.call('9555');
    pass(3);
    expect(exchange.of('answered')).toHaveLength(0);
    pass(1);
    expect(exchange.of('answered')).toHaveLength(1);
    expect(far[1]!.session).not.toBeNull();
  });

  it('a call from the carrier comes in as the number that was dialled', () => {
    const { exchange, far, pass } = withCarrier();
    far[0]!.call('4000');
    pass(3);
    expect(exchange.of('incoming')[0]).toMatchObject({
      from: { kind: 'trunk', id: 'carrier' },
      called: '4000',
      caller: { number: '555' },
    });
  });

  it('with no server left the trunk refuses at once', async () => {
    const { exchange, phones, servers, pass } = withCarrier();
    for (const { edge } of servers) await edge.stop();
    pass(700);
    phones[0]!.call('9555');
    pass(2);
    expect(exchange.of('trunk').at(-1)).toMatchObject({ state: 'down' });
    expect(exchange.of('released')[0]).toMatchObject({ cause: 34, by: 'us' });
  });
});

describe('what telephones ask within calls', () => {
  function talking() {
    const world = office();
    const exchange = world.build();
    for (const phone of world.phones) phone.register();
    world.pass(2);
    world.phones[0]!.call('102');
    world.pass(2);
    const [first, second] = [exchange.of('incoming')[0]!.leg, exchange.of('answered')[0]!.leg];
    return { ...world, exchange, first, second };
  }
  const header = (name: string, value: string) => ({ name, value });

  it('a key by INFO reaches the exchange, and the other telephone', () => {
    const { exchange, phones, first, pass } = talking();
    const heard: string[] = [];
    phones[1]!.onEvent = (event) => {
      if (event.kind === 'asked') heard.push(textOf(event.request.body));
    };
    const fields = [header('content-type', 'application/dtmf-relay')];
    const body = new TextEncoder().encode('Signal=5\r\nDuration=160');
    phones[0]!.do((ua, now) => ua.ask(phones[0]!.session!, 'INFO', { fields, body }, now));
    pass(1);
    expect(exchange.of('dtmf')).toEqual([{ kind: 'dtmf', leg: first, digit: '5', durationMs: 160 }]);
    expect(heard).toEqual(['Signal=5\r\nDuration=160\r\n']);
  });

  it('a blind transfer is told, accepted, and its outcome said', () => {
    const { exchange, phones, second, pass } = talking();
    const notified: string[] = [];
    phones[1]!.onEvent = (event) => {
      if (event.kind === 'asked') notified.push(textOf(event.request.body));
    };
    const fields = [header('refer-to', '<sip:103@192.0.2.1>')];
    phones[1]!.do((ua, now) => ua.ask(phones[1]!.session!, 'REFER', { fields }, now));
    pass(1);
    expect(exchange.of('refer')).toEqual([{ kind: 'refer', leg: second, to: '103', replaces: null }]);
    exchange.edge.do((stack, now) => {
      stack.referAnswer(second, true, now);
      stack.referProgress(second, 100, now);
    });
    pass(1);
    exchange.edge.do((stack, now) => stack.referProgress(second, 200, now));
    pass(1);
    expect(notified).toEqual(['SIP/2.0 100 Trying\r\n', 'SIP/2.0 200 OK\r\n']);
    expect(phones[1]!.told).toContain('response');
  });

  it('an attended transfer names the call that it takes over', () => {
    const { exchange, phones, first, second, pass } = talking();
    let named = '';
    const ours = exchange.edge.stack;
    expect(ours.held.legs).toBe(2);
    phones[2]!.call('102');
    pass(2);
    const third = exchange.of('incoming')[1]!.leg;
    phones[2]!.onEvent = () => {};
    // Its dialog as the telephone knows it: the exchange's tag is its remote one.
    const session = (
      phones[2]!.ua as unknown as { store: { get(id: unknown): { dialog: Record<string, string> } } }
    ).store.get(phones[2]!.session)!.dialog;
    named = `${session.callId};to-tag=${session.remoteTag};from-tag=${session.localTag}`;
    const target = `<sip:102@192.0.2.1?Replaces=${encodeURIComponent(named)}>`;
    phones[0]!.do((ua, now) =>
      ua.ask(phones[0]!.session!, 'REFER', { fields: [header('refer-to', target)] }, now),
    );
    pass(1);
    expect(exchange.of('refer')).toEqual([{ kind: 'refer', leg: first, to: '102', replaces: third }]);
    expect(second).not.toBe(third);
  });

  it('a watcher hears of the calls of an extension', () => {
    const { exchange, phones, pass, clock } = talking();
    const heard: string[] = [];
    phones[0]!.onEvent = (event) => {
      if (event.kind === 'request' && event.request.method === 'NOTIFY')
        heard.push(textOf(event.request.body));
    };
    phones[0]!.subscribe('102', 'dialog');
    pass(2);
    const call = {
      id: '1',
      direction: 'recipient',
      state: 'confirmed',
      remoteNumber: '101',
      remoteName: '',
    } as const;
    exchange.edge.do((stack, now) => stack.setCalls('102', [call], now));
    pass(2);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toContain('<state>confirmed</state>');
    expect(clock.now()).toBeGreaterThan(0);
  });
});

describe('what strangers learn', () => {
  const ask = (user: string, method = 'REGISTER', n = 1): Uint8Array =>
    wire([
      `${method} sip:192.0.2.1 SIP/2.0`,
      `Via: SIP/2.0/UDP 203.0.113.5:5060;branch=z9hG4bK${n};rport`,
      ...['Max-Forwards: 70', `From: <sip:${user}@x>;tag=1`, `To: <sip:${user}@x>`, 'Call-ID: same'],
      ...[`CSeq: 1 ${method}`, 'Content-Length: 0'],
    ]);

  function stranger(world: ReturnType<typeof office>) {
    const network = world.box('203.0.113.5');
    const heard: string[] = [];
    network.hear((event) => {
      if (event.kind === 'datagram') heard.push(textOf(event.bytes));
    });
    const local = { host: '203.0.113.5', port: 5060 };
    const say = (bytes: Uint8Array): string => {
      heard.length = 0;
      network.send({ transport: 'UDP', local, remote: EXCHANGE }, bytes);
      world.pass(1);
      return heard.join('');
    };
    return { say, heard };
  }
  const masked = (text: string): string =>
    text.replace(/nonce="\w+"/g, 'nonce').replace(/tag=\w{16}/g, 'tag');

  it('an unknown and a known user get the same words, and nothing is kept for either', () => {
    const world = office();
    const exchange = world.build();
    const { say } = stranger(world);
    const [known, unknown] = [say(ask('101')), say(ask('777'))].map((text, n) =>
      masked(text).replaceAll(n === 0 ? '101' : '777', 'USER'),
    );
    expect(known).toContain('SIP/2.0 401');
    expect(unknown).toBe(known);
    expect(known!.indexOf('SHA-256')).toBeLessThan(known!.indexOf('MD5'));
    expect(exchange.edge.stack.held).toMatchObject({ transactions: 0, sessions: 0, remembered: 0 });
  });

  it('a telephone of MD5 alone is asked so; whether a name exists still cannot be told by it', () => {
    const world = office();
    const exchange = world.build();
    const old = { ...account('102'), ha1: { MD5: ha1Of(systemHash, 'MD5', '102', REALM, 'pw102') } };
    exchange.edge.do((stack, now) => stack.configure({ devices: [account('101'), old], trunks: [] }, now));
    const { say } = stranger(world);
    expect(say(ask('102'))).not.toContain('SHA-256');
    expect(say(ask('101'))).toContain('SHA-256');
    const kinds = Array.from({ length: 24 }, (_, n) => say(ask(`9${n}`)).includes('SHA-256'));
    expect(new Set(kinds).size).toBe(2);
    expect(kinds).toEqual(Array.from({ length: 24 }, (_, n) => say(ask(`9${n}`)).includes('SHA-256')));
  });

  it('a repeat of a question gets the same tag, and a scanner gets nothing', () => {
    const world = office();
    world.build();
    const { say } = stranger(world);
    const tag = (text: string) => /To:.*tag=(\w+)/.exec(text)?.[1];
    const [first, again, other] = [say(ask('101')), say(ask('101')), say(ask('101', 'REGISTER', 2))].map(tag);
    expect(first).toBe(again);
    expect(first).not.toBe(other);
    const scanner = textOf(ask('101')).replace(
      'Max-Forwards',
      'User-Agent: friendly-scanner\r\nMax-Forwards',
    );
    expect(say(new TextEncoder().encode(scanner))).toBe('');
  });

  it('calls of a stranger are an offence: after five it is heard no more, and an hour later again', () => {
    const world = office();
    const exchange = world.build();
    const { say } = stranger(world);
    const answers = Array.from({ length: 7 }, (_, n) => say(ask('101', 'INVITE', n)) !== '');
    expect(answers).toEqual([true, true, true, true, true, false, false]);
    expect(exchange.of('banned')[0]).toMatchObject({ who: '203.0.113.5' });
    world.pass(3_601);
    expect(say(ask('101', 'OPTIONS', 99))).toContain('SIP/2.0 200');
  });
});
