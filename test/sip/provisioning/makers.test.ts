import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makerOfMac, normalMac } from '#ports/provisioning.ts';
import type { PhoneData } from '#sip/provisioning/device.ts';
import { MAKERS } from '#sip/provisioning/makers.ts';
import { settingsIn, settingsInAll } from './support/read.ts';

const PHONE: PhoneData = {
  number: '820',
  name: '前台 & Reception',
  user: 'anna',
  password: 'geheim-"anna"-<7>&',
  server: { host: 'pbx.example', port: 5061, transport: 'TLS' },
  srtp: 'always',
  codecs: ['pcmu', 'g722'],
  language: 'zh-CN',
  zone: { name: 'Asia/Shanghai', offsetMinutes: 480, summer: null },
  timeServer: 'ntp.example',
  lamps: [
    { number: '802', name: '王' },
    { number: '803', name: 'Li <b>' },
  ],
  pickup: '**',
  adminPassword: 'a1b2c3',
  provisioningUrl: 'https://pbx.example:8443/provision/abc/',
};
const BERLIN: PhoneData['zone'] = {
  ...{ name: 'Europe/Berlin', offsetMinutes: 60 },
  summer: {
    savedMinutes: 60,
    begins: { month: 3, week: 5, weekday: 0, hour: 2 },
    ends: { month: 10, week: 5, weekday: 0, hour: 3 },
  },
};
const MAC = '001565abcdef';
const all = Object.values(MAKERS);
const read = (maker: (typeof all)[number], more: Partial<PhoneData> = {}) =>
  settingsIn(maker.render({ ...PHONE, ...more }));

describe('what a telephone reads in its file', () => {
  // Names and values: Yealink's administrator's guides (V81 to V86) and the templates of Wazo and FusionPBX for them.
  it('Yealink: account, TLS and SRTP, codecs, language, time, lamp keys and where to ask again', () => {
    expect(Object.fromEntries(read(MAKERS.yealink))).toMatchObject({
      'account.1.user_name': 'anna',
      'account.1.auth_name': 'anna',
      'account.1.display_name': '前台 & Reception',
      'account.1.password': PHONE.password,
      'account.1.sip_server.1.address': 'pbx.example',
      'account.1.sip_server.1.port': '5061',
      'account.1.sip_server.1.transport_type': '2',
      // 0 disabled, 1 optional, 2 compulsory.
      'account.1.srtp_encryption': '2',
      'account.1.codec.pcmu.priority': '1',
      'account.1.codec.g722.priority': '2',
      'account.1.codec.pcma.enable': '0',
      'features.feature_key_sync.enable': '1',
      'features.dnd.feature_key_sync.enable': '1',
      'features.dnd.feature_key_sync.local_processing.enable': '0',
      'features.forward.feature_key_sync.enable': '1',
      'lang.gui': 'Chinese_S',
      'local_time.time_zone': '+8',
      'local_time.summer_time': '0',
      'local_time.ntp_server1': 'ntp.example',
      'static.security.user_password': 'admin:a1b2c3',
      'static.auto_provision.server.url': PHONE.provisioningUrl,
      'sip.notify_reboot_enable': '0',
      'linekey.2.type': '16',
      'linekey.2.value': '802',
      'linekey.3.label': 'Li <b>',
      'linekey.3.extension': '**',
    });
    // "[+/-][X]:[Y]" and "Month/Week of Month/Day of Week (1~7)/Hour" in the guide's table of AutoDST attributes.
    expect(Object.fromEntries(read(MAKERS.yealink, { zone: BERLIN }))).toMatchObject({
      'local_time.time_zone': '+1',
      'local_time.summer_time': '1',
      'local_time.dst_time_type': '1',
      'local_time.start_time': '3/5/7/2',
      'local_time.end_time': '10/5/7/3',
      'local_time.offset_time': '60',
    });
    const india = { name: 'Asia/Kolkata', offsetMinutes: 330, summer: null };
    expect(read(MAKERS.yealink, { zone: india }).get('local_time.time_zone')).toBe('+5:30');
  });

  // P-values: Grandstream's configuration template for GXP2130/2140/2160/2170/2135, as FusionPBX carries it.
  it('Grandstream: account, TLS and SRTP, vocoders, a zone of its own, keys, and the server without its scheme', () => {
    const settings = Object.fromEntries(read(MAKERS.grandstream));
    expect(settings).toMatchObject({
      'config/P47': 'pbx.example:5061',
      'config/P35': 'anna',
      'config/P36': 'anna',
      'config/P34': PHONE.password,
      'config/P3': '前台 & Reception',
      'config/P130': '2',
      'config/P2329': '0',
      // "Feature Key Synchronization. 0 - Disabled, 1 - Enabled."
      'config/P2325': '1',
      'config/P183': '2',
      'config/P57': '0',
      'config/P58': '9',
      'config/P30': 'ntp.example',
      // "Time Zone … customize", "Self-Defined Time Zone … MTZ+6MDT+5,M3.2.0,M11.1.0": POSIX, west is positive.
      'config/P64': 'customize',
      'config/P246': 'LTZ-8',
      'config/P1362': 'zh',
      // 1 HTTP, 2 HTTPS; the path has no scheme.
      'config/P212': '2',
      'config/P237': 'pbx.example:8443/provision/abc',
      'config/P1347': '**',
      // Virtual multi-purpose keys; 11 is a busy lamp.
      'config/P1365': '11',
      'config/P1366': '0',
      'config/P1467': '王',
      'config/P1468': '802',
      'config/P1470': '803',
    });
    expect(read(MAKERS.grandstream, { zone: BERLIN }).get('config/P246')).toBe(
      'LTZ-1LDT-2,M3.5.0/2,M10.5.0/3',
    );
    const six = { host: '2001:db8::1', port: 5060, transport: 'UDP' } as const;
    expect(read(MAKERS.grandstream, { server: six }).get('config/P47')).toBe('[2001:db8::1]:5060');
    const plain = { provisioningUrl: 'http://127.0.0.1:8080/provision/abc/' };
    expect(read(MAKERS.grandstream, plain).get('config/P212')).toBe('1');
  });

  // Elements: the templates of FusionPBX and Wazo for firmware 2.x (X4U, X6U, V series).
  it('Fanvil: account, TLS and SRTP, codecs, time, keys, and where to ask again', () => {
    expect(Object.fromEntries(read(MAKERS.fanvil))).toMatchObject({
      'sip/line[1]/PhoneNumber': 'anna',
      'sip/line[1]/DisplayName': '前台 & Reception',
      'sip/line[1]/RegisterAddr': 'pbx.example',
      'sip/line[1]/RegisterPort': '5061',
      'sip/line[1]/RegisterUser': 'anna',
      'sip/line[1]/RegisterPswd': PHONE.password,
      // 0 UDP, 1 TCP, 3 TLS.
      'sip/line[1]/Transport': '3',
      'sip/line[1]/MediaCrypto': '2',
      'sip/line[1]/FeatureSync': '1',
      'sip/line[1]/VoiceCodecMap': 'PCMU,G722',
      'phone/display/DefaultLanguage': 'cn',
      'phone/date/SNTPServer': 'ntp.example',
      // Quarters of an hour: 32 is UTC+8.
      'phone/date/TimeZone': '32',
      'phone/date/TimeZoneName': 'UTC+8',
      'phone/date/EnableDST': '0',
      'web/account[1]/Password': 'a1b2c3',
      'dsskey/internal[1]/Fkey[1]/Type': '1',
      'dsskey/internal[1]/Fkey[1]/Value': '802@1/ba**802',
      'dsskey/internal[1]/Fkey[2]/Title': 'Li <b>',
      'ap/FlashServerIP': PHONE.provisioningUrl,
      'ap/FlashFileName': '$mac.cfg',
      // 4 HTTP, 5 HTTPS.
      'ap/FlashProtocol': '5',
    });
    expect(Object.fromEntries(read(MAKERS.fanvil, { zone: BERLIN }))).toMatchObject({
      'phone/date/TimeZone': '4',
      'phone/date/EnableDST': '2',
      'phone/date/DSTStartMon': '3',
      'phone/date/DSTStartWeek': '-1',
      'phone/date/DSTEndHour': '3',
    });
  });

  // Settings: "Desk Phone Configuration Files" and "Settings/dst" in Snom's wiki, and Wazo's template.
  it('Snom: account, TLS and SRTP, codecs, time, keys, and where to ask again', () => {
    expect(Object.fromEntries(read(MAKERS.snom))).toMatchObject({
      'phone-settings/user_name[1]': 'anna',
      'phone-settings/user_pname[1]': 'anna',
      'phone-settings/user_pass[1]': PHONE.password,
      'phone-settings/user_realname[1]': '前台 & Reception',
      'phone-settings/user_host[1]': 'pbx.example',
      'phone-settings/user_outbound[1]': 'pbx.example:5061;transport=tls',
      'phone-settings/user_srtp[1]': 'on',
      'phone-settings/user_savp[1]': 'mandatory',
      'phone-settings/codec_priority_list[1]': 'pcmu,g722,telephone-event',
      'phone-settings/utc_offset': '28800',
      'phone-settings/dst': '',
      'phone-settings/timezone': 'CHN+8',
      'phone-settings/ntp_server': 'ntp.example',
      'phone-settings/setting_server': PHONE.provisioningUrl,
      'functionKeys/fkey[0]': 'blf <sip:802@pbx.example>|**',
      'functionKeys/fkey[1] label': 'Li <b>',
    });
    // "3600 03.05.07 02:00:00 10.05.07 03:00:00" is the wiki's own example for Germany.
    const zone = { ...BERLIN, name: 'Europe/Vienna' };
    expect(read(MAKERS.snom, { zone }).get('phone-settings/dst')).toBe(
      '3600 03.05.07 02:00:00 10.05.07 03:00:00',
    );
    expect(read(MAKERS.snom, { zone }).get('phone-settings/utc_offset')).toBe('3600');
  });
});

describe('what people write', () => {
  const hostile = [
    'x\naccount.1.sip_server.1.address = evil.example',
    'x\r\nP2 = y\r',
    '</DisplayName></line><P2>y</P2><line>',
    ']]><!-- --><?php ?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    `"'&amp;&#10;%NULL% $mac {mac}`,
    '\u0000\u0001\u001b\u007f\u0085\u2028\u2029\ufffe\uffff\ud800',
    '☎️👩‍💻王',
    '张'.repeat(200),
  ];

  it.each(all.map((maker) => [maker.name, maker] as const))(
    '%s: neither breaks out of its place nor adds a setting',
    (_, maker) => {
      const files = ['N', ...hostile].map((text) =>
        maker.render({ ...PHONE, name: text, lamps: [{ number: '802', name: text }] }),
      );
      const names = settingsInAll(files).map((settings) =>
        [...settings.keys()].filter((name) => !name.endsWith(' label')),
      );
      for (const found of names) expect(found).toEqual(names[0]);
    },
  );

  it('Yealink: a line has one end, whatever is in a name', () => {
    const namesIn = (name: string): string => [...read(MAKERS.yealink, { name }).keys()].join();
    const names = namesIn('N');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => namesIn(name) === names),
      { numRuns: 40 },
    );
  });

  it('what a name means is kept: ampersand, angle brackets, Chinese, emoji, and 200 letters', () => {
    const names = ['王 & Co <b> "x" \'y\'', '☎️👩‍💻', '张'.repeat(200)];
    const cases = all.flatMap((maker) => names.map((name) => ({ maker, name })));
    const read = settingsInAll(cases.map(({ maker, name }) => maker.render({ ...PHONE, name })));
    for (const [at, { maker, name }] of cases.entries())
      expect([...read[at]!.values()], maker.name).toContain(name);
  });

  it('a thousand lamps are as many as there are keys', () => {
    const lamps = Array.from({ length: 1_000 }, (_, n) => ({ number: `${5_000 + n}`, name: `L${n}` }));
    for (const settings of settingsInAll(all.map((maker) => maker.render({ ...PHONE, lamps })))) {
      const values = [...settings.values()].join(' ');
      expect(values).toContain('5039');
      expect(values).not.toContain('5040');
    }
  });
});

describe('a telephone that asks', () => {
  it('is known by its address in any spelling, and most makers by its first half', () => {
    expect(normalMac('00-15-65-AB-CD-EF')).toBe(MAC);
    expect(normalMac('00:15:65')).toBeNull();
    expect(makerOfMac('000413123456')).toBe('snom');
    expect(makerOfMac('0c383eabcdef')).toBe('fanvil');
    expect(makerOfMac('020000000001')).toBeNull();
  });

  it.each([
    ['yealink', '001565abcdef.cfg', '001565ABCDEF.cfg'],
    ['grandstream', 'cfg001565abcdef.xml'],
    ['fanvil', '001565abcdef.cfg'],
    ['snom', 'snomD785-001565ABCDEF.htm', 'snom-001565abcdef.xml', '001565ABCDEF.xml'],
  ] as const)('%s: its own file has its own names, and no other telephone has them', (maker, ...files) => {
    for (const file of files) {
      expect(MAKERS[maker].owns(file, MAC), file).toBe(true);
      expect(MAKERS[maker].owns(file, '001565abcdee'), file).toBe(false);
    }
    for (const file of ['', '../office.yaml', '001565abcdef', `x/${files[0]}`, `${files[0]}.bak`])
      expect(MAKERS[maker].owns(file, MAC), file).toBe(false);
  });

  it('gets the file of its model where it would not go on without, with nothing in it', () => {
    const [yealink] = MAKERS.yealink.openings;
    expect(yealink!.name.test('y000000000123.cfg')).toBe(true);
    expect(yealink!.name.test('y000000000000.boot')).toBe(false);
    const [snom] = MAKERS.snom.openings;
    expect(snom!.name.test('snomD785.htm')).toBe(true);
    for (const settings of settingsInAll([yealink!.file, snom!.file]))
      expect([...settings.values()].join('')).toBe('');
  });
});
