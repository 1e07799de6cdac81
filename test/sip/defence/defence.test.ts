import { describe, expect, it } from 'vitest';
import { BAN_RULES, BanList } from '#sip/defence/bans.ts';
import { Defence, USUAL_DEFENCE } from '#sip/defence/defence.ts';
import { insideOf, PRIVATE_NETWORKS, sourceOf } from '#sip/defence/networks.ts';
import { type Instant, instant, after as later, ms, sec } from '#units/time.ts';
import { acceptedRequest, optionsWith } from '../support/messages.ts';

const T0 = instant(0);
const at = (seconds: number): Instant => later(T0, sec(seconds));
const HOUR = 3_600;
const EVIL = '203.0.113.66';
const desk = (peers: readonly string[] = []) => new Defence((host) => peers.includes(host));
const fail = (defence: Defence, times: number, from = EVIL, user = '101', now = T0): void => {
  for (let n = 0; n < times; n++) defence.failed('wrongPassword', from, user, now);
};

describe('who is not listened to', () => {
  it('five failures within ten minutes are an hour of silence', () => {
    const defence = desk();
    fail(defence, 4);
    expect(defence.isBanned(EVIL, T0)).toBe(false);
    fail(defence, 1, EVIL, '101', at(599));
    expect(defence.isBanned(EVIL, at(599))).toBe(true);
    expect(defence.isBanned(EVIL, at(599 + HOUR - 1))).toBe(true);
    expect(defence.isBanned(EVIL, at(599 + HOUR))).toBe(false);
  });

  it('failures that are further apart are none', () => {
    const defence = desk();
    for (let n = 0; n < 40; n++) fail(defence, 1, EVIL, `${n}`, at(n * 151));
    expect(defence.isBanned(EVIL, at(40 * 151))).toBe(false);
  });

  it('each further ban is twice as long, up to a day; a day of peace begins anew', () => {
    const list = new BanList();
    const lengths: number[] = [];
    let now: Instant = T0;
    const banned = (): void => {
      for (let n = 0; n < 5; n++) {
        const ban = list.failed(EVIL, now);
        if (ban !== null) lengths.push((ban.until - now) / 1e6 / HOUR);
        if (ban !== null) now = ban.until;
      }
    };
    for (let n = 0; n < 7; n++) banned();
    now = later(now, sec(24 * HOUR + 1));
    banned();
    expect(lengths).toEqual([1, 2, 4, 8, 16, 24, 24, 1]);
  });

  it('an extension that is tried from many addresses is closed to strangers, and stays open inside', () => {
    const defence = desk(['198.51.100.7']);
    for (let n = 0; n < 5; n++) fail(defence, 1, `203.0.113.${n}`, '101');
    expect(defence.isBanned('203.0.113.1', T0)).toBe(false);
    expect(defence.isUserBanned('101', '203.0.113.99', T0)).toBe(true);
    expect(defence.isUserBanned('102', '203.0.113.99', T0)).toBe(false);
    expect(defence.isUserBanned('101', '192.168.1.5', T0)).toBe(false);
    expect(defence.isUserBanned('101', '198.51.100.7', T0)).toBe(false);
  });

  it('a registered telephone and the own network are never banned, whatever fails there', () => {
    const defence = desk([EVIL]);
    fail(defence, 100);
    fail(defence, 100, '192.168.1.5');
    fail(defence, 100, '::1');
    expect([EVIL, '192.168.1.5', '::1'].some((address) => defence.isBanned(address, T0))).toBe(false);
  });

  it('the right password wipes out the wrong ones before it, not a ban', () => {
    const defence = desk();
    fail(defence, 4);
    defence.succeeded(EVIL, '101', T0);
    fail(defence, 4);
    expect(defence.isBanned(EVIL, T0)).toBe(false);
    fail(defence, 1);
    defence.succeeded(EVIL, '101', T0);
    expect(defence.isBanned(EVIL, T0)).toBe(true);
    defence.lift(EVIL);
    expect(defence.isBanned(EVIL, T0)).toBe(false);
  });

  it('scanners are seen by what they call themselves, counted, and not answered', () => {
    const defence = desk();
    const scan = (agent: string) =>
      defence.looks(acceptedRequest(optionsWith({}, `User-Agent: ${agent}`)), EVIL, T0);
    expect(
      ['friendly-scanner', 'sipvicious/0.3', 'VaxSIPUserAgent/3.1', 'Yealink SIP-T46U'].map(scan),
    ).toEqual([true, true, true, false]);
    expect(defence.counts).toMatchObject({ scanners: 3, offences: { scanner: 3 } });
    for (const agent of ['sipcli', 'sipsak']) scan(agent);
    expect(defence.isBanned(EVIL, T0)).toBe(true);
    expect(defence.drain()).toEqual([{ who: EVIL, until: at(HOUR), bans: 1 }]);
  });

  it('2 000 strangers a second for a minute, each from elsewhere with another name, take a bounded room', () => {
    const defence = desk();
    for (let n = 0; n < 120_000; n++) {
      const now = later(T0, ms(n / 2));
      const from = `${11 + (n % 150)}.${(n >> 8) & 255}.${(n >> 16) & 255}.${n & 255}`;
      if (!defence.isBanned(from, now)) defence.failed('unknownUser', from, `user${n}`, now);
    }
    expect(defence.remembered).toBeLessThanOrEqual(2 * BAN_RULES.entries);
    expect(defence.counts.offences.unknownUser).toBeGreaterThan(100_000);
  });

  it('a flood of new names does not free who is banned', () => {
    const list = new BanList({ ...BAN_RULES, entries: 100 });
    for (let n = 0; n < 5; n++) list.failed(EVIL, T0);
    for (let n = 0; n < 1_000; n++) list.failed(`x${n}`, T0);
    expect([list.isBanned(EVIL, T0), list.size]).toEqual([true, 100]);
    expect(list.list(T0, 10)).toHaveLength(1);
  });

  it('an attacker with a whole IPv6 network is one', () => {
    const defence = desk();
    for (let n = 0; n < 5; n++) fail(defence, 1, `2001:db8:1:2::${n + 1}`, `${n}`);
    expect(defence.isBanned('2001:db8:1:2:ffff::1', T0)).toBe(true);
    expect(defence.isBanned('2001:db8:1:3::1', T0)).toBe(false);
    expect(sourceOf('192.0.2.1')).toBe('192.0.2.1');
  });

  it('networks are read as people write them', () => {
    const inside = insideOf([...PRIVATE_NETWORKS, '198.51.100.4', 'nonsense']);
    const addresses = [
      '10.9.9.9',
      '172.31.0.1',
      '172.32.0.1',
      'fe80::1%eth0',
      'fd00::1',
      '2001:db8::1',
      '198.51.100.4',
    ];
    expect(addresses.map(inside)).toEqual([true, true, false, true, true, false, true]);
    expect(USUAL_DEFENCE.rules).toBe(BAN_RULES);
  });
});
