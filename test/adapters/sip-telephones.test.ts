import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sipOf } from '#adapters/sip/office-sip.ts';
import { SipService } from '#adapters/sip/service.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { sec } from '#units/time.ts';
import { Phone } from '../sip/support/phone.ts';

const EXCHANGE = { host: '198.51.100.1', port: 5060 };
const STRANGER = '203.0.113.9';
const OFFICE: OfficeDocument = {
  extensions: [{ number: '820', name: 'Anna' }],
  sip: {
    listen: [{ transport: 'udp', address: EXCHANGE.host }],
    devices: [{ extension: '820', secret: 'geheim-820' }],
  },
};

/** The service on a simulated network, and the telephones of 820 before it. */
function box() {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(5));
  const service = new SipService({
    ...{ clock, wallClock: new VirtualWallClock(clock, Date.UTC(2026, 10, 22)), folder: '/nowhere' },
    ...{ dns: new SimulatedDns(clock), hear: () => undefined, alarm: () => undefined },
    open: async ({ listen }) => ({ network: internet.box(listen), faults: [] }),
  });
  const notified: string[] = [];
  const phone = (n: number): Phone => {
    const local = { host: `198.51.100.${n}`, port: 5060 };
    const made = new Phone(
      internet.box([{ transport: 'UDP', local }]),
      clock,
      EXCHANGE,
      '820',
      n,
      'geheim-820',
    );
    made.onEvent = (event) => {
      if (event.kind !== 'request') return;
      const fields = event.request.fields.map(({ name, value }) => `${name}: ${value}`);
      notified.push(`${n} ${event.request.method} ${fields.join(', ')}`);
    };
    return made;
  };
  const pass = (seconds: number): void => void clock.runFor(sec(seconds));
  return { clock, service, notified, phone, pass };
}

let b: ReturnType<typeof box>;
beforeEach(async () => {
  b = box();
  await b.service.configure(sipOf(OFFICE, 5060));
});
afterEach(() => b.service.stop());

describe('telephones that fetch their settings, as SIP sees them', () => {
  test('each registered one is told to fetch them anew, without starting anew', () => {
    const { service, phone, notified, pass } = b;
    expect(service.telephones.checkSync('820')).toBe(0);
    for (const n of [10, 11]) phone(n).register();
    pass(3);
    expect(service.telephones.contacts('820')).toBe(2);
    expect(service.telephones.checkSync('820')).toBe(2);
    pass(40);
    const told = 'NOTIFY event: check-sync;reboot=false, subscription-state: terminated';
    expect(notified.sort()).toEqual([`10 ${told}`, `11 ${told}`]);
  });

  test('who tries five secrets that are none is not listened to, over SIP neither, until somebody lets it in', () => {
    const { telephones } = b.service;
    for (let tries = 1; tries <= 4; tries++) telephones.guessed(STRANGER);
    expect(telephones.isBanned(STRANGER)).toBe(false);
    telephones.guessed(STRANGER);
    expect(telephones.isBanned(STRANGER)).toBe(true);
    expect(b.service.status().bans).toMatchObject([{ who: STRANGER, kind: 'address', bans: 1 }]);
    expect(b.service.lift(STRANGER)).toBe(true);
    expect(telephones.isBanned(STRANGER)).toBe(false);
  });

  test('neither the house nor a place where a telephone is registered is ever shut out', () => {
    const { telephones } = b.service;
    b.phone(10).register();
    b.pass(3);
    for (const safe of ['192.168.1.7', 'fe80::1', '198.51.100.10']) {
      for (let tries = 0; tries < 50; tries++) telephones.guessed(safe);
      expect(telephones.isBanned(safe), safe).toBe(false);
    }
  });

  test('where SIP is not heard there is nobody to be told, and nobody is counted', async () => {
    await b.service.configure(null);
    const { telephones } = b.service;
    expect([telephones.listeners(), telephones.contacts('820'), telephones.checkSync('820')]).toEqual([
      [],
      0,
      0,
    ]);
    telephones.guessed(STRANGER);
    expect(telephones.isBanned(STRANGER)).toBe(false);
  });
});
