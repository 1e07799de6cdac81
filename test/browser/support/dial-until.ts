import type { BenchPage } from './bench-page.ts';

const TRIES = 4;

/**
 * A busy machine may hand two keys of a telephone to the simulator as one. Whoever does not get where he wants to hangs
 * up and dials again, as people do; `reached` waits at most as long as it is told.
 */
export async function dialUntil(
  bench: BenchPage,
  device: string,
  digits: string,
  reached: (timeoutMs: number) => Promise<unknown>,
): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    await bench.lift(device);
    await bench.hears(device, 'dial');
    await bench.dial(device, digits);
    try {
      await reached(left === 1 ? 30_000 : 8_000);
      return;
    } catch (error) {
      if (left === 1) throw error;
      await bench.hangUp(device);
    }
  }
}
