import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { systemHash, systemRandom } from '#adapters/sip/chance.ts';
import { NodeDns } from '#adapters/sip/dns.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import { SocketNetwork } from '#adapters/sip/network.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { DeviceAccount, StackEvent } from '#sip/stack/surface.ts';

const hasSipp = /SIPp/.test(spawnSync('sipp', ['-v'], { encoding: 'utf8' }).stdout ?? '');
const wanted = hasSipp || process.env.CI === 'true';
if (!wanted) console.warn('skipped: SIPp is not installed (apt-get install sip-tester)');

const USERS = Array.from({ length: 20 }, (_, n) => String(100 + n));
/** SIPp 3.6 knows MD5 alone. */
const device = (user: string): DeviceAccount => ({
  user,
  number: user,
  name: '',
  ha1: { MD5: ha1Of(systemHash, 'MD5', user, 'tipring', `secret${user}`) },
  media: USUAL_MEDIA,
});

let edge: SipEdge | null = null;
afterEach(async () => {
  await edge?.stop();
  edge = null;
});

/** The exchange on a free port of loopback, over UDP and TCP, and what it tells. */
async function open(): Promise<{ ports: Record<string, number>; events: StackEvent[] }> {
  const local = { host: '127.0.0.1', port: 0 };
  const { network } = await SocketNetwork.open({
    listen: [
      { transport: 'UDP', local },
      { transport: 'TCP', local },
    ],
    tls: null,
  });
  const events: StackEvent[] = [];
  const options = { codec: sipCodec, random: systemRandom, hash: systemHash, realm: 'tipring' };
  const hear = (event: StackEvent): number => events.push(event);
  edge = new SipEdge({ network, clock: new RealClock(), dns: new NodeDns(), options, hear });
  edge.do((stack, now) => stack.configure({ devices: USERS.map(device), trunks: [] }, now));
  return {
    ports: Object.fromEntries(network.listeners.map(({ transport, local: at }) => [transport, at.port])),
    events,
  };
}

/** Registers each user once by SIPp; its exit code. */
function register(
  transport: 'u1' | 't1',
  port: number,
  password: (user: string) => string,
): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-sipp-'));
  const rows = USERS.map((user) => `${user};[authentication username=${user} password=${password(user)}]`);
  writeFileSync(join(folder, 'users.csv'), ['SEQUENTIAL', ...rows, ''].join('\n'));
  const scenario = join(import.meta.dirname, 'sipp/register.xml');
  const words = [
    `127.0.0.1:${port}`,
    '-t',
    transport,
    '-sf',
    scenario,
    '-inf',
    'users.csv',
    '-i',
    '127.0.0.1',
  ];
  const child = spawn('sipp', [...words, '-m', '20', '-r', '50', '-nostdin', '-timeout', '20'], {
    cwd: folder,
    stdio: 'ignore',
  });
  return new Promise((resolve) => child.once('close', resolve));
}

describe.skipIf(!wanted)('SIPp as twenty telephones', () => {
  it.each([
    ['UDP', 'u1'],
    ['TCP', 't1'],
  ] as const)('register with their passwords over %s', async (transport, mode) => {
    const { ports, events } = await open();
    expect(await register(mode, ports[transport]!, (user) => `secret${user}`)).toBe(0);
    expect(new Set(events.flatMap((event) => (event.kind === 'registered' ? [event.user] : []))).size).toBe(
      20,
    );
  });

  it('with wrong ones none of them does', async () => {
    const { ports, events } = await open();
    expect(await register('u1', ports.UDP!, () => 'wrong')).not.toBe(0);
    expect(events).toEqual([]);
    expect(edge!.stack.defence.counts.offences.wrongPassword).toBe(20);
  });
});
