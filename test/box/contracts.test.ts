import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '#sim/process/client.ts';
import { assert } from '#units/result.ts';
import { boxDevices } from '../support/peers.ts';
import { boxEnvironment, runPreloaded } from './kit.ts';

let simulator: RunningSimulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function started(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const running = await startSimulator(options);
  assert(running.ok, running.ok ? '' : running.error.what);
  simulator = running.value;
  return running.value;
}

// A bus gives a request up after 500 ms, which a machine that is busy with something else may take.
describe.runIf(boxDevices().wanted)(
  "the box's devices, answered by the simulator's chips",
  { retry: 2 },
  () => {
    it('the real packages keep the contracts that the simulator keeps', async () => {
      const { code, text } = await runPreloaded('buses.preloaded.ts', boxEnvironment(await started()));
      expect(text).toContain('passed');
      expect(code, text).toBe(0);
    });

    it("a button on a free pin keeps the contract of a reset button, with a lamp of the kernel's", async () => {
      // Pins 38 and 37 of the header: a finger that a test can move, and the button's line.
      const env = boxEnvironment(await started(), { BOX_SHIM_WIRE: '20-26' });
      const { code, text } = await runPreloaded('button.preloaded.ts', env);
      expect(text).toContain('4 passed');
      expect(code, text).toBe(0);
    });

    it('what they carry is what the chips of the simulator say, to the last bit', async () => {
      const simulator = await started({ pace: 'bursts' });
      const { code, text } = await runPreloaded('equal.preloaded.ts', boxEnvironment(simulator));
      expect(text).toContain('1 passed');
      expect(code, text).toBe(0);
    });
  },
);
