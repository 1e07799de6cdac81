import type { FeatureCode } from './code.ts';
import { argsOf, type CodeItem, type CodeRow, compileCodes, parseCode } from './match.ts';

/** Something that a person who dials would stumble over. */
export type CodeConflict =
  /** Nothing can ever match it as it is written. */
  | { readonly kind: 'malformed'; readonly code: FeatureCode }
  /** Whoever dials `code` always gets `by`: it can never be reached. */
  | { readonly kind: 'hidden'; readonly code: FeatureCode; readonly by: FeatureCode }
  /** Some digits mean both; `by` gets them, sometimes only after the wait between digits. */
  | { readonly kind: 'overlaps'; readonly code: FeatureCode; readonly by: FeatureCode };

/** What can be dialled for a code: each place at its shortest and its longest, with digits that differ. */
function examples(items: readonly CodeItem[]): readonly string[] {
  let dialled = [''];
  for (const item of items) {
    const parts =
      'symbol' in item
        ? [item.symbol]
        : [...new Set([item.min, item.min + 1, item.max])]
            .filter((length) => length <= item.max)
            .flatMap((length) => ['0', '5', '9'].map((digit) => digit.repeat(length)));
    dialled = dialled.flatMap((begin) => parts.map((part) => begin + part));
  }
  return dialled;
}

/** How far somebody has dialled in a code: an item, and how much of it is taken. */
interface Place {
  readonly item: number;
  readonly taken: number;
}

/** Every place that may come after one more symbol, with that symbol; null for any digit. */
function stepsFrom(
  items: readonly CodeItem[],
  { item, taken }: Place,
): { symbol: string | null; to: Place }[] {
  const now = items[item];
  if (now === undefined) return [];
  if ('symbol' in now) return [{ symbol: now.symbol, to: { item: item + 1, taken: 0 } }];
  const on = taken < now.max ? [{ symbol: null, to: { item, taken: taken + 1 } }] : [];
  return taken >= now.min ? [...on, ...stepsFrom(items, { item: item + 1, taken: 0 })] : on;
}

/** The code may end here. */
function isWhole(items: readonly CodeItem[], { item, taken }: Place): boolean {
  const now = items[item];
  if (now === undefined) return true;
  return 'arg' in now && taken >= now.min && item === items.length - 1;
}

const meets = (a: string | null, b: string | null): boolean =>
  a === b || (a === null && /\d/.test(b ?? '')) || (b === null && /\d/.test(a ?? ''));

/** Some digits are both codes, or a beginning of `row`'s is `other`'s, whose `#` ends it there. */
function collide(row: CodeRow, other: CodeRow): boolean {
  const ends = other.code.dial.endsWith('#');
  const start = { item: 0, taken: 0 };
  const seen = new Set<string>();
  const open: [Place, Place][] = [[start, start]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [mine, theirs] = pair;
    const key = `${mine.item}.${mine.taken} ${theirs.item}.${theirs.taken}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (isWhole(other.items, theirs) && (ends || isWhole(row.items, mine))) return true;
    for (const a of stepsFrom(row.items, mine))
      for (const b of stepsFrom(other.items, theirs)) if (meets(a.symbol, b.symbol)) open.push([a.to, b.to]);
  }
  return false;
}

/** `other` takes whatever is dialled for `row`, or already a beginning of it. */
const hides = (row: CodeRow, other: CodeRow): boolean =>
  examples(row.items).every((digits) =>
    other.code.dial.endsWith('#')
      ? [...digits].some((_, place) => argsOf(other.items, digits.slice(0, place + 1)) !== null)
      : argsOf(other.items, digits) !== null,
  );

/** Every conflict inside one table of codes; none means that each code can be dialled. */
export function codeConflicts(table: readonly FeatureCode[]): readonly CodeConflict[] {
  const conflicts: CodeConflict[] = table
    .filter(({ dial }) => parseCode(dial) === null)
    .map((code) => ({ kind: 'malformed', code }));
  const rows = compileCodes(table);
  for (const [place, row] of rows.entries())
    for (const [rival, other] of rows.entries()) {
      // The earlier row is the more specific; a later one is in its way only by ending before it.
      const endsSooner = other.code.dial.endsWith('#') && other.items.length < row.items.length;
      if (rival === place || (rival > place && !endsSooner) || !collide(row, other)) continue;
      conflicts.push({ kind: hides(row, other) ? 'hidden' : 'overlaps', code: row.code, by: other.code });
    }
  return conflicts;
}
