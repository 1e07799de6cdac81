import { describe, expect, it } from 'vitest';
import type { PhoneData } from '#sip/provisioning/device.ts';
import { askedFile, MAKERS, makerOf, normalMac } from '#sip/provisioning/makers.ts';

const PHONE: PhoneData = {
  number: '101',
  name: '前台 & Reception',
  authUser: '101',
  password: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  server: { host: 'pbx.example', port: 5061, transport: 'TLS' },
  encryptedVoice: true,
  language: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  offsetMinutes: 480,
  ntp: 'pbx.example',
  lamps: [
    { number: '102', name: '王' },
    { number: '103', name: 'Li <b>' },
  ],
  voicemail: '*97',
  pickup: '*8',
  adminPassword: 'change-me-9',
  provisioningUrl: 'https://pbx.example/p/abc/',
};

describe('files for desk phones', () => {
  for (const maker of MAKERS)
    it(`${maker.name}: the file is what it was`, async () => {
      const { text, contentType } = maker.render(PHONE);
      await expect(text).toMatchFileSnapshot(
        `golden/${maker.name.toLowerCase()}.${contentType === 'text/plain' ? 'cfg' : 'xml'}`,
      );
    });

  it('each names the account, its secret, the server and the lamps', () => {
    for (const maker of MAKERS) {
      const { text } = maker.render(PHONE);
      for (const needed of [
        PHONE.password,
        PHONE.server.host,
        String(PHONE.server.port),
        '102',
        '103',
        '*97',
        '*8',
      ])
        expect(text, maker.name).toContain(needed);
    }
  });

  it('nothing that people write becomes a setting of its own, or ends the file', () => {
    const evil = { ...PHONE, name: 'x\naccount.1.sip_server.1.address = evil.example\r</config><P2>y</P2>' };
    for (const maker of MAKERS) {
      const { text, contentType } = maker.render(evil);
      expect(text).not.toMatch(/^account\.1\.sip_server\.1\.address = evil/m);
      if (contentType === 'application/xml') expect(text).not.toContain('<P2>y');
    }
  });

  it('the XML is balanced, and a thousand lamps are as many as there are keys', () => {
    const lamps = Array.from({ length: 1_000 }, (_, n) => ({ number: `${5_000 + n}`, name: '' }));
    for (const maker of MAKERS) {
      const { text, contentType } = maker.render({ ...PHONE, lamps });
      expect(text).toContain('5039');
      expect(text).not.toContain('5040');
      if (contentType !== 'application/xml') continue;
      const open: string[] = [];
      for (const [, close, name] of text.matchAll(/<(\/?)([A-Za-z_][\w-]*)[^>]*>/g))
        if (close === '/') expect(open.pop()).toBe(name);
        else open.push(name!);
      expect(open).toEqual([]);
    }
  });

  it('a phone that asks is known by its address and by the name of the file', () => {
    expect(normalMac('00-15-65-AB-CD-EF')).toBe('001565abcdef');
    expect(normalMac('00:15:65')).toBeNull();
    expect(makerOf('000413123456')?.name).toBe('Snom');
    expect(askedFile('001565abcdef.cfg')).toMatchObject({ mac: '001565abcdef', maker: { name: 'Yealink' } });
    expect(askedFile('0c383eabcdef.cfg')?.maker.name).toBe('Fanvil');
    expect(askedFile('cfg000b82abcdef.xml')?.maker.name).toBe('Grandstream');
    expect(askedFile('../../etc/passwd')).toBeNull();
  });
});
