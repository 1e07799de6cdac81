import type { NewRecord } from '#ports/database.ts';

/** Every number under which a call may be looked for. */
export function numbersIn({ from, to, dialled, legs }: NewRecord): readonly string[] {
  const numbers = [from, to, dialled, ...legs.flatMap((leg) => [leg.number, leg.by, leg.sent])];
  return [...new Set(numbers.filter((number) => number !== ''))];
}

export const trunkNamesIn = ({ legs }: NewRecord): readonly string[] => [
  ...new Set(legs.flatMap(({ trunk }) => (trunk === null ? [] : [trunk]))),
];
