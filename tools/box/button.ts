/**
 * The push button of the board, on a box: started by systemd beside the exchange (`tipring-button.service`), with the right
 * to restart the box and to have it as new. The exchange may be dead, and has no part in it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openGpioButton } from '#adapters/box/gpio-button.ts';
import { RealClock } from '#adapters/clock.ts';
import type { Px8Box } from '#boards/px8/wiring.ts';
import { ChardevLines } from '#native/gpio.ts';
import { markAsNew } from './as-new.ts';
import { serveButton } from './button/serve.ts';
import { SYSTEM } from './place.ts';
import { systemctl } from './systemctl.ts';

const BOARDS = join(import.meta.dirname, '../../boards');
const say = (text: string): boolean => process.stdout.write(`tipring: ${text}\n`);

/** By its file in `boards/`; null: it has no button, as the simulator's. */
async function boardNamed(name: string): Promise<Px8Box | null> {
  const file = pathToFileURL(join(BOARDS, `${name}.ts`)).href;
  return ((await import(file)) as { readonly box?: Px8Box }).box ?? null;
}

const name = process.env.TIPRING_BOARD ?? 'sim';
const board = await boardNamed(name);
const wiring = board?.resetButton ?? null;
if (board === null || wiring === null) say(`the board ${name} has no reset button`);
else {
  const opened = openGpioButton(wiring, new ChardevLines(board.gpioLabels));
  if (opened.ok) {
    const end = serveButton(opened.value, new RealClock(), {
      restart: () => systemctl('reboot'),
      reset: () => {
        markAsNew(SYSTEM);
        systemctl('reboot');
      },
      say,
    });
    process.once('SIGTERM', end);
  } else {
    const { code, where, what, todo } = opened.error;
    say(`the reset button is not served: ${code} ${where}: ${what}; what to do: ${todo}`);
    process.exitCode = 1;
  }
}
