import type { PlanEntry } from '../model.ts';

/** What can be dialled, in the order of the bits in a mask. */
const SYMBOLS = '0123456789*#';
const DIGITS = 0b0011_1111_1111;
const CLASSES: Readonly<Record<string, number>> = { X: DIGITS, Z: DIGITS & ~1, N: DIGITS & ~0b11 };
/** A variable-length tail takes digits and `*`; `#` ends it at once. */
const TAIL = DIGITS | (1 << SYMBOLS.indexOf('*'));

/** Longest number collected; one digit more would not be a telephone number (E.164: 15 and prefixes). */
export const NUMBER_LENGTH_MAX = 32;

export const isDialSymbol = (digit: string): boolean => digit.length === 1 && SYMBOLS.includes(digit);

/** SIP telephones also dial numbers that begin with `+`. */
export const mayBeginNumber = (digit: string): boolean => isDialSymbol(digit) || digit === '+';

/** One letter of a pattern a mask: which symbols it accepts. */
export interface Pattern {
  readonly masks: readonly number[];
  /** Ends in `.`: one or more further digits. */
  readonly open: boolean;
}

export interface PlanRow extends Pattern {
  readonly entry: PlanEntry;
}

/** Null when the pattern is malformed: empty, an unknown letter, a `.` that is not the last. */
export function parsePattern(text: string): Pattern | null {
  const open = text.endsWith('.');
  const body = open ? text.slice(0, -1) : text;
  if (body === '' || body.length > NUMBER_LENGTH_MAX) return null;
  const masks: number[] = [];
  for (const letter of body) {
    const mask = CLASSES[letter] ?? (SYMBOLS.includes(letter) ? 1 << SYMBOLS.indexOf(letter) : 0);
    if (mask === 0) return null;
    masks.push(mask);
  }
  return { masks, open };
}

/** Malformed entries match nothing; `routing/check.ts` names them. */
export function compilePlan(plan: readonly PlanEntry[]): PlanRow[] {
  const rows: PlanRow[] = [];
  for (const entry of plan) {
    const pattern = parsePattern(entry.pattern);
    if (pattern !== null) rows.push({ ...pattern, entry });
  }
  return rows;
}

const accepts = (mask: number, digit: string): boolean => (mask & (1 << SYMBOLS.indexOf(digit))) !== 0;

/** Whether digits fit a pattern now (`whole`), and whether more of them still could (`longer`). */
export function fitOf(pattern: Pattern, digits: string): { whole: boolean; longer: boolean } {
  const { masks, open } = pattern;
  for (let place = 0; place < digits.length; place++) {
    const mask = place < masks.length ? masks[place]! : open ? TAIL : 0;
    if (!accepts(mask, digits[place]!)) return { whole: false, longer: false };
  }
  const whole = open ? digits.length > masks.length : digits.length === masks.length;
  const longer = (open || digits.length < masks.length) && digits.length < NUMBER_LENGTH_MAX;
  return { whole, longer };
}

const breadth = (mask: number): number => {
  let count = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) count++;
  return count;
};

/**
 * Less than zero when `a` is the more specific: at the first letter where they differ the one that accepts
 * fewer symbols, and a closed pattern before an open one. Zero when neither is.
 */
export function compareSpecificity(a: Pattern, b: Pattern): number {
  const length = Math.max(a.masks.length, b.masks.length);
  for (let place = 0; place < length; place++) {
    const left = place < a.masks.length ? breadth(a.masks[place]!) : SYMBOLS.length + 1;
    const right = place < b.masks.length ? breadth(b.masks[place]!) : SYMBOLS.length + 1;
    if (left !== right) return left - right;
  }
  return Number(a.open) - Number(b.open);
}

export interface PlanMatch {
  /** The most specific entry that the digits fit as they are; among equals the first listed. */
  readonly best: PlanRow | null;
  /** Entries that more digits could still fit. */
  readonly longer: readonly PlanRow[];
}

export function matchPlan(rows: readonly PlanRow[], digits: string): PlanMatch {
  let best: PlanRow | null = null;
  const longer: PlanRow[] = [];
  for (const row of rows) {
    const found = fitOf(row, digits);
    if (found.longer) longer.push(row);
    if (found.whole && (best === null || compareSpecificity(row, best) < 0)) best = row;
  }
  return { best, longer };
}
