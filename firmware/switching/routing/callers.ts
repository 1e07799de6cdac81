import type { DialString } from '#units/ids.ts';
import type { ListedCaller } from '../office.ts';
import { matchPatterns, type PatternRow } from './public.ts';
import type { Reason } from './reason.ts';

/** What `Kept` says of a caller who was marked as harassing. */
export interface HarassingMark {
  readonly by: DialString;
  readonly epochMs: number;
}

export interface Treated {
  readonly treat: ListedCaller['treat'];
  readonly why: Reason;
}

/** A pattern of fixed symbols only: exactly one number. */
const isOneNumber = ({ masks, open }: PatternRow<ListedCaller>): boolean =>
  !open && masks.every((mask) => (mask & (mask - 1)) === 0);

function reasonOf({ pattern, reason, treat }: ListedCaller, number: DialString): Reason {
  switch (treat.kind) {
    case 'hang-up':
      return { rule: 'caller.blocked', facts: { number, pattern, reason } };
    case 'message':
      return { rule: 'caller.told', facts: { number, pattern, guide: treat.guide } };
    case 'divert':
      return { rule: 'caller.diverted', facts: { number, pattern, to: treat.number } };
    case 'important':
      return { rule: 'caller.important', facts: { number, pattern } };
  }
}

/**
 * How a caller from outside is treated before anybody is disturbed: by the most specific pattern of the lists. A
 * harassing mark counts as an entry for that very number, behind one that a technician wrote for it. Null: like
 * anybody; so is a caller without a number.
 */
export function treatCaller(
  { callers }: { readonly callers: readonly PatternRow<ListedCaller>[] },
  harassing: ReadonlyMap<DialString, HarassingMark>,
  number: DialString,
): Treated | null {
  if (number === '') return null;
  const { best } = matchPatterns(callers, number);
  const mark = harassing.get(number);
  if (mark !== undefined && (best === null || !isOneNumber(best)))
    return { treat: { kind: 'hang-up' }, why: { rule: 'caller.harassing', facts: { number, by: mark.by } } };
  return best === null ? null : { treat: best.value.treat, why: reasonOf(best.value, number) };
}
