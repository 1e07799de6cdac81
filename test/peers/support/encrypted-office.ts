import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLS } from '../../web/support/tls.ts';
import { Exchange } from './exchange.ts';

export const ANNA = { user: '820', password: 'anna-geheim-7' } as const;

const office = (folder: string, rtpPortFirst: number, digest: string) => (sipPort: number) =>
  `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "820", name: Anna }
sip:
  listen: [{ transport: tls, address: 127.0.0.1, port: ${sipPort} }]
  certificate: ${folder}/sip.pem
  key: ${folder}/sip.key
  rtp: { portFirst: ${rtpPortFirst}, portLast: ${rtpPortFirst + 63}, address: 127.0.0.1 }
  devices:
    - { extension: "${ANNA.user}", secret: ${ANNA.password}, digest: ${digest}, tlsOnly: true, srtp: always }
`;

/** An exchange that lets Anna in by TLS alone, with her voice encrypted. */
export class EncryptedOffice {
  readonly exchange: Exchange;
  readonly #folder: string;

  private constructor(exchange: Exchange, folder: string) {
    this.exchange = exchange;
    this.#folder = folder;
  }

  /** `digest`: how she proves her password, in the words of `office.yaml`. */
  static async open(rtpPortFirst: number, digest: string): Promise<EncryptedOffice> {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-tls-'));
    writeFileSync(join(folder, 'sip.pem'), TLS.cert);
    writeFileSync(join(folder, 'sip.key'), TLS.key);
    return new EncryptedOffice(await Exchange.start(office(folder, rtpPortFirst, digest)), folder);
  }

  async close(): Promise<void> {
    await this.exchange.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
