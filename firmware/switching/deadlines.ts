import type { Instant } from '#units/time.ts';
import { type Blocks, BlocksDraft, blocksOf } from './blocks.ts';

/**
 * When each of many positions is due, Infinity for never; and beside it the earliest of each block, so that the
 * earliest of all is found among a few dozen.
 */
export interface Deadlines {
  readonly each: Blocks<number>;
  readonly earliest: readonly number[];
}

const least = (block: readonly number[]): number => {
  let first = Number.POSITIVE_INFINITY;
  for (let index = 0; index < block.length; index++) if (block[index]! < first) first = block[index]!;
  return first;
};

export function deadlinesOf(each: readonly (Instant | null)[]): Deadlines {
  const blocks = blocksOf(each.map((deadline) => deadline ?? Number.POSITIVE_INFINITY));
  return { each: blocks, earliest: blocks.blocks.map(least) };
}

/** Infinity: nothing waits. */
export const soonest = ({ earliest }: Deadlines): number => least(earliest);

/** Places that are due at `now`, in their order. */
export function dueAt({ each, earliest }: Deadlines, now: Instant): readonly number[] {
  const due: number[] = [];
  let first = 0;
  for (let place = 0; place < earliest.length; place++) {
    const block = each.blocks[place]!;
    if (earliest[place]! <= now)
      for (let index = 0; index < block.length; index++) if (block[index]! <= now) due.push(first + index);
    first += block.length;
  }
  return due;
}

/** Changed deadlines in the making. */
export class DeadlinesDraft {
  readonly #base: Deadlines;
  readonly #each: BlocksDraft<number>;

  constructor(base: Deadlines) {
    this.#base = base;
    this.#each = new BlocksDraft(base.each);
  }

  set(index: number, deadline: Instant | null): void {
    this.#each.set(index, deadline ?? Number.POSITIVE_INFINITY);
  }

  done(): Deadlines {
    const each = this.#each.done();
    const before = this.#base.each.blocks;
    const earliest = this.#base.earliest.slice();
    for (let place = 0; place < earliest.length; place++)
      if (each.blocks[place] !== before[place]) earliest[place] = least(each.blocks[place]!);
    return { each, earliest };
  }
}
