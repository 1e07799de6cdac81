import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Certificate, ownCertificate, selfSigned } from '#adapters/certificate.ts';
import type { Settings } from '#adapters/settings.ts';
import type { WebServer, WebServerOptions } from '#web/server.ts';
import type { Fault, Result } from './units/result.ts';

/** Telephones that have waited for the box register first: reading the modules of the web server stops all else. */
const TELEPHONES_FIRST_MS = 60;

/** Where the pages are served, by which names, and what is wrong with that. */
export interface WebAddress {
  readonly host: string;
  readonly port: number;
  readonly names: readonly string[];
  readonly tls?: Certificate;
  readonly faults: readonly Fault[];
}

/** Without a certificate that can be used the pages are served all the same, with one that lasts until the next start. */
export async function openWeb(settings: Settings): Promise<WebAddress> {
  const { httpHost: host, httpPort: port } = settings;
  const names = [`${hostname().replace(/\..*/, '')}.local`, hostname()];
  if (!settings.httpTls) return { host, port, names, faults: [] };
  const here = [...new Set([...names, 'localhost', ...addresses()])];
  const kept = await ownCertificate(join(settings.dataFolder, 'tls'), here, Date.now());
  if (kept.ok) return { host, port, names, tls: kept.value, faults: [] };
  return { host, port, names, tls: await selfSigned(here, Date.now()), faults: [kept.error] };
}

/** The modules of the web server are more than half of the firmware's, and are read only now. */
export async function startPages(options: WebServerOptions): Promise<Result<WebServer>> {
  await pause(TELEPHONES_FIRST_MS);
  const { startWebServer } = await import('#web/server.ts');
  return startWebServer(options);
}

/** Link-local ones of IPv6 change with the interface and are in no address line. */
const addresses = (): readonly string[] =>
  Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ address, family }) => family === 'IPv4' || !address.startsWith('fe80'))
    .map(({ address }) => address);
