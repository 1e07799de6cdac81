import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** For files that need `LD_PRELOAD`: `kit.ts` starts them, never a run by hand. */
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    include: ['test/box/preloaded/*.preloaded.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // One process has the devices of the box, as on a box.
    maxWorkers: 1,
    isolate: false,
  },
});
