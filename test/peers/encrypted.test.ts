import { afterAll, beforeAll, describe, it } from 'vitest';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { ANNA, EncryptedOffice } from './support/encrypted-office.ts';
import { hearing } from './support/exchange.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

describe.skipIf(!wanted)('baresip over TLS, with a voice that is encrypted', () => {
  let office: EncryptedOffice;
  let anna: Baresip | null = null;
  beforeAll(async () => {
    office = await EncryptedOffice.open(27100, 'md5');
  });
  afterAll(async () => {
    await anna?.stop();
    await office?.close();
  });

  it('calls an analog telephone: the tone is in both ears', async () => {
    const { exchange } = office;
    const { port } = exchange;
    const account = { ...ANNA, address: '127.0.0.22' };
    anna = await Baresip.start({ ...account, port, answers: 'manual', tone: 1000, encrypted: true });
    await exchange.state('820', 'idle');
    await anna.do('dial', '801');
    await exchange.phone('1/1', 'rings', ({ ringing }) => ringing);
    exchange.do({ op: 'lift', device: 'phone:1/1' });
    exchange.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await anna.told('CALL_ESTABLISHED');
    await exchange.phone('1/1', 'hears 1000 Hz', hearing(1000));
    await anna.hears(1000);
  });
});
