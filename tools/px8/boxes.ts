import type { Px8Box } from '#boards/px8/wiring.ts';
import { box as pi3 } from '#boards/px8-pi3.ts';
import { box as pi4 } from '#boards/px8-pi4.ts';
import { box as pi5 } from '#boards/px8-pi5.ts';
import { box as zero2 } from '#boards/px8-zero2.ts';

/** Every board with a PX8 card. */
export const BOXES: readonly Px8Box[] = [pi3, pi4, pi5, zero2];

export const boxNamed = (name: string): Px8Box | null => BOXES.find((box) => box.name === name) ?? null;
