import { beforeEach, describe, expect, it, vi } from 'vitest';
import { systemHash } from '#adapters/sip/chance.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { ProvisioningRequest } from '#ports/provisioning.ts';
import type { Listener } from '#ports/sip-transport.ts';
import { DatabaseFetchLog } from '#runtime/provisioning/fetch-log.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { PhoneProvisioning } from '#sip/provisioning/provisioning.ts';
import { sec } from '#units/time.ts';
import { MemoryDatabase } from '../../support/memory-database.ts';
import { settingsIn } from './support/read.ts';

const SECRET = 'anna23456789abcdefghjkmnpq';
const OTHER = 'bert23456789abcdefghjkmnpq';
const ORIGIN = 'https://192.168.1.2:8443';
const OFFICE: OfficeDocument = {
  language: 'en',
  extensions: [
    { number: '801', port: '1/1', name: 'Desk' },
    { number: '820', name: 'Anna' },
    { number: '821', name: 'Bert', language: 'zh-CN' },
    { number: '822', name: 'Cai' },
  ],
  sip: {
    devices: [
      {
        ...{ extension: '820', secret: 'geheim-anna-7', mac: '00:15:65:AB:CD:EF', lampKeys: ['801'] },
        provisioningSecret: SECRET,
      },
      {
        ...{ extension: '821', user: 'bert', secret: 'geheim-bert-7', mac: '02:00:00:00:00:01' },
        ...{ maker: 'snom', provisioningSecret: OTHER, tlsOnly: true },
      },
      { extension: '822', secret: 'geheim-cai-77', mac: '000b82000001' },
    ],
  },
};
const UDP: Listener = { transport: 'UDP', local: { host: '0.0.0.0', port: 5070 } };
const TLS: Listener = { transport: 'TLS', local: { host: '0.0.0.0', port: 5071 } };

/** What `provisioning` is given, to be changed by each test. `database`: of the exchange before its restart. */
function world(database = new MemoryDatabase()) {
  const clock = new VirtualClock();
  const fetches = new DatabaseFetchLog(database.settings, clock);
  const guesses: string[] = [];
  const banned = new Set<string>();
  const now = {
    document: OFFICE,
    listeners: [UDP, TLS] as Listener[],
    pickup: '**{n}',
  };
  const provisioning = new PhoneProvisioning({
    document: () => now.document,
    codes: () => [{ entity: 'main', codes: [{ feature: 'pickup-directed', does: 'use', dial: now.pickup }] }],
    zone: () => ({ name: 'Asia/Shanghai', offsetMinutes: 480, summer: null }),
    listeners: () => now.listeners,
    checkSync: (user) => (user === 'bert' ? 2 : 0),
    contacts: (user) => (user === 'bert' ? 2 : 0),
    guard: { isBanned: (from) => banned.has(from), guessed: (from) => guesses.push(from) },
    ...{ fetches, hash: systemHash },
    epochMs: () => 1_000,
  });
  /** Another exchange on the same disk; `cut`: it was not stopped before. */
  const restarted = async (cut = false) => {
    if (!cut) await fetches.close();
    const next = world(database);
    await next.fetches.load();
    return next;
  };
  const fetch = (change: Partial<ProvisioningRequest> = {}) =>
    provisioning.fetch({
      ...{ secret: SECRET, file: '001565abcdef.cfg', from: '192.168.1.7', origin: ORIGIN },
      ...change,
    });
  const settings = (change: Partial<ProvisioningRequest> = {}) => {
    const file = fetch(change);
    if (file === null || file === 'closed') throw new Error('there is no such file');
    return settingsIn(file);
  };
  const change = (device: number, fields: object): void => {
    const { sip = {}, ...rest } = now.document;
    const devices = (sip.devices ?? []).map((one, at) => (at === device ? { ...one, ...fields } : one));
    now.document = { ...rest, sip: { ...sip, devices } };
  };
  return { provisioning, guesses, banned, now, fetch, settings, change, restarted, fetches, clock, database };
}

let w: ReturnType<typeof world>;
beforeEach(() => {
  w = world();
});

describe('a telephone that fetches its settings', () => {
  it('is told its account, and where SIP is heard, by the address that it has asked at', () => {
    const settings = w.settings();
    expect(Object.fromEntries(settings)).toMatchObject({
      'account.1.user_name': '820',
      'account.1.password': 'geheim-anna-7',
      'account.1.display_name': 'Anna',
      'account.1.sip_server.1.address': '192.168.1.2',
      'account.1.sip_server.1.port': '5070',
      'account.1.sip_server.1.transport_type': '0',
      'linekey.2.value': '801',
      'linekey.2.label': 'Desk',
      'linekey.2.extension': '**',
      'lang.gui': 'English',
      'static.auto_provision.server.url': `${ORIGIN}/provision/${SECRET}/`,
    });
    expect(w.settings({ origin: 'https://[2001:db8::2]:8443' }).get('account.1.sip_server.1.address')).toBe(
      '2001:db8::2',
    );
  });

  it('that may register over TLS alone is sent there, in its own language', () => {
    const settings = w.settings({ secret: OTHER, file: 'snomD785-020000000001.htm' });
    expect(Object.fromEntries(settings)).toMatchObject({
      'phone-settings/user_name[1]': 'bert',
      'phone-settings/user_outbound[1]': '192.168.1.2:5071;transport=tls',
      'phone-settings/language': '简体中文',
    });
    w.now.listeners = [UDP];
    expect(w.fetch({ secret: OTHER, file: 'snomD785-020000000001.htm' })).toBeNull();
  });

  it('whose voice is always encrypted signals over TLS where that is heard: the keys stand in there', () => {
    w.change(0, { srtp: 'always' });
    expect(w.settings().get('account.1.sip_server.1.transport_type')).toBe('2');
    w.now.listeners = [UDP];
    expect(w.settings().get('account.1.sip_server.1.transport_type')).toBe('0');
  });

  it('gets what the office has now: another name, password or key is in the next file', () => {
    w.settings();
    expect(w.provisioning.view().phones[0]?.current).toBe(true);
    w.change(0, { secret: 'another-one-9' });
    expect(w.provisioning.view().phones[0]?.current).toBe(false);
    expect(w.settings().get('account.1.password')).toBe('another-one-9');
    expect(w.provisioning.view().phones[0]?.current).toBe(true);
  });

  it('gets no pickup code where the office has none', () => {
    w.now.pickup = '';
    expect(w.settings().get('linekey.2.extension')).toBe('');
  });

  it('is noted: when, from where, which file; a file of its model is no fetch', () => {
    w.fetch({ file: 'y000000000123.cfg' });
    expect(w.provisioning.view().phones[0]?.last).toBeNull();
    w.fetch();
    expect(w.provisioning.view().phones[0]?.last).toEqual({
      ...{ epochMs: 1_000, from: '192.168.1.7', file: '001565abcdef.cfg' },
    });
    expect(JSON.stringify(w.provisioning.view())).not.toContain(SECRET);
  });
});

describe('over a restart of the exchange', () => {
  const LAST = { epochMs: 1_000, from: '192.168.1.7', file: '001565abcdef.cfg' };

  it('it is known what a telephone fetched last, and whether that is still the newest', async () => {
    w.fetch();
    const next = await w.restarted();
    expect(next.provisioning.view().phones[0]).toMatchObject({ last: LAST, current: true });
    next.change(0, { secret: 'another-one-9' });
    expect(next.provisioning.view().phones[0]).toMatchObject({ last: LAST, current: false });
  });

  it('the last five seconds may be lost with the power, and no more', async () => {
    w.fetch();
    w.clock.runFor(sec(5));
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    w.fetch({ secret: OTHER, file: 'snomD785-020000000001.htm' });
    const [anna, bert] = (await w.restarted(true)).provisioning.view().phones;
    expect([anna?.last, bert?.last]).toEqual([LAST, null]);
  });

  it('many fetches at once are one write', async () => {
    const put = vi.spyOn(w.database.settings, 'put');
    for (let n = 0; n < 200; n++) w.fetch();
    w.clock.runFor(sec(60));
    await w.fetches.close();
    expect(put).toHaveBeenCalledTimes(1);
    expect(w.clock.waiting).toBe(0);
  });

  it('a telephone that fetches before what was kept is read is not overwritten by it', async () => {
    w.fetch();
    await w.fetches.close();
    const next = world(w.database);
    next.fetch({ from: '192.168.1.8' });
    await next.fetches.load();
    expect(next.provisioning.view().phones[0]?.last?.from).toBe('192.168.1.8');
  });

  it('a telephone that is no longer in the office is forgotten', async () => {
    w.fetch();
    w.change(0, { mac: undefined });
    w.provisioning.view();
    expect((await w.restarted()).provisioning.view().phones[0]?.last).toBeNull();
  });

  it.each([
    'rubbish',
    '{}',
    '[1, [2], ["001565abcdef"], ["001565abcdef", null], ["001565abcdef", { "epochMs": "x" }]]',
  ])('what cannot be read is as if nothing had been fetched: %s', async (text) => {
    await w.database.settings.put('provisioning.fetches', text);
    const next = await w.restarted(true);
    expect(next.provisioning.view().phones[0]?.last).toBeNull();
    expect(next.fetch()).not.toBeNull();
  });

  it('with a disk that is gone telephones are served all the same', async () => {
    const fault = { code: 'TR-DB-001', where: 'disk', what: 'gone', todo: 'replace it' };
    w.database.broken = fault;
    const next = await w.restarted();
    expect(next.fetch()).not.toBeNull();
    await next.fetches.close();
    expect(next.provisioning.view().phones[0]?.last).toEqual(LAST);
  });

  it('an address as long as no telephone has is not kept', async () => {
    w.fetch({ origin: `https://${'a'.repeat(600)}:8443` });
    expect(w.provisioning.view().phones[0]?.last).toEqual(LAST);
    expect((await w.restarted()).provisioning.view().phones[0]?.last).toBeNull();
  });
});

describe('who may have a file', () => {
  it('nobody without the secret of that telephone: whatever is wrong, there is nothing', () => {
    const wrong: Partial<ProvisioningRequest>[] = [
      { secret: '' },
      { secret: `${SECRET}x` },
      { secret: SECRET.slice(0, -1) },
      { secret: SECRET.toUpperCase() },
      { secret: OTHER },
      { secret: 'x'.repeat(10_000) },
      { file: '001565abcdee.cfg' },
      { file: '' },
      { file: '../office.yaml' },
      { file: 'cfg001565abcdef.xml' },
    ];
    for (const change of wrong) expect(w.fetch(change), JSON.stringify(change).slice(0, 80)).toBeNull();
  });

  it('a secret that is none is a guess; other names with a good one are not, for each model has some', () => {
    for (const file of ['001565abcdef.boot', 'y000000000000.boot', 'firmware.rom']) w.fetch({ file });
    expect(w.guesses).toEqual([]);
    w.fetch({ secret: 'x' });
    expect(w.guesses).toEqual(['192.168.1.7']);
    expect(w.provisioning.view().refused).toBe(1);
  });

  it('nobody who is banned, with a good secret neither', () => {
    w.banned.add('203.0.113.9');
    expect(w.fetch({ from: '203.0.113.9' })).toBeNull();
    expect(w.fetch()).not.toBeNull();
  });

  it('nobody with the old secret once there is a new one', () => {
    w.change(0, { provisioningSecret: OTHER.replace('bert', 'anew') });
    expect(w.fetch()).toBeNull();
    expect(w.fetch({ secret: OTHER.replace('bert', 'anew') })).not.toBeNull();
  });

  it('nobody while SIP is not heard, and all are told so alike', () => {
    w.now.listeners = [];
    expect(w.fetch()).toBe('closed');
    expect(w.fetch({ secret: 'x' })).toBe('closed');
  });
});

describe('what a technician sees', () => {
  it('telephones with an address: whose, of which maker, whether they have a secret, and how many are registered', () => {
    expect(w.provisioning.view().phones).toMatchObject([
      { extension: '820', maker: 'yealink', mac: '001565abcdef', ready: true, contacts: 0 },
      { extension: '821', maker: 'snom', mac: '020000000001', ready: true, contacts: 2 },
      { extension: '822', maker: 'grandstream', mac: '000b82000001', ready: false, contacts: 0 },
    ]);
  });

  it('the address that is typed in, and the password of the telephone’s own page, of those that have a secret', () => {
    const access = w.provisioning.accessOf('820');
    expect(access).toMatchObject({ path: `/provision/${SECRET}/` });
    expect(w.settings().get('static.security.user_password')).toBe(`admin:${access?.adminPassword}`);
    expect(access?.adminPassword).toMatch(/^[0-9a-f]{16}$/);
    expect(w.provisioning.accessOf('822')).toBeNull();
    expect(w.provisioning.accessOf('899')).toBeNull();
  });

  it('registered telephones are asked to fetch anew, by the user that they register with', () => {
    expect(['820', '821', '899'].map((extension) => w.provisioning.setUpAgain(extension))).toEqual([0, 2, 0]);
  });
});
