import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { TLS } from '../web/support/tls.ts';
import { Exchange, hearing } from './support/exchange.ts';
import { hasLinphone, Linphone } from './support/linphone.ts';

const wanted = hasLinphone || process.env.CI === 'true';
if (!wanted) console.warn('skipped: linphone is not installed (apt-get install linphone-cli)');

const office = (folder: string) => (sipPort: number) =>
  `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
sip:
  listen: [{ transport: tls, address: 127.0.0.1, port: ${sipPort} }]
  certificate: ${folder}/sip.pem
  key: ${folder}/sip.key
  rtp: { portFirst: 28000, portLast: 28063, address: 127.0.0.1 }
  devices:
    - { extension: "820", secret: anna-geheim-7, tlsOnly: true, srtp: always }
`;

describe.skipIf(!wanted)(
  'linphone over TLS, with a certificate that it checks and a voice that is encrypted',
  () => {
    let folder = '';
    let exchange: Exchange | null = null;
    let anna: Linphone | null = null;
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

    it('proves its password by SHA-256 and calls an analog telephone: the tone is in both ears', async () => {
      const { port } = exchange!;
      anna = Linphone.start({ user: '820', password: 'anna-geheim-7', port, authority: TLS.cert, tone: 700 });
      await exchange!.state('820', 'idle');
      anna.do('call 801');
      await exchange!.phone('1/1', 'rings', ({ ringing }) => ringing);
      exchange!.do({ op: 'lift', device: 'phone:1/1' });
      exchange!.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
      await anna.says(/Media streams established/);
      anna.play();
      await exchange!.phone('1/1', 'hears 700 Hz', hearing(700));
      await anna.hears(1000);
      exchange!.do({ op: 'hangUp', device: 'phone:1/1' });
      await anna.says(/Call 1 with \S+ ended/);
    });
  },
);
