import type { HuntStrategy } from '../office.ts';

/** What hunting knows of one member. */
export interface HuntMember<N = string> {
  readonly number: N;
  /** May ring now. */
  readonly available: boolean;
  /** Since when it is idle, on any clock; null: since ever. */
  readonly idleSince: number | null;
  /** Calls of the group that it has answered. */
  readonly callsAnswered: number;
}

/** Whole numbers below `below`, from a 32-bit seed (splitmix32). */
function* dice(seed: number): Generator<number, never, number> {
  let state = seed >>> 0;
  let below = yield 0;
  for (;;) {
    state = (state + 0x9e37_79b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    mixed = (mixed ^ (mixed >>> 15)) >>> 0;
    below = yield Math.floor((mixed / 2 ** 32) * below);
  }
}

/** Fisher–Yates. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const result = [...items];
  const throws = dice(seed);
  throws.next();
  for (let last = result.length - 1; last > 0; last--) {
    const other = throws.next(last + 1).value;
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

const since = ({ idleSince }: HuntMember<unknown>): number => idleSince ?? Number.NEGATIVE_INFINITY;

/** Like a difference, but infinite times compare as equal. */
const byIdle = (a: HuntMember<unknown>, b: HuntMember<unknown>): number => {
  const [left, right] = [since(a), since(b)];
  return left === right ? 0 : left < right ? -1 : 1;
};

/**
 * In which order the members of a group ring: those that may, each once. For `all` they ring together, and the
 * order means nothing. Ties keep the order of the list.
 * @param lastServed place in `members` of who rang first last time; null: nobody yet (`circular`)
 * @param seed any number; the same one gives the same order (`random`)
 */
export function huntOrder<N>(
  strategy: HuntStrategy,
  members: readonly HuntMember<N>[],
  lastServed: number | null,
  seed: number,
): readonly N[] {
  const ready = (list: readonly HuntMember<N>[]): readonly HuntMember<N>[] =>
    list.filter(({ available }) => available);
  const ordered = (): readonly HuntMember<N>[] => {
    switch (strategy) {
      case 'all':
      case 'linear':
        return ready(members);
      case 'circular': {
        const next = lastServed === null ? 0 : lastServed + 1;
        return ready([...members.slice(next), ...members.slice(0, next)]);
      }
      case 'longest-idle':
        return ready(members).toSorted(byIdle);
      case 'fewest-calls':
        return ready(members).toSorted((a, b) => a.callsAnswered - b.callsAnswered || byIdle(a, b));
      case 'random':
        return shuffled(ready(members), seed);
    }
  };
  return ordered().map(({ number }) => number);
}
