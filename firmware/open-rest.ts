/** Part of the composition root: memory, given back when nobody waits for the exchange. */
import { giveBackMemory } from '#native/memory.ts';
import type { Clock } from '#ports/clock.ts';
import type { Observe } from '#ports/observe.ts';
import { Rest } from '#runtime/rest.ts';

/** With a V8 that was started with `--expose-gc` (`tools/setup/footprint.mjs`); without, the Rust half alone gives back. */
export function keepTidy(observe: Observe, clock: Clock): Rest {
  const rest = new Rest({
    clock,
    calls: () => {
      const { calls, statistics } = observe.snapshot();
      return { up: calls.length, ended: statistics.calls };
    },
    tidy: () => {
      // The heap is made dense and what is free of it unmapped; a plain collection keeps the pages for later.
      globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
      giveBackMemory();
    },
  });
  rest.begin();
  return rest;
}
