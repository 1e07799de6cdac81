/** Chance that repeats itself: the same seed draws the same lesson (mulberry32, public domain). */
export type Dice = () => number;

export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const oneOf = <T>(roll: Dice, all: readonly T[]): T => all[Math.floor(roll() * all.length)]!;

/** In another order (Fisher and Yates). */
export function shuffled<T>(roll: Dice, all: readonly T[]): readonly T[] {
  const left = [...all];
  for (let i = left.length - 1; i > 0; i--) {
    const j = Math.floor(roll() * (i + 1));
    [left[i], left[j]] = [left[j]!, left[i]!];
  }
  return left;
}
