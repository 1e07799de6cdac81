import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSimulator, startSimulator } from '#sim/process/client.ts';
import { assert } from '#units/result.ts';
import { boxDevices } from '../support/peers.ts';
import { boxEnvironment, ROOT } from './kit.ts';

/** `npm run px8 -- hardware …`, which tries a real card where there is one. */
function hardware(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [join(ROOT, 'tools/px8.ts'), 'hardware', ...words], { env });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      text += data.toString();
    });
  return new Promise((done) => child.once('close', (code) => done({ code, text })));
}

describe.runIf(!existsSync('/proc/device-tree/model'))('on a machine that is no Raspberry Pi', () => {
  it('a card is not tried; what it would take is said', async () => {
    const { code, text } = await hardware(['px8-pi5'], process.env);
    expect(text).toMatch(/^skipped: this takes a Raspberry Pi 5 .*, and a PX8 card with power\n$/);
    expect(code).toBe(0);
  });
});

describe.runIf(boxDevices().wanted)("on the devices of a box with the simulator's card", () => {
  let simulator: RunningSimulator;
  beforeEach(async () => {
    const running = await startSimulator();
    assert(running.ok, running.ok ? '' : running.error.what);
    simulator = running.value;
  });
  afterEach(() => simulator.close());

  it('everything of the card is tried and found well', async () => {
    const { code, text } = await hardware(['px8-pi4', '--anyway'], boxEnvironment(simulator));
    expect(text).toContain('ID EEPROM: PX8-0001');
    expect(text).toContain('control port: 10000 operations, none wrong');
    expect(text).toContain('1/8 Si3050 rev E in-service');
    expect(text).toContain('everything that was tried is well');
    expect(code).toBe(0);
  });
});
