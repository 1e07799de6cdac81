import type { DialString } from '#units/ids.ts';
import type { PlanEntry } from '../model.ts';
import { fitOf, type Pattern, parsePattern } from './plan.ts';

/** An emergency number as somebody in a hurry may dial it: bare, or after an outside-line prefix. */
export interface EmergencyRow extends Pattern {
  readonly number: DialString;
}

/**
 * Bare numbers come first: where `911` and prefix `9` + `11…` compete, `911` wins
 * (47 CFR §9.16: dialled without any prefix, from every extension).
 */
export function compileEmergency(
  numbers: readonly DialString[],
  plan: readonly PlanEntry[],
): readonly EmergencyRow[] {
  const prefixes: string[] = [''];
  for (const { pattern, to } of plan) {
    if (to.kind === 'extension' || to.strip === 0) continue;
    const prefix = pattern.slice(0, to.strip);
    if (!prefix.includes('.') && !prefixes.includes(prefix)) prefixes.push(prefix);
  }
  const rows: EmergencyRow[] = [];
  for (const prefix of prefixes)
    for (const number of numbers) {
      const pattern = parsePattern(prefix + number);
      if (pattern !== null && !pattern.open) rows.push({ ...pattern, number });
    }
  return rows;
}

export type EmergencyMatch =
  | { readonly kind: 'match'; readonly number: DialString }
  /** Further digits could make it one: nothing that excludes it may be decided yet. */
  | { readonly kind: 'possible' }
  | { readonly kind: 'no' };

export function matchEmergency(rows: readonly EmergencyRow[], digits: string): EmergencyMatch {
  let possible = false;
  for (const row of rows) {
    const found = fitOf(row, digits);
    if (found.whole) return { kind: 'match', number: row.number };
    possible ||= found.longer;
  }
  return possible ? { kind: 'possible' } : { kind: 'no' };
}
