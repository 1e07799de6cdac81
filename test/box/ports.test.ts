import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nftScript, portsOf } from '../../tools/box/ports.ts';
import { networkNamespaces } from '../support/peers.ts';
import { ROOT } from './kit.ts';
import { BOX_ADDRESS, Namespaces, PORT_LAST } from './ports/namespaces.ts';

const RULES = join(ROOT, 'tools/image/root/etc/nftables.conf');
const RECORDS_PORT = 2300;
const OFFICE = `extensions: [{ number: "801", name: Desk }]
sip: { devices: [{ extension: "801", secret: telephone-801 }] }
smdr: [{ name: Billing, layout: csv, kind: tcp-listen, port: ${RECORDS_PORT} }]
`;
const ALL = Array.from({ length: PORT_LAST }, (_, index) => index + 1);

/** `UDP 5060; TCP 5060, 5061` of the table in docs/image.md, all of them; in order. */
function documented(protocol: 'TCP' | 'UDP'): number[] {
  const rows = readFileSync(join(ROOT, 'docs/image.md'), 'utf8').matchAll(/^\| ([^|]*) \|/gm);
  const parts = [...rows].flatMap(([, first = '']) => first.split('; '));
  const lists = parts.flatMap((part) => new RegExp(`^${protocol} ([\\d–, ]+)$`).exec(part)?.[1] ?? []);
  const ports = lists
    .join(', ')
    .split(', ')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('–').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  return ports.sort((a, b) => a - b);
}
/** Answers of a DHCP server come from its own port (RFC 2131 §4.1, RFC 8415 §7.2). */
const DHCP = [
  { server: 67, client: 68 },
  { server: 547, client: 546 },
];
const isDhcp = (port: number): boolean => DHCP.some(({ client }) => client === port);

describe.runIf(networkNamespaces().wanted)('a box in a network, seen from another computer', () => {
  let network: Namespaces;
  let folder: string;
  let box: ChildProcess | null = null;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-ports-'));
    network = new Namespaces();
    writeFileSync(join(folder, 'office.yaml'), OFFICE);
    network.rules(RULES, nftScript(portsOf(OFFICE)));
    const started = network.inBox(process.execPath, [join(ROOT, 'firmware/main.ts')], {
      ...process.env,
      ...{ TIPRING_BOARD: 'network', TIPRING_DATA: folder },
      // As tipring.service has it.
      ...{ TIPRING_HTTP_HOST: '::', TIPRING_HTTP_PORT: '443' },
    });
    box = started;
    let text = '';
    await new Promise<void>((serves, failed) => {
      for (const stream of [started.stdout, started.stderr])
        stream?.on('data', (data: Buffer) => {
          text += data.toString();
          if (text.includes('tipring: https:')) serves();
        });
      started.once('close', () => failed(new Error(`it ended: ${text}`)));
    });
  }, 60_000);
  afterAll(async () => {
    if (box?.exitCode === null) {
      const ended = once(box, 'close');
      box.kill('SIGTERM');
      await ended;
    }
    network.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets in what the table in docs/image.md says, and what the office names; no other port of all', () => {
    expect(network.letIn('tcp', ALL)).toEqual([...documented('TCP'), RECORDS_PORT].sort((a, b) => a - b));
    expect(network.letIn('udp', ALL)).toEqual(documented('UDP').filter((port) => !isDhcp(port)));
  }, 120_000);

  it('hears answers of a DHCP server from its own port alone', () => {
    const clients = DHCP.map(({ client }) => client);
    expect(documented('UDP').filter(isDhcp)).toEqual(clients);
    for (const { server, client } of DHCP) {
      expect(network.letIn('udp', [client], server)).toEqual([client]);
      expect(network.letIn('udp', [client])).toEqual([]);
    }
  }, 30_000);

  it('has nobody listening behind a closed port', async () => {
    const heard = (): string[] => {
      const lines = network.said('box', 'ss', '-H', '-lntu').trim().split('\n');
      const ports = lines.map((line) => {
        const [protocol = '', , , , place = ''] = line.split(/\s+/);
        return `${protocol} ${place.slice(place.lastIndexOf(':') + 1)}`;
      });
      return [...new Set(ports)].sort();
    };
    await expect.poll(heard, { timeout: 20_000 }).toEqual(['tcp 2300', 'tcp 443', 'tcp 5060', 'udp 5060']);
  }, 30_000);

  it('serves the page over TLS to whoever comes', () => {
    const script = `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      fetch('https://${BOX_ADDRESS}/api/health').then(({ status }) => console.log(status))`;
    expect(network.said('outside', process.execPath, '--no-warnings', '-e', script)).toBe('200\n');
  }, 30_000);
});
