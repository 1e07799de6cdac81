/** A push button between a GPIO line and ground, and a lamp of the machine. */
import type { LineController } from '#ports/bus.ts';
import type { ResetButton } from '#ports/reset-button.ts';
import { ok, type Result } from '#units/result.ts';
import { KernelLed } from '../linux/led.ts';

/** As it is wired to a board. */
export interface ButtonWiring {
  /** GPIO line; the button closes it to ground, and a pull-up holds it high otherwise. */
  readonly line: number;
  /** Names below `/sys/class/leds`, the first that is there; none: the board has no lamp for it. */
  readonly lamps: readonly string[];
}

/** Takes the line; `TR-BOARD-013` when somebody else has it. */
export function openGpioButton(
  wiring: ButtonWiring,
  lines: LineController,
  led = new KernelLed(wiring.lamps),
): Result<ResetButton> {
  const taken = lines.input(wiring.line);
  if (!taken.ok) return taken;
  const { value } = taken;
  return ok({
    pressed: () => !value.get(),
    watch: (changed) => value.watch(() => changed()),
    lamp: (lit) => (lit === null ? led.giveBack() : led.set(lit)),
    close: () => {
      led.giveBack();
      lines.close();
    },
  });
}
