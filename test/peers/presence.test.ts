import { afterAll, beforeAll, describe, it } from 'vitest';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { Exchange, hearing } from './support/exchange.ts';
import { until } from './support/until.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

const office = (sipPort: number): string => `
language: en
extensions:
  - { number: "801", port: 1/1, name: Front desk, classOfService: free }
  - { number: "820", name: Anna, classOfService: free }
  - { number: "821", name: Bert }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 27600, portLast: 27663, address: 127.0.0.1 }
  devices:
    - { extension: "820", secret: anna-geheim-7, digest: md5 }
    - { extension: "821", secret: bert-geheim-7, digest: md5 }
`;

describe.skipIf(!wanted)('baresip watches who is there', () => {
  let exchange: Exchange;
  const phones: Baresip[] = [];
  const phone = async (user: '820' | '821', watches: readonly string[]): Promise<Baresip> => {
    const started = await Baresip.start({
      ...{ address: user === '820' ? '127.0.0.20' : '127.0.0.21', user, watches },
      ...{ password: user === '820' ? 'anna-geheim-7' : 'bert-geheim-7', port: exchange.port },
      ...{ answers: 'auto', tone: 1000 },
    });
    phones.push(started);
    await exchange.state(user, 'idle');
    return started;
  };

  beforeAll(async () => {
    exchange = await Exchange.start(office);
  });
  afterAll(async () => {
    await Promise.all(phones.map((one) => one.stop()));
    await exchange?.stop();
  });

  it('shows of a SIP telephone and an analog one whether they are there, on the phone, or their users absent', async () => {
    const anna = await phone('820', ['801', '821']);
    const shows = async (number: string, word: string): Promise<void> => {
      // In colours.
      const line = new RegExp(`${word}\\S* ${number} `);
      await until(`baresip shows ${number} as ${word}`, async () => line.test(await anna.contacts()));
    };
    await shows('801', 'Online');
    await shows('821', 'Offline');
    const bert = await phone('821', []);
    await shows('821', 'Online');
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    await exchange.phone('1/1', 'hears dial tone', hearing(450));
    await shows('801', 'Busy');
    exchange.do({ op: 'dial', device: 'phone:1/1', digits: '*50#', via: 'dtmf' });
    // Whoever hangs up earlier has not dialled the whole code.
    await exchange.state('801', 'hearsTone');
    exchange.do({ op: 'hangUp', device: 'phone:1/1' });
    await shows('801', 'Offline');
    await bert.do('dial', '820');
    await shows('821', 'Busy');
    await bert.stop();
    await shows('821', 'Offline');
  });
});
