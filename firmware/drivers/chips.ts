import type { PositionDriver } from './position-driver.ts';
import { si3050 } from './si3050/si3050.ts';
import { si3215 } from './si3215/si3215.ts';

/** Every chip that a position may hold, in the order of probing; the position is reset between two probes. */
export const CHIPS: readonly PositionDriver[] = [si3215, si3050];
