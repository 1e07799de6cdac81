import { afterAll, beforeAll, describe, it } from 'vitest';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { Exchange, hearing } from './support/exchange.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

const office = (): string => `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "802", port: 1/2, name: Kitchen }
`;

describe.skipIf(!wanted)('an office that gets its first SIP telephone while it runs', () => {
  let exchange: Exchange | null = null;
  let anna: Baresip | null = null;
  beforeAll(async () => {
    exchange = await Exchange.start(office);
  });
  afterAll(async () => {
    await anna?.stop();
    await exchange?.stop();
  });

  it('it registers and calls at once; taken away in its call it finishes it', async () => {
    const { port } = exchange!;
    const device = { extension: '820', secret: 'anna-geheim-7', digest: 'md5' };
    const sip = {
      listen: [{ transport: 'udp', address: '127.0.0.1', port }],
      devices: [device],
    };
    await exchange!.change([
      { op: 'add', path: ['extensions'], value: { number: '820', name: 'Anna' } },
      { op: 'set', path: ['sip'], value: sip },
    ]);
    const account = { address: '127.0.0.23', user: '820', password: device.secret };
    anna = await Baresip.start({ ...account, port, answers: 'manual', tone: 1000 });
    await exchange!.state('820', 'idle');
    await anna.do('dial', '801');
    await exchange!.phone('1/1', 'rings', ({ ringing }) => ringing);
    exchange!.do({ op: 'lift', device: 'phone:1/1' });
    await anna.told('CALL_ESTABLISHED');
    await exchange!.change([
      { op: 'remove', path: ['sip'] },
      { op: 'remove', path: ['extensions', 2] },
    ]);
    exchange!.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await exchange!.phone('1/1', 'hears 1000 Hz', hearing(1000));
    await anna.hears(1000);
    exchange!.do({ op: 'hangUp', device: 'phone:1/1' });
    await anna.told('CALL_CLOSED');
  });
});
