/**
 * A list of many that is never written to: a changed one shares with the old one all but the blocks that differ. An
 * exchange has hundreds of positions, and a step touches two or three of them.
 */
export interface Blocks<T> {
  readonly length: number;
  readonly blocks: readonly (readonly T[])[];
}

/** 32 in a block: copying one, and the list of blocks of a thousand, is a few hundred bytes each. */
const SHIFT = 5;
const SIZE = 1 << SHIFT;
const MASK = SIZE - 1;

export const blocksOf = <T>(items: readonly T[]): Blocks<T> => ({
  length: items.length,
  blocks: Array.from({ length: Math.ceil(items.length / SIZE) }, (_, block) =>
    items.slice(block * SIZE, (block + 1) * SIZE),
  ),
});

export const itemAt = <T>({ blocks }: Blocks<T>, index: number): T | undefined =>
  blocks[index >> SHIFT]?.[index & MASK];

export const itemsOf = <T>({ blocks }: Blocks<T>): T[] => blocks.flat();

/** A changed list in the making. */
export class BlocksDraft<T> {
  readonly #base: Blocks<T>;
  readonly #blocks: (readonly T[])[];

  constructor(base: Blocks<T>) {
    this.#base = base;
    this.#blocks = base.blocks.slice();
  }

  at(index: number): T | undefined {
    return this.#blocks[index >> SHIFT]?.[index & MASK];
  }

  /** `index` below the length. */
  set(index: number, item: T): void {
    const place = index >> SHIFT;
    const shared = this.#base.blocks[place]!;
    let block = this.#blocks[place] as T[];
    if (block === shared) {
      block = shared.slice();
      this.#blocks[place] = block;
    }
    block[index & MASK] = item;
  }

  done(): Blocks<T> {
    return { length: this.#base.length, blocks: this.#blocks };
  }
}
