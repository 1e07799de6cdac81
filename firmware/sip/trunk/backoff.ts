import { type Duration, sec } from '#units/time.ts';

const BASE_SEC = 30;
const LONGEST_SEC = 1_800;

/** RFC 5626 §4.5: doubling from 30 s to half an hour; between half and the whole of it, so that a town whose power
 * comes back does not call all at once. `failures` counts from 1. */
export function backOff(failures: number, chance: number): Duration {
  const whole = Math.min(LONGEST_SEC, BASE_SEC * 2 ** Math.min(failures - 1, 10));
  return sec(whole * (0.5 + 0.5 * chance));
}
