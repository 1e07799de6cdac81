import { join } from 'node:path';
import { ROOT } from './shared.mjs';

/**
 * How the firmware is started, on a PC as on a box: a small machine's memory is for other things than room that is
 * never filled. `tipring.service` of the image has the same words, and a test compares the two.
 */
export const FOOTPRINT = {
  /**
   * MB of young objects before they are looked through (V8's own 16 are held three times over, for nothing); they are
   * looked through by the thread that made them, for waking helpers costs more than the fraction of a millisecond that
   * they take off it; old ones are looked through when they have doubled, for V8 alone does it after each tenth, while the
   * thousands of transactions that a busy hour keeps for half a minute (RFC 3261 §17) cannot be freed yet; and the
   * firmware may make the heap dense when nobody waits for it (firmware/runtime/rest.ts).
   */
  words: ['--max-semi-space-size=4', '--no-parallel-scavenge', '--heap-growing-percent=100', '--expose-gc'],
  /** A dozen threads would else each keep what they have freed (mallopt(3), M_ARENA_MAX). */
  environment: { MALLOC_ARENA_MAX: '2' },
};

/** Compiled once and kept: a start neither loads the compiler of types nor compiles what it has compiled before. */
export const COMPILED = { NODE_COMPILE_CACHE: join(ROOT, 'build/node-cache') };
