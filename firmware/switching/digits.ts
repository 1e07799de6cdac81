import {
  type CodeArgs,
  type CodeFound,
  type CodeRow,
  completeCode,
  matchCode,
} from './features/codes/match.ts';
import type { Cause, FeatureCode, PlanEntry } from './model.ts';
import { dialledFor } from './routing/e164.ts';
import { type EmergencyRow, matchEmergency } from './routing/emergency.ts';
import { matchPlan, NUMBER_LENGTH_MAX, type PlanMatch, type PlanRow } from './routing/plan.ts';
import { matchPatterns } from './routing/public.ts';
import type { RoutingTables } from './routing/tables.ts';

/** Where an entry to a trunk group leads. */
export type TrunkRoute = Extract<PlanEntry['to'], { kind: 'trunk-group' }>;
type Outside = Exclude<PlanEntry['to'], { kind: 'extension' }>;

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

/** A feature code was dialled. */
export interface FeatureDecision {
  readonly kind: 'feature';
  readonly feature: FeatureCode['feature'];
  readonly does: FeatureCode['does'];
  /** The code as it stands in the table. */
  readonly dial: string;
  readonly args: CodeArgs;
}

/** A public number, for `routing/route.ts`. The route is certain; its choices are not yet looked at. */
export interface RouteDecision {
  readonly kind: 'route';
  /** Of the plan. */
  readonly pattern: string;
  /** Id of the route. */
  readonly route: string;
  /** The public number, as far as dialled. */
  readonly digits: string;
  /** Length of the prefix that was dialled before it. */
  readonly strip: number;
  /** No further digit can belong to the number. */
  readonly complete: boolean;
}

/** What an extension may have dialled. */
export type CallerDecision = Decision | FeatureDecision | RouteDecision;

/** Over a trunk group, or by the routes. */
export const leadsOutside = ({ kind }: CallerDecision): boolean => kind === 'trunk' || kind === 'route';
/** To somebody who can be called: neither a code, nor a help of the law, nor nobody. */
export const leadsToParty = (decision: CallerDecision): boolean =>
  decision.kind === 'extension' || leadsOutside(decision);

export interface NumberTables {
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
  readonly routing?: Pick<RoutingTables, 'codes' | 'routes'> & Partial<Pick<RoutingTables, 'dialling'>>;
}

/** What every entry still in question leads to; null when they differ or go inside. */
function commonWayOut(match: PlanMatch): { row: PlanRow; to: Outside } | null {
  const row = match.best ?? match.longer[0];
  if (row === undefined || row.entry.to.kind === 'extension') return null;
  const { to } = row.entry;
  const group = to.kind === 'route' ? null : to.group;
  const same = match.longer.every(
    ({ entry: { to: other } }) =>
      other.kind === to.kind &&
      other.strip === to.strip &&
      (other.kind === 'route' ? null : other.group) === group,
  );
  return same ? { row, to } : null;
}

/** A number toward a route, of which more digits may come; null while it is open which route it is. */
function overRoutes(tables: NumberTables, row: PlanRow, digits: string, strip: number): RouteDecision | null {
  const number = digits.slice(strip);
  const { best, coming, grows } = matchPatterns(tables.routing?.routes ?? [], number);
  const first = best ?? coming[0];
  if (first === undefined || coming.some(({ value }) => value.id !== first.value.id)) return null;
  if (!grows && !matchPlan([row], digits).best) return null;
  const { pattern } = row.entry;
  return { kind: 'route', pattern, route: first.value.id, digits: number, strip, complete: !grows };
}

function chosen(tables: NumberTables, row: PlanRow, digits: string): CallerDecision {
  const { pattern, to } = row.entry;
  if (to.kind === 'extension') return { kind: 'extension', pattern, number: digits };
  const number = digits.slice(to.strip);
  if (to.kind === 'trunk-group') return { kind: 'trunk', pattern, route: to, digits: number, complete: true };
  const { best, grows } = matchPatterns(tables.routing?.routes ?? [], number);
  if (best === null) return { kind: 'vacant', cause: grows ? 28 : 3 };
  return { kind: 'route', pattern, route: best.value.id, digits: number, strip: to.strip, complete: true };
}

/** An emergency number behind a code that only hides the caller's is an emergency number. */
function featureOf(tables: NumberTables, { code, args }: CodeFound): CallerDecision {
  const { feature, does, dial } = code;
  if (feature === 'hide-number' && args.number !== undefined) {
    const emergency = matchEmergency(tables.emergency, args.number);
    if (emergency.kind === 'match') return { kind: 'emergency', number: emergency.number };
  }
  return { kind: 'feature', feature, does, dial, args };
}

/** A number behind a code is dialled like any other: where the plan ends it, nothing is waited for. */
const numberEnds =
  (tables: NumberTables) =>
  (number: string): boolean => {
    const inner = decideWith(tables, [], number);
    return inner.kind !== 'more' && (!('complete' in inner) || inner.complete);
  };

/** A number with `+` says nothing of its length before its end. */
function decidePlus(tables: NumberTables, codes: readonly CodeRow[], digits: string): CallerDecision {
  if (digits.endsWith('#')) return completeWith(tables, codes, digits.slice(0, -1));
  return digits.length > NUMBER_LENGTH_MAX
    ? { kind: 'vacant', cause: 28 }
    : { kind: 'more', secondDialTone: false };
}

function decideWith(tables: NumberTables, codes: readonly CodeRow[], digits: string): CallerDecision {
  if (digits.startsWith('+')) return decidePlus(tables, codes, digits);
  const emergency = matchEmergency(tables.emergency, digits);
  if (emergency.kind === 'match') return { kind: 'emergency', number: emergency.number };
  const match = matchPlan(tables.plan, digits);
  const common = commonWayOut(match);
  const settled = emergency.kind === 'no';
  const code = matchCode(codes, digits, numberEnds(tables));
  if (code.kind === 'match' && settled && (code.final || match.longer.length === 0))
    return featureOf(tables, code);
  if (settled && code.kind === 'no') {
    if (match.longer.length === 0) {
      if (match.best !== null) return chosen(tables, match.best, digits);
      return digits.length > 1 && digits.endsWith('#')
        ? completeWith(tables, codes, digits.slice(0, -1))
        : { kind: 'vacant', cause: 1 };
    }
    if (common !== null && digits.length > common.to.strip) {
      const way = onTheWay(tables, common, digits);
      if (way !== null) return way;
    }
  }
  const atPrefix = common !== null && digits.length === common.to.strip;
  return { kind: 'more', secondDialTone: atPrefix && common.to.secondDialTone };
}

/** It goes outside whatever follows; null when it must still be waited. */
function onTheWay(
  tables: NumberTables,
  { row, to }: { row: PlanRow; to: Outside },
  digits: string,
): CallerDecision | null {
  if (to.kind === 'route') {
    const number = digits.slice(to.strip);
    const { best, grows } = matchPatterns(tables.routing?.routes ?? [], number);
    return best === null && !grows ? { kind: 'vacant', cause: 3 } : overRoutes(tables, row, digits, to.strip);
  }
  const { pattern } = row.entry;
  return { kind: 'trunk', pattern, route: to, digits: digits.slice(to.strip), complete: false };
}

function completeWith(tables: NumberTables, codes: readonly CodeRow[], given: string): CallerDecision {
  const digits = given.startsWith('+') ? dialledFor(tables, given) : given;
  if (digits === null) return { kind: 'vacant', cause: 1 };
  const emergency = matchEmergency(tables.emergency, digits);
  if (emergency.kind === 'match') return { kind: 'emergency', number: emergency.number };
  const code = completeCode(codes, digits);
  if (code !== null) return featureOf(tables, code);
  const { best } = matchPlan(tables.plan, digits);
  return best === null ? { kind: 'vacant', cause: 28 } : chosen(tables, best, digits);
}

const codesOf = (tables: NumberTables, entity: string): readonly CodeRow[] =>
  tables.routing?.codes.get(entity) ?? [];

/** For who has neither codes nor routes. */
const plainly = (decision: CallerDecision): Decision =>
  decision.kind === 'route' || decision.kind === 'feature' ? { kind: 'vacant', cause: 3 } : decision;

/**
 * After each digit. Emergency numbers are looked at first, and as long as one is possible nothing else is
 * decided; so an exchange line is seized (overlap sending) only when the call surely is not one. Then come the
 * feature codes of the caller's entity, then the plan; what could be either waits for the next digit.
 */
export function decide(tables: NumberTables, digits: string): Decision;
export function decide(tables: NumberTables, digits: string, entity: string): CallerDecision;
export function decide(tables: NumberTables, digits: string, entity?: string): CallerDecision {
  if (entity === undefined) return plainly(decideWith(tables, [], digits));
  return decideWith(tables, codesOf(tables, entity), digits);
}

/** No further digit comes: what was dialled is the number. */
export function decideComplete(tables: NumberTables, digits: string): Decision;
export function decideComplete(tables: NumberTables, digits: string, entity: string): CallerDecision;
export function decideComplete(tables: NumberTables, digits: string, entity?: string): CallerDecision {
  if (entity === undefined) return plainly(completeWith(tables, [], digits));
  return completeWith(tables, codesOf(tables, entity), digits);
}

/** For digits dialled after the exchange line was seized. */
export function progressOf(
  tables: NumberTables,
  digits: string,
): 'incomplete' | 'open' | 'complete' | 'vacant' {
  const match = matchPlan(tables.plan, digits);
  const common = commonWayOut(match);
  const routed = common?.to.kind === 'route' ? digits.slice(common.to.strip) : null;
  const route = routed === null ? null : matchPatterns(tables.routing?.routes ?? [], routed);
  const grows = match.longer.length > 0 && (route === null || route.grows || match.best === null);
  const whole = match.best !== null && (route === null || route.best !== null);
  if (grows) return whole ? 'open' : 'incomplete';
  return whole ? 'complete' : 'vacant';
}
