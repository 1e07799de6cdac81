import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { Exchange, hearing } from './support/exchange.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

const office = (sipPort: number): string => `
extensions:
  - { number: "801", port: 1/1, name: Front desk, classOfService: free }
  - { number: "802", port: 1/2, name: Kitchen }
  - { number: "820", name: Anna, classOfService: free }
  - { number: "821", name: Bert }
trunks: [{ port: 1/7, name: Line 1, group: outside, ringIn: "820" }]
trunkGroups: [{ id: outside }]
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 27000, portLast: 27063, address: 127.0.0.1 }
  devices:
    - { extension: "820", secret: anna-geheim-7, digest: md5 }
    - { extension: "821", secret: bert-geheim-7, digest: md5 }
`;

describe.skipIf(!wanted)('baresip as telephones of npm start', () => {
  let exchange: Exchange;
  const phones: Baresip[] = [];
  const phone = async (number: '820' | '821', answers: 'auto' | 'manual', tone = 1000): Promise<Baresip> => {
    const started = await Baresip.start({
      ...{ address: number === '820' ? '127.0.0.20' : '127.0.0.21', user: number, answers, tone },
      ...{ password: number === '820' ? 'anna-geheim-7' : 'bert-geheim-7', port: exchange.port },
    });
    phones.push(started);
    await exchange.state(number, 'idle');
    return started;
  };

  beforeAll(async () => {
    exchange = await Exchange.start(office);
  });
  afterEach(async () => {
    for (const port of ['1/1', '1/2']) exchange.do({ op: 'hangUp', device: `phone:${port}` });
    await Promise.all(phones.splice(0).map((one) => one.stop()));
    for (const number of ['820', '821']) await exchange.state(number, 'outOfService');
  });
  afterAll(() => exchange?.stop());

  it('two of them talk: each hears the tone of the other, and the one that hangs up ends it for both', async () => {
    const [anna, bert] = [await phone('820', 'manual', 1000), await phone('821', 'auto', 700)];
    await anna.do('dial', '821');
    await anna.told('CALL_ESTABLISHED');
    await Promise.all([anna.hears(700), bert.hears(1000)]);
    await anna.do('hangup');
    await bert.told('CALL_CLOSED');
    await exchange.state('821', 'idle');
  });

  it('it calls an analog telephone: ringback, answer, and the tone in both ears', async () => {
    const anna = await phone('820', 'manual');
    await anna.do('dial', '801');
    const ringing = await exchange.phone('1/1', 'rings with a number', ({ display }) => display !== null);
    expect(ringing.display).toMatchObject({ number: '820' });
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    exchange.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await anna.told('CALL_ESTABLISHED');
    await exchange.phone('1/1', 'hears 1000 Hz', hearing(1000));
    await anna.hears(1000);
    exchange.do({ op: 'hangUp', device: 'phone:1/1' });
    await anna.told('CALL_CLOSED');
  });

  it('an analog telephone calls it, and keys go both ways', async () => {
    const anna = await phone('820', 'auto', 700);
    exchange.do({ op: 'lift', device: 'phone:1/2' });
    await exchange.phone('1/2', 'hears dial tone', hearing(450));
    exchange.do({ op: 'dial', device: 'phone:1/2', digits: '820', via: 'dtmf' });
    await anna.told('CALL_ESTABLISHED');
    await exchange.phone('1/2', 'hears 700 Hz', hearing(700));
    exchange.do({ op: 'dial', device: 'phone:1/2', digits: '5', via: 'dtmf' });
    expect(await anna.told('CALL_DTMF_START')).toMatchObject({ param: '5' });
    await exchange.hearsKey('1/2', [697, 1477], () => anna.do('sndcode', '3'));
  });

  it('it takes an exchange line with 9, and is heard outside', async () => {
    const anna = await phone('820', 'manual');
    await anna.do('dial', '910086');
    await exchange.line('1/7', 'rings out', ({ state }) => state === 'ringing-out');
    exchange.do({ op: 'farAnswer', device: 'line:1/7' });
    await anna.told('CALL_ESTABLISHED');
    exchange.do({ op: 'voice', device: 'line:1/7', source: 'tone1k' });
    await exchange.line('1/7', 'hears 1000 Hz', hearing(1000));
    await anna.hears(1000);
    await anna.do('hangup');
    await exchange.line('1/7', 'is free', ({ state }) => state === 'idle');
  });

  it('a call from outside rings at it', async () => {
    const anna = await phone('820', 'auto');
    exchange.do({ op: 'callIn', device: 'line:1/7', number: '13800138000', name: '' });
    await anna.told('CALL_ESTABLISHED');
    await exchange.line('1/7', 'hears 1000 Hz', hearing(1000));
    exchange.do({ op: 'farHangUp', device: 'line:1/7' });
    await anna.told('CALL_CLOSED');
  });

  it('on hold the other hears music instead of it, and then it again', async () => {
    const [anna, bert] = [await phone('820', 'manual', 1000), await phone('821', 'auto', 700)];
    await anna.do('dial', '821');
    await anna.told('CALL_ESTABLISHED');
    await bert.hears(1000);
    await anna.do('hold');
    await exchange.state('820', 'holding');
    const before = bert.heard(1000);
    await anna.do('resume');
    await exchange.state('820', 'talking');
    await bert.hears(1000, before + 1);
  });

  it('a blind transfer by REFER: the other party talks to whom it was sent to', async () => {
    const [anna, bert] = [await phone('820', 'manual', 1000), await phone('821', 'auto', 700)];
    await anna.do('dial', '821');
    await anna.told('CALL_ESTABLISHED');
    await bert.hears(1000);
    await anna.do('transfer', '801');
    await exchange.phone('1/1', 'rings', ({ ringing }) => ringing);
    await anna.told('CALL_CLOSED');
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    await exchange.phone('1/1', 'hears 700 Hz', hearing(700));
  });
});
