import { afterAll, afterEach, beforeAll, describe, it } from 'vitest';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { Exchange, hearing } from './support/exchange.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

/** 820 and 821 live where there is IPv6 alone, 822 where there is IPv4 alone. */
const office = (sipPort: number): string => `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
  - { number: "821", name: Bert }
  - { number: "822", name: Carl }
sip:
  listen:
    - { transport: udp, address: "::1", port: ${sipPort} }
    - { transport: udp, address: 127.0.0.1, port: ${sipPort} }
  rtp: { portFirst: 28400, portLast: 28463 }
  devices:
    - { extension: "820", secret: anna-geheim-7, digest: md5 }
    - { extension: "821", secret: bert-geheim-7, digest: md5 }
    - { extension: "822", secret: carl-geheim-7, digest: md5 }
`;
const PHONES = {
  '820': { address: '127.0.6.20', password: 'anna-geheim-7', six: 5_620, tone: 1_000, answers: 'manual' },
  '821': { address: '127.0.6.21', password: 'bert-geheim-7', six: 5_640, tone: 700, answers: 'auto' },
  '822': { address: '127.0.6.22', password: 'carl-geheim-7', tone: 700, answers: 'auto' },
} as const;

describe.skipIf(!wanted)('telephones where there is IPv6 alone', () => {
  let exchange: Exchange;
  const phones: Baresip[] = [];
  const phone = async (number: keyof typeof PHONES): Promise<Baresip> => {
    const started = await Baresip.start({ ...PHONES[number], user: number, port: exchange.port });
    phones.push(started);
    await exchange.state(number, 'idle');
    return started;
  };

  beforeAll(async () => {
    exchange = await Exchange.start(office);
  });
  afterEach(async () => {
    exchange.do({ op: 'hangUp', device: 'phone:1/1' });
    await Promise.all(phones.splice(0).map((one) => one.stop()));
    for (const number of Object.keys(PHONES)) await exchange.state(number, 'outOfService');
  });
  afterAll(() => exchange?.stop());

  it.each([
    ['another there', '821'],
    ['one where there is IPv4 alone', '822'],
  ] as const)('one talks with %s: each hears the tone of the other', async (_where, number) => {
    const [anna, other] = [await phone('820'), await phone(number)];
    await anna.do('dial', number);
    await anna.told('CALL_ESTABLISHED');
    await Promise.all([anna.hears(700), other.hears(1_000)]);
    await anna.do('hangup');
    await other.told('CALL_CLOSED');
  });

  it('one calls an analog telephone, and is heard there', async () => {
    const anna = await phone('820');
    await anna.do('dial', '801');
    await exchange.phone('1/1', 'rings', ({ ringing }) => ringing);
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    await anna.told('CALL_ESTABLISHED');
    await exchange.phone('1/1', 'hears 1000 Hz', hearing(1_000));
  });
});
