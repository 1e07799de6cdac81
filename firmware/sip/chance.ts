/** Chance is handed in: the operating system's on a box, a seed's in a test. */
export type RandomBytes = (count: number) => Uint8Array;

const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
);

/** A dozen of these in a call. */
export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += DIGITS[byte];
  return text;
}

/** 96 bits: unguessable, and no two alike in the life of a box (RFC 3261 §8.1.1.7). */
export const newBranch = (random: RandomBytes): string => `z9hG4bK${hexOf(random(12))}`;
/** At least 32 bits are asked for (§19.3). */
export const newTag = (random: RandomBytes): string => hexOf(random(8));
export const newCallId = (random: RandomBytes): string => hexOf(random(16));
