import type { Cause, PlanEntry } from './model.ts';
import { type EmergencyRow, matchEmergency } from './routing/emergency.ts';
import { matchPlan, type PlanMatch, type PlanRow } from './routing/plan.ts';

/** Where an entry to a trunk group leads. */
export type TrunkRoute = Extract<PlanEntry['to'], { kind: 'trunk-group' }>;

/** What follows from the digits dialled so far. */
export type Decision =
  | { readonly kind: 'emergency'; readonly number: string }
  | { readonly kind: 'more'; readonly secondDialTone: boolean }
  | { readonly kind: 'extension'; readonly pattern: string; readonly number: string }
  /** The route is certain; `complete` when no further digit can belong to the number. */
  | {
      readonly kind: 'trunk';
      readonly pattern: string;
      readonly route: TrunkRoute;
      readonly digits: string;
      readonly complete: boolean;
    }
  | { readonly kind: 'vacant'; readonly cause: Cause };

export interface NumberTables {
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
}

/** The route that every entry still in question leads to; null when they differ or go inside. */
function commonRoute(match: PlanMatch): { row: PlanRow; route: TrunkRoute } | null {
  const row = match.best ?? match.longer[0];
  if (row === undefined || row.entry.to.kind !== 'trunk-group') return null;
  const route = row.entry.to;
  for (const other of match.longer) {
    const { to } = other.entry;
    if (to.kind !== 'trunk-group' || to.group !== route.group || to.strip !== route.strip) return null;
  }
  return { row, route };
}

function chosen(row: PlanRow, digits: string): Decision {
  const { pattern, to } = row.entry;
  if (to.kind === 'extension') return { kind: 'extension', pattern, number: digits };
  if (to.kind === 'route') return { kind: 'vacant', cause: 3 };
  return { kind: 'trunk', pattern, route: to, digits: digits.slice(to.strip), complete: true };
}

/**
 * After each digit. Emergency numbers are looked at first, and as long as one is possible nothing else is
 * decided; so an exchange line is seized (overlap sending) only when the call surely is not one.
 */
export function decide(tables: NumberTables, digits: string): Decision {
  const emergency = matchEmergency(tables.emergency, digits);
  if (emergency.kind === 'match') return { kind: 'emergency', number: emergency.number };
  const match = matchPlan(tables.plan, digits);
  const common = commonRoute(match);
  if (emergency.kind === 'no') {
    if (match.longer.length === 0) {
      if (match.best !== null) return chosen(match.best, digits);
      return digits.length > 1 && digits.endsWith('#')
        ? decideComplete(tables, digits.slice(0, -1))
        : { kind: 'vacant', cause: 1 };
    }
    if (common !== null && digits.length > common.route.strip)
      return {
        kind: 'trunk',
        pattern: common.row.entry.pattern,
        route: common.route,
        digits: digits.slice(common.route.strip),
        complete: false,
      };
  }
  const atPrefix = common !== null && digits.length === common.route.strip;
  return { kind: 'more', secondDialTone: atPrefix && common.route.secondDialTone };
}

/** No further digit comes: what was dialled is the number. */
export function decideComplete(tables: NumberTables, digits: string): Decision {
  const { best } = matchPlan(tables.plan, digits);
  return best === null ? { kind: 'vacant', cause: 28 } : chosen(best, digits);
}

/** For digits dialled after the exchange line was seized. */
export function progressOf(
  tables: NumberTables,
  digits: string,
): 'incomplete' | 'open' | 'complete' | 'vacant' {
  const match = matchPlan(tables.plan, digits);
  if (match.longer.length > 0) return match.best === null ? 'incomplete' : 'open';
  return match.best === null ? 'vacant' : 'complete';
}
