import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { TLS } from '../web/support/tls.ts';
import { Baresip, hasBaresip } from './support/baresip.ts';
import { Exchange, hearing } from './support/exchange.ts';

const wanted = hasBaresip || process.env.CI === 'true';
if (!wanted) console.warn('skipped: baresip is not installed (apt-get install baresip)');

const office = (folder: string) => (sipPort: number) =>
  `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
sip:
  listen: [{ transport: tls, address: 127.0.0.1, port: ${sipPort} }]
  certificate: ${folder}/sip.pem
  key: ${folder}/sip.key
  rtp: { portFirst: 27100, portLast: 27163, address: 127.0.0.1 }
  devices:
    - { extension: "820", secret: anna-geheim-7, digest: md5, tlsOnly: true, srtp: always }
`;

describe.skipIf(!wanted)('baresip over TLS, with a voice that is encrypted', () => {
  let folder = '';
  let exchange: Exchange | null = null;
  let anna: Baresip | null = null;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-tls-'));
    writeFileSync(join(folder, 'sip.pem'), TLS.cert);
    writeFileSync(join(folder, 'sip.key'), TLS.key);
    exchange = await Exchange.start(office(folder));
  });
  afterAll(async () => {
    await anna?.stop();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('calls an analog telephone: the tone is in both ears', async () => {
    const { port } = exchange!;
    const account = { address: '127.0.0.22', user: '820', password: 'anna-geheim-7' };
    anna = await Baresip.start({ ...account, port, answers: 'manual', tone: 1000, encrypted: true });
    await exchange!.state('820', 'idle');
    await anna.do('dial', '801');
    await exchange!.phone('1/1', 'rings', ({ ringing }) => ringing);
    exchange!.do({ op: 'lift', device: 'phone:1/1' });
    exchange!.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
    await anna.told('CALL_ESTABLISHED');
    await exchange!.phone('1/1', 'hears 1000 Hz', hearing(1000));
    await anna.hears(1000);
  });
});
