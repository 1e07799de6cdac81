import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { SocketNetwork } from '#adapters/sip/network.ts';
import type { TlsSettings } from '#adapters/sip/streams.ts';
import type { Listener } from '#ports/sip-transport.ts';
import type { SipWorld } from '../../contracts/sip-transport.ts';

let made: TlsSettings | null = null;

/** A certificate for loopback that trusts itself; made by openssl, new in each run. */
export function testTls(): TlsSettings {
  if (made !== null) return made;
  const folder = mkdtempSync(join(tmpdir(), 'tipring-tls-'));
  const at = (name: string): string => join(folder, name);
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', '/CN=loopback', '-addext', 'subjectAltName=IP:127.0.0.1,IP:::1,DNS:pbx.example'];
  execFileSync('openssl', [...words, '-days', '2', ...subject, '-keyout', at('key'), '-out', at('cert')], {
    stdio: 'pipe',
  });
  const certificate = readFileSync(at('cert'), 'utf8');
  made = { certificate, key: readFileSync(at('key'), 'utf8'), authorities: [certificate] };
  return made;
}

/** Real sockets on loopback. */
export async function socketWorld(transport: Listener['transport'], host: string): Promise<SipWorld> {
  const tls = transport === 'TLS' ? testTls() : null;
  return {
    transport,
    open: async () => {
      const { network, faults } = await SocketNetwork.open({
        listen: [{ transport, local: { host, port: 0 } }],
        tls,
      });
      if (faults[0] !== undefined) throw new Error(faults[0].fault.what);
      return network;
    },
    until: (so) =>
      vi.waitFor(
        () => {
          if (!so()) throw new Error('it never happened');
        },
        { timeout: 20_000, interval: 5 },
      ),
    close: async () => {},
  };
}
