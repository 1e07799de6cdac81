import { afterEach, describe, expect, it } from 'vitest';
import type { EepromVariant } from '#sim/card/eeprom.ts';
import { type RunningSimulator, startSimulator } from '#sim/process/client.ts';
import { DEFAULT_WORLD } from '#sim/world/description.ts';
import { assert } from '#units/result.ts';
import { boxDevices } from '../support/peers.ts';
import { Firmware } from './firmware.ts';
import { boxEnvironment } from './kit.ts';

const CASES: readonly (readonly [what: string, code: string, EepromVariant])[] = [
  ['a card whose ID EEPROM was never written', 'TR-CARD-002', 'blank'],
  ['a card whose ID EEPROM is damaged', 'TR-CARD-003', 'corrupt'],
  ['two cards on one header, which answer at one address', 'TR-CARD-003', 'two-cards'],
  ["another maker's card", 'TR-CARD-004', 'other-card'],
];

// The program of a box over the real packages: what the drivers alone do is in test/drivers.
describe.runIf(boxDevices().wanted)('on the devices of a Raspberry Pi 4', { retry: 2 }, () => {
  let simulator: RunningSimulator | null = null;
  let box: Firmware | null = null;
  afterEach(async () => {
    await box?.close();
    await simulator?.close();
    [box, simulator] = [null, null];
  });

  it.each(CASES)(
    '%s: the exchange goes on, serves no line of it, and %s says why',
    async (_what, code, variant) => {
      const running = await startSimulator({ description: { ...DEFAULT_WORLD, idEeproms: [variant] } });
      assert(running.ok, running.ok ? '' : running.error.what);
      simulator = running.value;
      box = new Firmware('px8-pi4', boxEnvironment(simulator));
      await box.says(new RegExp(`${code}.*card 1`));
      expect(await box.health()).toMatchObject({ board: 'Raspberry Pi 4', lines: { inService: 0 } });
      expect(await box.close()).toBe(0);
    },
  );
});
