import { isDialSymbol, NUMBER_LENGTH_MAX } from '../../routing/plan.ts';
import type { FeatureCode } from './code.ts';

/*
 * Feature codes while they are dialled. What a code needs to know of the numbering plan (whether a number at its
 * end can still grow) comes as a function.
 */

/** What stood in the places of a code. */
export interface CodeArgs {
  /** `{n}` */
  readonly number?: string;
  /** `{mn}`, or the whole code of a system speed dial. */
  readonly code?: string;
  /** `{pin}`; in a change of PIN the old one. */
  readonly pin?: string;
  /** A second `{pin}`. */
  readonly newPin?: string;
  /** `{k}` */
  readonly key?: string;
  /** `{hhmm}` */
  readonly time?: string;
}

interface Place {
  readonly names: readonly (keyof CodeArgs)[];
  readonly min: number;
  readonly max: number;
}

const PLACES: Readonly<Record<string, Place>> = {
  n: { names: ['number'], min: 1, max: NUMBER_LENGTH_MAX },
  mn: { names: ['code'], min: 2, max: 2 },
  pin: { names: ['pin', 'newPin'], min: 4, max: 8 },
  k: { names: ['key'], min: 1, max: 1 },
  hhmm: { names: ['time'], min: 4, max: 4 },
};
/** Bounds the work of one match: each place of unequal length multiplies it by that length. */
const PLACES_MAX = 3;

/** A symbol that must be dialled, or digits that are taken. */
export type CodeItem =
  | { readonly symbol: string }
  | { readonly arg: keyof CodeArgs; readonly min: number; readonly max: number };

export interface CodeRow {
  readonly code: FeatureCode;
  readonly items: readonly CodeItem[];
  /** Given besides what is dialled. */
  readonly fixed: CodeArgs;
}

/** Null when it is malformed: nothing in it, an unknown letter or place, two places that cannot be told apart. */
export function parseCode(dial: string): readonly CodeItem[] | null {
  const items: CodeItem[] = [];
  const used = new Set<keyof CodeArgs>();
  for (const [part] of dial.matchAll(/\{[^}]*\}?|[^{]/g)) {
    if (isDialSymbol(part)) {
      items.push({ symbol: part });
      continue;
    }
    const place = part.endsWith('}') ? PLACES[part.slice(1, -1)] : undefined;
    const arg = place?.names.find((name) => !used.has(name));
    if (place === undefined || arg === undefined || used.size === PLACES_MAX) return null;
    const before = items.at(-1);
    const { min, max } = place;
    if (before !== undefined && 'arg' in before && before.min < before.max && min < max) return null;
    used.add(arg);
    items.push({ arg, min, max });
  }
  return items[0] !== undefined && 'symbol' in items[0] && items.length <= NUMBER_LENGTH_MAX ? items : null;
}

const isDigit = (symbol: string | undefined): boolean =>
  symbol !== undefined && symbol >= '0' && symbol <= '9';

/** Ends of runs of digits from `at`, longest first, as far as an item may take them. */
function runEnds(digits: string, at: number, min: number, max: number): number[] {
  let end = at;
  while (end - at < max && isDigit(digits[end])) end++;
  const ends: number[] = [];
  for (; end - at >= min; end--) ends.push(end);
  return ends;
}

/** What the places of a code hold when it is exactly these digits; null when it is not. */
export function argsOf(items: readonly CodeItem[], digits: string, item = 0, at = 0): CodeArgs | null {
  const next = items[item];
  if (next === undefined) return at === digits.length ? {} : null;
  if ('symbol' in next) return digits[at] === next.symbol ? argsOf(items, digits, item + 1, at + 1) : null;
  for (const end of runEnds(digits, at, next.min, next.max)) {
    const rest = argsOf(items, digits, item + 1, end);
    if (rest !== null) return { ...rest, [next.arg]: digits.slice(at, end) };
  }
  return null;
}

/** Whether further symbols could complete the code, or make it longer. */
export function canGrow(items: readonly CodeItem[], digits: string, item = 0, at = 0): boolean {
  const next = items[item];
  if (next === undefined) return false;
  if ('symbol' in next) {
    if (at === digits.length) return true;
    return digits[at] === next.symbol && canGrow(items, digits, item + 1, at + 1);
  }
  const ends = runEnds(digits, at, 0, next.max);
  if (ends[0] === digits.length && ends[0] - at < next.max) return true;
  return ends.some((end) => end - at >= next.min && canGrow(items, digits, item + 1, end));
}

const literals = ({ items }: CodeRow): number => items.filter((item) => 'symbol' in item).length;
const longest = ({ items }: CodeRow): number =>
  items.reduce((sum, item) => sum + ('symbol' in item ? 1 : item.max), 0);

/** Less than zero when `a` is the more specific: more fixed symbols, then less that it could take. */
const compareRows = (a: CodeRow, b: CodeRow): number => literals(b) - literals(a) || longest(a) - longest(b);

/** Malformed codes match nothing; among equally specific ones the first listed comes first. */
export function compileCodes(
  codes: readonly FeatureCode[],
  fixed: (code: FeatureCode) => CodeArgs = () => ({}),
): readonly CodeRow[] {
  const rows: CodeRow[] = [];
  for (const code of codes) {
    const items = parseCode(code.dial);
    if (items !== null) rows.push({ code, items, fixed: fixed(code) });
  }
  return rows.sort(compareRows);
}

export interface CodeFound {
  readonly code: FeatureCode;
  readonly args: CodeArgs;
}

export type CodeMatch =
  /** `final`: its own end mark was dialled; whatever else could follow does not count. */
  | ({ readonly kind: 'match'; readonly final: boolean } & CodeFound)
  /** More digits are needed, or could make another code of it. */
  | { readonly kind: 'possible' }
  | { readonly kind: 'no' };

/** No further digit comes: the most specific code that this is; null for none. */
export function completeCode(rows: readonly CodeRow[], digits: string): CodeFound | null {
  for (const { code, items, fixed } of rows) {
    const args = argsOf(items, digits);
    if (args !== null) return { code, args: { ...args, ...fixed } };
  }
  return null;
}

const endsOpen = (items: readonly CodeItem[]): boolean => {
  const last = items.at(-1);
  return last !== undefined && 'arg' in last && last.arg === 'number';
};

/**
 * After each digit. A code that ends in `#` is complete there; any other as soon as no code can grow. A number at
 * a code's end grows until `numberEnds` says that nothing of the plan is longer.
 */
export function matchCode(
  rows: readonly CodeRow[],
  digits: string,
  numberEnds: (number: string) => boolean = () => false,
): CodeMatch {
  const found = completeCode(rows, digits);
  if (found?.code.dial.endsWith('#') === true) return { kind: 'match', final: true, ...found };
  const grows = rows.some(({ items }) => {
    if (!canGrow(items, digits)) return false;
    const number = endsOpen(items) ? argsOf(items, digits)?.number : undefined;
    return number === undefined || !numberEnds(number);
  });
  if (grows) return { kind: 'possible' };
  return found === null ? { kind: 'no' } : { kind: 'match', final: false, ...found };
}
