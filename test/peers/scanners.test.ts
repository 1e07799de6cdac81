import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Exchange } from './support/exchange.ts';
import { proof, Sipp } from './support/sipp.ts';

const hasSipvicious = spawnSync('sh', ['-c', 'command -v svwar && command -v sipp']).status === 0;
const wanted = hasSipvicious || process.env.CI === 'true';
if (!wanted) console.warn('skipped: sipvicious is not installed (apt-get install sipvicious sip-tester)');

const SECRET = 'anna-geheim-7';
/** The tools of sipvicious ask from 127.0.0.1, whatever they are told. */
const TELEPHONE = '127.0.4.1';

/** Nobody is trusted for his address alone, as on the Internet. */
const office = (sipPort: number): string => `
extensions:
  - { number: "820", name: Anna }
  - { number: "821", name: Bert }
sip:
  listen: [{ transport: udp, address: 127.0.0.1, port: ${sipPort} }]
  rtp: { portFirst: 28100, portLast: 28131, address: 127.0.0.1 }
  defence: { trusted: [10.0.0.0/8] }
  devices:
    - { extension: "820", secret: ${SECRET}, digest: md5 }
    - { extension: "821", secret: bert-geheim-7 }
`;

describe.skipIf(!wanted)('sipvicious against npm start, from an address that is not of the house', () => {
  let exchange: Exchange;
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-scanners-'));
    exchange = await Exchange.start(office);
  });
  afterAll(async () => {
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs one of its tools to its end; what it has written. */
  const scan = async (tool: string, words: readonly string[]): Promise<string> => {
    const common = ['-p', String(exchange.port), '-t', '0.002'];
    const child = spawn(tool, [...common, ...words, '127.0.0.1'], {
      cwd: folder,
      env: { ...process.env, HOME: folder },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        said += data.toString();
      });
    await once(child, 'close');
    return said;
  };
  const register = (from: string): Promise<void> =>
    Sipp.run({
      ...{ scenario: 'register', address: from, port: exchange.port, calls: 1, secondsMax: 5 },
      rows: [['820', proof('820', SECRET)]],
    });

  it('svmap finds no exchange', async () => {
    expect(await scan('svmap', [])).toContain('found nothing');
  });

  it('svwar finds no extension, by whatever method it asks', async () => {
    for (const method of ['REGISTER', 'INVITE', 'OPTIONS'])
      expect(await scan('svwar', ['--force', '-m', method, '-e', '800-840'])).toContain('found nothing');
  });

  it('svcrack does not find the password, though it tries the right one', async () => {
    writeFileSync(join(folder, 'words.txt'), `wrong-geheim-1\n${SECRET}\n`);
    expect(await scan('svcrack', ['-u', '820', '-d', 'words.txt'])).toContain('found nothing');
  });

  it('its address is banned by then: from there not even the right password helps, elsewhere it does', async () => {
    const { bans } = await exchange.sip();
    expect(bans).toMatchObject([{ kind: 'address', who: '127.0.0.1' }]);
    await register(TELEPHONE);
    await exchange.state('820', 'idle');
    await expect(register('127.0.0.1')).rejects.toThrow();
  });
});
