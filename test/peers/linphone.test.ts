import { afterAll, beforeAll, describe, it } from 'vitest';
import { TLS } from '../web/support/tls.ts';
import { ANNA, EncryptedOffice } from './support/encrypted-office.ts';
import { hearing } from './support/exchange.ts';
import { hasLinphone, Linphone } from './support/linphone.ts';

const wanted = hasLinphone || process.env.CI === 'true';
if (!wanted) console.warn('skipped: linphone is not installed (apt-get install linphone-cli)');

describe.skipIf(!wanted)(
  'linphone over TLS, with a certificate that it checks and a voice that is encrypted',
  () => {
    let office: EncryptedOffice;
    let anna: Linphone | null = null;
    beforeAll(async () => {
      office = await EncryptedOffice.open(28000, 'any');
    });
    afterAll(async () => {
      await anna?.stop();
      await office?.close();
    });

    it('proves its password by SHA-256 and calls an analog telephone: the tone is in both ears', async () => {
      const { exchange } = office;
      const { port } = exchange;
      anna = Linphone.start({ ...ANNA, port, authority: TLS.cert, tone: 700, watches: '801' });
      await exchange.state('820', 'idle');
      anna.do('call 801');
      await exchange.phone('1/1', 'rings', ({ ringing }) => ringing);
      exchange.do({ op: 'lift', device: 'phone:1/1' });
      exchange.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
      await anna.says(/Media streams established/);
      anna.play();
      await exchange.phone('1/1', 'hears 700 Hz', hearing(700));
      await anna.hears(1000);
      exchange.do({ op: 'hangUp', device: 'phone:1/1' });
      await anna.says(/Call 1 with \S+ ended/);
    });

    it('shows of an analog telephone that it is there, and then that it is on the phone', async () => {
      await anna?.says(/<sip:801@\S+> is Online/);
      office.exchange.do({ op: 'lift', device: 'phone:1/1' });
      await anna?.says(/<sip:801@\S+> is On the phone/);
      office.exchange.do({ op: 'hangUp', device: 'phone:1/1' });
    });
  },
);
