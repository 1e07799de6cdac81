import { afterEach, describe, expect, it } from 'vitest';
import { type RunningSimulator, startSimulator } from '#sim/process/client.ts';
import { assert } from '#units/result.ts';
import { boxDevices } from '../support/peers.ts';
import { boxEnvironment, runPreloaded } from './kit.ts';

let simulator: RunningSimulator | null = null;
afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

async function started(): Promise<RunningSimulator> {
  const running = await startSimulator();
  assert(running.ok, running.ok ? '' : running.error.what);
  simulator = running.value;
  return running.value;
}

describe.runIf(boxDevices().wanted)("the box's devices, answered by the simulator's chips", () => {
  it('the real packages keep the contracts that the simulator keeps', async () => {
    const { code, text } = await runPreloaded('buses.preloaded.ts', boxEnvironment(await started()));
    expect(text).toContain('passed');
    expect(code, text).toBe(0);
  });
});
