import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { openSerialLink } from '#adapters/smdr/serial.ts';
import { TcpConnectLink } from '#adapters/smdr/tcp-connect.ts';
import { TcpListenLink } from '#adapters/smdr/tcp-listen.ts';
import { unacknowledgedBytes } from '#adapters/smdr/unacknowledged.ts';
import type { SmdrSerial, SmdrTcpListen } from '#ports/smdr.ts';
import { SmdrPaper } from '#sim/smdr-paper.ts';
import { ms } from '#units/time.ts';
import { type LinkUnderTest, smdrLinkContract } from '../../contracts/smdr-link.ts';
import { PtyCable } from '../../support/pty-cable.ts';

const COMMON = { name: 'desk', layout: 'csv', internal: true, backlogMax: 100 } as const;
const listening = (address: string, from: readonly string[] = []): SmdrTcpListen => ({
  ...{ ...COMMON, kind: 'tcp-listen', port: 0, address, from },
});
const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise<void>((resolve) => setImmediate(resolve));
};

smdrLinkContract('a simulated printer', async () => {
  const link = new SmdrPaper(new RealClock(), false);
  link.takes = ms(1);
  return {
    link,
    plug: async () => link.plug(),
    unplug: async () => link.unplug(),
    read: () => link.text,
    close: async () => undefined,
  };
});

for (const address of ['127.0.0.1', '::1']) {
  smdrLinkContract(`a system that connects to ${address}`, async () => {
    const link = new TcpListenLink(listening(address));
    let text = '';
    let peer: Socket | null = null;
    await until(() => link.port !== 0);
    return {
      link,
      plug: async () => {
        peer = connect({ host: address, port: link.port });
        peer.on('data', (data) => {
          text += data.toString();
        });
        peer.on('error', () => undefined);
      },
      unplug: async () => {
        peer?.resetAndDestroy();
      },
      read: () => text,
      close: async () => {
        peer?.destroy();
      },
    };
  });
}

smdrLinkContract('a system that we connect to', async () => {
  let server: Server | null = null;
  let text = '';
  const peers = new Set<Socket>();
  const free = createServer().listen(0, '127.0.0.1');
  await until(() => free.listening);
  const { port } = free.address() as { port: number };
  await new Promise((resolve) => free.close(resolve));
  const link = new TcpConnectLink({ ...COMMON, kind: 'tcp-connect', host: '127.0.0.1', port });
  const unplug = async (): Promise<void> => {
    for (const peer of peers) peer.resetAndDestroy();
    peers.clear();
    await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
    server = null;
  };
  return {
    link,
    plug: async () => {
      server = createServer((peer) => {
        peers.add(peer);
        peer.on('error', () => undefined);
        peer.on('data', (data) => {
          text += data.toString();
        });
      }).listen(port, '127.0.0.1');
    },
    unplug,
    read: () => text,
    close: unplug,
  };
});

interface SerialPrinter extends LinkUnderTest {
  /** The printer says this to us. */
  says(text: string): void;
}

async function serialPrinter(flow: SmdrSerial['flow']): Promise<SerialPrinter> {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-tty-'));
  const device = join(folder, 'printer');
  let text = '';
  const cable = new PtyCable(device, (said) => {
    text += said;
  });
  const frame = { baud: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow } as const;
  const link = openSerialLink({ ...COMMON, kind: 'serial', device, ...frame });
  return {
    link,
    plug: async () => cable.plug(),
    unplug: () => cable.unplug(),
    read: () => text,
    close: async () => {
      await cable.unplug();
      rmSync(folder, { recursive: true, force: true });
    },
    says: (said) => cable.says(said),
  };
}

// Pseudo-terminals have no modem lines: with RTS/CTS it is seen that the device is opened and written, not that it waits.
for (const flow of ['none', 'rts-cts'] as const)
  smdrLinkContract(`a serial device, flow control ${flow}`, () => serialPrinter(flow));

test('a printer that says XOFF has its line later, when it says XON, and nothing is lost', async () => {
  const { link, plug, read, says, close } = await serialPrinter('xon-xoff');
  const up = new Promise<void>((resolve) => link.onUp(resolve));
  await plug();
  await up;
  const line = (text: string) => link.send(new TextEncoder().encode(`${text}\r\n`));
  expect(await line('before')).toMatchObject({ ok: true });
  says('\x13');
  // Until the kernel has seen the character lines still go out; a printer that is not obeyed has line after line, for ever.
  let held: ReturnType<typeof line> | null = null;
  let lines = 0;
  while (held === null) {
    const sending = line(`line ${lines++}`);
    const turns = (async () => {
      for (let turn = 0; turn < 20_000; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      return null;
    })();
    if ((await Promise.race([sending, turns])) === null) held = sending;
  }
  says('\x11');
  expect(await held).toMatchObject({ ok: true });
  await until(() => read().endsWith(`line ${lines - 1}\r\n`));
  expect(read().split('\r\n')).toHaveLength(lines + 2);
  await link.close();
  await close();
});

test('a reader that does not read: the line is not acknowledged, and is when it reads', async () => {
  const link = new TcpListenLink(listening('127.0.0.1'));
  await until(() => link.port !== 0);
  const peer = connect({ host: '127.0.0.1', port: link.port }).pause();
  await new Promise<void>((resolve) => link.onUp(resolve));
  // More than both kernels take between them without a reader.
  const flood = new Uint8Array(32 << 20).fill(0x78);
  let answered = false;
  const sending = link.send(flood).then((sent) => {
    answered = true;
    return sent;
  });
  let left: number | null = null;
  for (let i = 0; i < 200; i++) {
    left = await unacknowledgedBytes(peer);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  expect(answered).toBe(false);
  expect(left).toBe(0);
  peer.resume();
  expect(await sending).toMatchObject({ ok: true });
  peer.destroy();
  await link.close();
});

test('the newest connection is served; who is not allowed is shut out', async () => {
  const link = new TcpListenLink(listening('127.0.0.1', ['127.0.0.1']));
  await until(() => link.port !== 0);
  let ups = 0;
  link.onUp(() => {
    ups += 1;
  });
  const first = connect({ host: '127.0.0.1', port: link.port });
  let closed = false;
  first.once('close', () => {
    closed = true;
  });
  await until(() => ups === 1);
  const second = connect({ host: '127.0.0.1', port: link.port });
  await until(() => ups === 2 && closed);
  const stranger = connect({ host: '127.0.0.1', port: link.port, localAddress: '127.0.0.9' });
  await new Promise((resolve) => stranger.on('error', () => undefined).once('close', resolve));
  expect(ups).toBe(2);
  expect(await link.send(new TextEncoder().encode('x\r\n'))).toMatchObject({ ok: true });
  second.destroy();
  await link.close();
});
