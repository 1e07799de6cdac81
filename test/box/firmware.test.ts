import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSimulator, startSimulator } from '#sim/process/client.ts';
import { assert } from '#units/result.ts';
import { boxDevices } from '../support/peers.ts';
import { Bench, hears } from './bench.ts';
import { Firmware, type Health } from './firmware.ts';
import { boxEnvironment } from './kit.ts';

const DIAL_TONE_HZ = 450;
const SILENCE_DBM0 = -90;
const RINGS_MS_MAX = 10_000;
const DIALLED_MAX = 4;
const STORMS = 20;
const allInService = ({ lines }: Health): boolean => lines.inService === 8;

let simulator: RunningSimulator;
let bench: Bench;
const boxes: Firmware[] = [];

beforeEach(async () => {
  const running = await startSimulator();
  assert(running.ok, running.ok ? '' : running.error.what);
  simulator = running.value;
  bench = await Bench.open(simulator.benchUrl);
});
afterEach(async () => {
  await Promise.all(boxes.splice(0).map((box) => box.close()));
  bench.close();
  await simulator.close();
});

function start(more: Readonly<Record<string, string>> = {}, board = 'px8-pi4'): Firmware {
  const box = new Firmware(board, boxEnvironment(simulator, more));
  boxes.push(box);
  return box;
}

/** A machine that is busy with something else loses sound, and a digit with it: whoever is not connected dials again. */
async function ring802(): Promise<void> {
  bench.do({ op: 'lift', device: 'phone:1/1' });
  await bench.until('1/1', hears(DIAL_TONE_HZ));
  bench.do({ op: 'dial', device: 'phone:1/1', digits: '802', via: 'dtmf' });
  await bench.until('1/2', ({ ringing }) => ringing, RINGS_MS_MAX);
}

/** From 1/1 to 802, until the one hears the other. */
async function call(): Promise<void> {
  for (let dialled = 1; ; dialled += 1) {
    const failure = await ring802().catch((error: unknown) => error);
    if (failure === undefined) break;
    if (dialled === DIALLED_MAX) throw failure;
    bench.do({ op: 'hangUp', device: 'phone:1/1' });
    await bench.until('1/1', ({ offHook, hears: heard }) => !offHook && heard.dbm0 === SILENCE_DBM0);
  }
  bench.do({ op: 'lift', device: 'phone:1/2' });
  bench.do({ op: 'voice', device: 'phone:1/1', source: 'tone1k' });
  await bench.until('1/2', hears(1000));
}

// In real time: on a machine that is busy with something else a flash may be as short as a dial pulse.
describe.runIf(boxDevices().wanted)(
  'the whole firmware on the devices of a Raspberry Pi 4',
  { retry: 2 },
  () => {
    it('brings all lines into service, connects a call, hears a flash and hanging up', async () => {
      const box = start();
      await box.until(allInService);
      expect(await box.health()).toMatchObject({
        board: 'Raspberry Pi 4',
        lines: { total: 8, inService: 8 },
      });
      await call();
      await box.until(({ callsUp }) => callsUp === 1);
      bench.do({ op: 'voice', device: 'phone:1/1', source: 'none' });
      bench.do({ op: 'flash', device: 'phone:1/1' });
      await bench.until('1/1', hears(DIAL_TONE_HZ));
      for (const device of ['phone:1/1', 'phone:1/2'] as const) bench.do({ op: 'hangUp', device });
      await box.until(({ callsUp }) => callsUp === 0);
      expect(box.text).not.toContain('TR-BOARD');
      expect(await box.close()).toBe(0);
    });

    it('a card that is pulled out in a call ends it, and works again when it is put back', async () => {
      const box = start();
      await box.until(allInService);
      await call();
      bench.do({ op: 'fault', target: '1', fault: 'card-out', on: true });
      await box.until(({ lines, callsUp }) => lines.inService === 0 && callsUp === 0);
      await box.says(/TR-CARD-001/);
      for (const device of ['phone:1/1', 'phone:1/2'] as const) bench.do({ op: 'hangUp', device });
      bench.do({ op: 'fault', target: '1', fault: 'card-out', on: false });
      await box.until(allInService);
      await call();
    });

    it('an interrupt that never ends takes its own line out and leaves calls alone', async () => {
      const box = start();
      await box.until(allInService);
      await call();
      bench.do({ op: 'fault', target: '1/3', fault: 'stuck-interrupt', on: true });
      await box.says(/TR-CHIP-004/);
      await box.until(({ lines }) => lines.inService === 7);
      await bench.until('1/2', hears(1000));
      bench.do({ op: 'fault', target: '1/3', fault: 'stuck-interrupt', on: false });
      await box.until(allInService);
    });

    it('interrupts that come and go on all other lines leave a call alone, and all lines in service at the end', async () => {
      const box = start();
      await box.until(allInService);
      await call();
      const others = [3, 4, 5, 6, 7, 8].map((position) => `1/${position}`);
      for (let storm = 0; storm < STORMS; storm += 1)
        for (const on of [true, false]) {
          for (const target of others) bench.do({ op: 'fault', target, fault: 'stuck-interrupt', on });
          await bench.untilFaults(on ? others.length : 0);
        }
      await bench.until('1/2', hears(1000));
      await box.until((health) => allInService(health) && health.callsUp === 1);
      expect(box.text).not.toContain('TR-CARD-001');
    });

    it('killed, it leaves a telephone on its exchange line: the card lets the relays fall', async () => {
      const box = start();
      await box.until(allInService);
      await box.kill();
      bench.do({ op: 'lift', device: 'phone:1/1' });
      await bench.until('1/1', hears(DIAL_TONE_HZ));
      bench.do({ op: 'dial', device: 'phone:1/1', digits: '13800000001', via: 'dtmf' });
      await bench.untilLine(
        '1/8',
        ({ state, dialled }) => state === 'ringing-out' && dialled === '13800000001',
      );
      bench.do({ op: 'farAnswer', device: 'line:1/8' });
      bench.do({ op: 'voice', device: 'line:1/8', source: 'tone1k' });
      await bench.until('1/1', hears(1000));
    });

    it('on a kernel without GPIO in sysfs it uses the character device', async () => {
      const box = start({ BOX_SHIM_SYSFS: 'off' });
      await box.until(allInService);
      await call();
    });

    it('wires that lose bits at 8 MHz are run slower, and it says so', async () => {
      const box = start({ BOX_SHIM_CLOCK_HZ_MAX: '5000000' });
      await box.says(/TR-BOARD-015.*card 1 media burst.*at 8\.0 MHz .* it runs at 4\.0 MHz/);
      await box.until(allInService);
      await call();
    });

    it('on the wrong machine it says which GPIO controller is missing, and what to do', async () => {
      const box = start({}, 'px8-pi5');
      expect(await box.exit).toBe(1);
      expect(box.text).toMatch(/TR-BOARD-011 .*spidev0\.1.*no GPIO controller is labelled pinctrl-rp1/);
      expect(box.text).toContain('what to do:');
    });
  },
);
