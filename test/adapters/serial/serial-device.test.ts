import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SerialDevice } from '#adapters/serial/serial-device.ts';
import { SerialCable } from '#sim/serial-cable.ts';
import type { Fault } from '#units/result.ts';
import { serialLineContract } from '../../contracts/serial-line.ts';
import { PtyCable } from '../../support/pty-cable.ts';

const fault = (what: string): Fault => ({ code: 'TR-SMDR-003', where: 'cable', what, todo: 'look at it' });
const FRAME = { baud: 115200, dataBits: 8, parity: 'none', stopBits: 1, flow: 'xon-xoff' } as const;

serialLineContract('a simulated cable', async () => {
  const line = new SerialCable(fault('unplugged'));
  return {
    line,
    plug: () => line.plug(),
    unplug: async () => line.unplug(),
    heard: () => line.heard,
    says: (text) => line.says(text),
    close: async () => undefined,
  };
});

// Pseudo-terminals have no modem lines: RTS/CTS, and XOFF that the kernel itself says, take a real cable.
serialLineContract('a serial device', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-tty-'));
  const device = join(folder, 'cable');
  let heard = '';
  const cable = new PtyCable(device, (text) => {
    heard += text;
  });
  const line = new SerialDevice({ device, ...FRAME }, { incoming: 'kept', fault });
  return {
    line,
    plug: () => cable.plug(),
    unplug: () => cable.unplug(),
    heard: () => heard,
    says: (text) => cable.says(text),
    close: async () => {
      await cable.unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

test('a device whose incoming characters are thrown away says so to whoever asks for them', async () => {
  const line = new SerialDevice({ device: '/dev/none', ...FRAME }, { incoming: 'ignored', fault });
  expect(await line.receive()).toMatchObject({ ok: false, error: { what: 'what comes in is thrown away' } });
  await line.close();
});
