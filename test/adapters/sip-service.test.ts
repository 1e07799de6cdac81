import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NetworkSettings } from '#adapters/sip/network.ts';
import { sipOf } from '#adapters/sip/office-sip.ts';
import { SipService } from '#adapters/sip/service.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { SipEvent } from '#ports/sip-stack.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { type Fault, ok } from '#units/result.ts';
import { sec } from '#units/time.ts';
import { Phone } from '../sip/support/phone.ts';

const EXCHANGE = { host: '192.0.2.1', port: 5060 };
const TAKEN: Fault = { code: 'TR-SIP-001', where: 'SIP UDP', what: 'in use', todo: 'free it' };
const OFFICE: OfficeDocument = {
  extensions: [
    { number: '820', name: 'Anna' },
    { number: '821', name: 'Bert' },
  ],
  sip: {
    listen: [{ transport: 'udp', address: EXCHANGE.host }],
    devices: [
      { extension: '820', secret: 'geheim-820' },
      { extension: '821', secret: 'geheim-821' },
    ],
  },
};
const withSip = (change: Partial<NonNullable<OfficeDocument['sip']>>): OfficeDocument => ({
  ...OFFICE,
  sip: { ...OFFICE.sip, ...change },
});

/** The service on a simulated network, and telephones before it. */
function box() {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(5));
  const events: SipEvent[] = [];
  const alarms: string[] = [];
  const opened: NetworkSettings[] = [];
  let taken = false;
  const service = new SipService({
    ...{ clock, wallClock: new VirtualWallClock(clock, Date.UTC(2026, 10, 22)), folder: '/nowhere' },
    dns: new SimulatedDns(clock),
    hear: (event) => events.push(event),
    alarm: (raised, { code }) => alarms.push(`${raised ? '+' : '-'}${code}`),
    open: async (settings) => {
      opened.push(settings);
      const faults = taken ? settings.listen.map((wanted) => ({ wanted, fault: TAKEN })) : [];
      return { network: internet.box(taken ? [] : settings.listen), faults };
    },
  });
  const phone = (number: string, n: number, password = `geheim-${number}`): Phone =>
    new Phone(
      internet.box([{ transport: 'UDP', local: { host: `192.0.2.${n}`, port: 5060 } }]),
      clock,
      EXCHANGE,
      number,
      n,
      password,
    );
  const configure = (document: OfficeDocument): Promise<void> => service.configure(sipOf(document, 5060));
  return {
    ...{ clock, service, events, alarms, opened, phone, configure },
    take: (now: boolean) => {
      taken = now;
    },
    pass: async (seconds: number) => {
      clock.runFor(sec(seconds));
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    },
  };
}

let b: ReturnType<typeof box>;
beforeEach(() => {
  b = box();
});
afterEach(() => b.service.stop());

describe('SIP of a running box', () => {
  test('an office without SIP telephones and trunks opens nothing', async () => {
    await b.configure({ ...OFFICE, sip: { listen: [{ transport: 'udp' }] } });
    await b.configure({ extensions: [] });
    expect(b.opened).toEqual([]);
    expect(b.service.status()).toMatchObject({ listeners: [], devices: [], trunks: [], bans: [] });
  });

  test('a telephone registers; the page is told from where, and who has not', async () => {
    await b.configure(OFFICE);
    b.phone('820', 10).register();
    await b.pass(2);
    const { listeners, devices } = b.service.status();
    expect(listeners).toEqual(['UDP 192.0.2.1:5060']);
    expect(devices).toMatchObject([
      { extension: '820', name: 'Anna', contacts: [{ address: 'UDP 192.0.2.10:5060', behindNat: false }] },
      { extension: '821', contacts: [] },
    ]);
  });

  test('a telephone that comes or goes does not disturb the others; nothing is opened anew', async () => {
    await b.configure(OFFICE);
    const [anna, bert] = [b.phone('820', 10), b.phone('821', 11)];
    for (const phone of [anna, bert]) phone.register();
    await b.pass(2);
    await b.configure(withSip({ devices: [OFFICE.sip!.devices![0]!] }));
    await b.pass(1);
    expect(b.opened).toHaveLength(1);
    expect(b.events.filter(({ kind }) => kind === 'unregistered')).toMatchObject([
      { user: '821', contacts: 0 },
    ]);
    expect(b.service.status().devices).toMatchObject([{ extension: '820', contacts: [{}] }]);
  });

  test('a changed password counts from the next registration on', async () => {
    await b.configure(OFFICE);
    const changed = { extension: '820', secret: 'another-one-9' };
    await b.configure(withSip({ devices: [changed, OFFICE.sip!.devices![1]!] }));
    const anna = b.phone('820', 10);
    anna.register();
    await b.pass(2);
    expect(anna.registered).toBe(false);
  });

  test('another address is opened when nobody talks; telephones are told to be gone until they register there', async () => {
    await b.configure(OFFICE);
    b.phone('820', 10).register();
    await b.pass(2);
    await b.configure(withSip({ listen: [{ transport: 'udp', address: '192.0.2.2' }] }));
    expect(b.opened.map(({ listen }) => listen[0]!.local.host)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(b.events.slice(-2)).toMatchObject([
      { kind: 'unregistered', user: '820', contacts: 0 },
      { kind: 'opened' },
    ]);
    expect(b.service.status().listeners).toEqual(['UDP 192.0.2.2:5060']);
  });

  test('while somebody talks the old address stays, and the end of the last call brings the new one', async () => {
    await b.configure(OFFICE);
    const anna = b.phone('820', 10);
    anna.register();
    await b.pass(2);
    anna.call('821');
    await b.pass(2);
    await b.configure(withSip({ listen: [{ transport: 'udp', address: '192.0.2.2' }] }));
    expect(b.opened).toHaveLength(1);
    anna.hangUp();
    await b.pass(2);
    expect(b.opened).toHaveLength(2);
  });

  test('a port that another program has is an alarm and tried again; the alarm ends with the trouble', async () => {
    b.take(true);
    await b.configure(OFFICE);
    expect(b.alarms).toEqual(['+TR-SIP-001']);
    expect(b.service.status()).toMatchObject({ listeners: [], faults: [{ code: 'TR-SIP-001' }] });
    b.take(false);
    await b.pass(31);
    expect(b.alarms).toEqual(['+TR-SIP-001', '-TR-SIP-001']);
    expect(b.service.status().listeners).toEqual(['UDP 192.0.2.1:5060']);
  });

  test('without the certificate that it needs TLS is not heard, and an alarm says so', async () => {
    const listen = [{ transport: 'tls' as const, address: '192.0.2.1' }];
    await b.configure(withSip({ listen, certificate: 'none.pem', key: 'none.key' }));
    expect(b.alarms).toEqual(['+TR-SIP-005']);
  });

  test('what nobody is there for is refused and does not break', () => {
    const local = { address: '0.0.0.0', port: 9, direction: 'inactive', srtpKey: '' } as const;
    const caller = { number: '801', name: '', restricted: false };
    const to = { kind: 'device', user: '820' } as const;
    const begun = b.service.do((stack, now) => stack.invite({ to, caller, local }, now));
    expect(begun).toEqual({ refused: 'notRegistered' });
    expect(ok(b.service.lift('192.0.2.9'))).toEqual(ok(false));
  });

  test('who guesses passwords is banned, is on the list, and may be let in again', async () => {
    await b.configure(withSip({ defence: { trusted: [], failures: 2 } }));
    for (const n of [1, 2, 3]) {
      b.phone('820', 60 + n, 'wrong').register();
      await b.pass(2);
    }
    const [ban] = b.service.status().bans.filter(({ kind }) => kind === 'user');
    expect(ban).toMatchObject({ who: '820', bans: 1 });
    expect(b.service.lift('820')).toBe(true);
    expect(b.service.status().bans.filter(({ kind }) => kind === 'user')).toEqual([]);
  });
});

describe('what the office says of SIP', () => {
  test('passwords become proofs in the realm; a telephone that knows MD5 alone is asked by it', () => {
    const device = (change: object) => ({ extension: '820', secret: 'geheim-820', ...change });
    const of = (change: object) =>
      sipOf(withSip({ realm: 'office', devices: [device(change)] }), 5060)!.stack.devices[0]!;
    expect(Object.keys(of({}).ha1)).toEqual(['SHA-256', 'MD5']);
    expect(of({ digest: 'md5' }).ha1).toEqual({ MD5: of({}).ha1.MD5 });
    const ha1 = '0123456789abcdef0123456789abcdef';
    expect(of({ secret: undefined, ha1 }).ha1).toEqual({ MD5: ha1 });
    const styles = [
      {},
      { mac: '00:04:13:A1:1F:A7' },
      { maker: 'snom' },
      { maker: 'snom', ringing: 'plain' },
    ] as const;
    expect(styles.map((more) => of(more).ringing)).toEqual(['bellcore', 'named', 'named', 'plain']);
    expect(of({ tlsOnly: true, codecs: ['g722'], srtp: 'always' })).toMatchObject({
      ...{ user: '820', name: 'Anna', tlsOnly: true, media: { codecs: ['G722'], srtp: 'always' } },
    });
  });

  test('the usual address is all of them, on the port of the settings', () => {
    const { ground } = sipOf({ ...OFFICE, sip: { devices: OFFICE.sip!.devices! } }, 15_060)!;
    expect(ground.listen.map(({ transport, local }) => `${transport} ${local.host}:${local.port}`)).toEqual([
      'UDP 0.0.0.0:15060',
      'TCP 0.0.0.0:15060',
    ]);
  });
});
