import { type Random, seededRandom } from '../random.ts';

/** All chance of a simulation; one seed, and each user of chance its own stream. */
export class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A stream of its own, so that one person's throws do not change another's. */
  static of(seed: number, name: string): Dice {
    let hash = 2_166_136_261 ^ seed;
    for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619);
    return new Dice(seededRandom(hash >>> 0));
  }

  /** A whole number, both ends possible. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.#random() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.#random() < probability;
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.#random() * all.length)]!;
  }

  /** Waiting time of a Poisson process, in whole milliseconds; at most eight times the mean. */
  waitMs(meanMs: number): number {
    return Math.round(Math.min(8, -Math.log(1 - this.#random())) * meanMs);
  }

  shuffled<T>(all: readonly T[]): T[] {
    const rest = [...all];
    const out: T[] = [];
    while (rest.length > 0) out.push(...rest.splice(Math.floor(this.#random() * rest.length), 1));
    return out;
  }
}
