import type { Region } from '#ports/region.ts';
import { after, type Instant, ms } from '#units/time.ts';
import { type Program, type Registers, sleepUntil, untilPoked } from '../px8/program.ts';
import { HOOK, OVERLOAD_PROTECT, REG, SKIP_RESISTOR_CALIBRATION } from './registers.ts';

const HOOK_BITS = HOOK.monitor | HOOK.offHook;
/** DS, overload protection: cleared before off-hook, armed 25 ms later. */
const ARM_OVERLOAD = ms(25);

/** Off-hook with the monitor on, as DAHDI does; the caller arms the overload protection at the time answered. */
export function* goOffHook(chip: Registers): Program<Instant> {
  yield* chip.writeVerified(REG.international2, 0, OVERLOAD_PROTECT);
  yield* chip.writeVerified(REG.hook, HOOK_BITS, HOOK_BITS);
  return after(chip.now(), ARM_OVERLOAD);
}

export function* armOverload(chip: Registers): Program {
  yield* chip.writeVerified(REG.international2, OVERLOAD_PROTECT, OVERLOAD_PROTECT);
}

export function* goOnHook(chip: Registers): Program {
  yield* chip.writeVerified(REG.hook, HOOK.monitor, HOOK_BITS);
}

/** Opens the loop for exactly this long and closes it again. */
export function* flash(chip: Registers, flashMs: number): Program {
  yield* chip.writeVerified(REG.resistorCalibration, SKIP_RESISTOR_CALIBRATION, SKIP_RESISTOR_CALIBRATION);
  const start = chip.now();
  yield* goOnHook(chip);
  yield* sleepUntil(after(start, ms(flashMs)));
  yield* chip.writeVerified(REG.hook, HOOK_BITS, HOOK_BITS);
  yield* chip.writeVerified(REG.resistorCalibration, 0, SKIP_RESISTOR_CALIBRATION);
}

/**
 * Dials these digits as loop breaks. Each edge has its place on one time line, so that a late wake-up moves
 * one edge and not all that follow. Ends early, loop closed, when `stopped` says so.
 */
export function* pulseDial(
  chip: Registers,
  digits: string,
  pulse: Region['pulse'],
  stopped: () => boolean,
): Program {
  yield* chip.writeVerified(REG.resistorCalibration, SKIP_RESISTOR_CALIBRATION, SKIP_RESISTOR_CALIBRATION);
  let edge = chip.now();
  for (const digit of digits) {
    if (!/[0-9]/.test(digit)) continue;
    const count = digit === '0' ? 10 : Number(digit);
    for (let made = 0; made < count && !stopped(); made += 1) {
      yield* goOnHook(chip);
      edge = after(edge, ms(pulse.breakMs));
      yield* sleepUntil(edge);
      yield* chip.writeVerified(REG.hook, HOOK_BITS, HOOK_BITS);
      edge = after(edge, ms(pulse.makeMs));
      yield* pause(edge, chip, stopped);
    }
    edge = after(edge, ms(pulse.interDigitMs - pulse.makeMs));
    yield* pause(edge, chip, stopped);
    if (stopped()) break;
  }
  yield* chip.writeVerified(REG.resistorCalibration, 0, SKIP_RESISTOR_CALIBRATION);
}

/** A wait that a release ends; other news wait with it. */
function* pause(until: Instant, chip: Registers, stopped: () => boolean): Program {
  while (chip.now() < until && !stopped()) yield* untilPoked(until);
}
