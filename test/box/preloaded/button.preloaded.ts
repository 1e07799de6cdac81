import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openGpioButton } from '#adapters/box/gpio-button.ts';
import { KernelLed } from '#adapters/linux/led.ts';
import { RESET_BUTTON } from '#boards/px8/wiring.ts';
import { ChardevLines } from '#native/gpio.ts';
import { assert } from '#units/result.ts';
import { resetButtonContract } from '../../contracts/reset-button.ts';
import { GPIO_LABELS } from './wiring.ts';

/** Joined to the button's by a wire (`BOX_SHIM_WIRE`): driven low it is a finger on the button. */
const FINGER = 20;
const leds = mkdtempSync(join(tmpdir(), 'tipring-leds-'));
const file = (name: string): string => join(leds, 'ACT', name);
afterAll(() => rmSync(leds, { recursive: true, force: true }));

function open() {
  mkdirSync(join(leds, 'ACT'), { recursive: true });
  writeFileSync(file('brightness'), '0\n');
  writeFileSync(file('trigger'), 'none [mmc0] heartbeat\n');
  const lines = new ChardevLines(GPIO_LABELS);
  const finger = lines.output(FINGER, true);
  assert(finger.ok, finger.ok ? '' : finger.error.what);
  const button = openGpioButton(RESET_BUTTON, lines, new KernelLed(RESET_BUTTON.lamps, leds));
  assert(button.ok, button.ok ? '' : button.error.what);
  return {
    button: button.value,
    press: () => finger.value.set(false),
    letGo: () => finger.value.set(true),
    lamp: () =>
      readFileSync(file('trigger'), 'utf8') === 'none'
        ? readFileSync(file('brightness'), 'utf8') !== '0'
        : null,
  };
}

resetButtonContract('a GPIO line of the board and a lamp of the kernel', open);

it('a line that somebody else has is a refusal that says where', () => {
  const taken = new ChardevLines(GPIO_LABELS);
  expect(taken.input(RESET_BUTTON.line).ok).toBe(true);
  const lines = new ChardevLines(GPIO_LABELS);
  const where = `GPIO ${RESET_BUTTON.line}`;
  expect(openGpioButton(RESET_BUTTON, lines)).toMatchObject({
    ok: false,
    error: { code: 'TR-BOARD-013', where },
  });
  taken.close();
});
