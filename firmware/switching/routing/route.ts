import type { DialString } from '#units/ids.ts';
import type { Cause } from '../model.ts';
import type { RouteChoice } from '../office.ts';
import { type OutCaller, type Presented, presented } from './presentation.ts';
import { matchPatterns, type RouteRow } from './public.ts';
import type { Reason } from './reason.ts';
import { isOn, type Times } from './times.ts';

/** One way for a call to a public number. Ways are tried in order until a group has a line. */
export interface RoutedChoice {
  readonly group: string;
  /** What the group's line is to dial for the number as far as it is known; see `digitsToSend`. */
  readonly digits: DialString;
  readonly strip: number;
  readonly insert: DialString;
  readonly present: Presented;
  /** To be told when this way is taken. */
  readonly why: Reason;
}

export interface Routing {
  /** Id of the route; null when no route takes the number. */
  readonly route: string | null;
  readonly choices: readonly RoutedChoice[];
  /** Why ways were left out; why there is none. */
  readonly leftOut: readonly Reason[];
  /** What the caller hears when there is no way; null when there is one. */
  readonly cause: Cause | null;
}

/** Digits for a line, also while a number still grows (overlap sending). */
export const digitsToSend = (
  { strip, insert }: Pick<RoutedChoice, 'strip' | 'insert'>,
  publicNumber: DialString,
): DialString => insert + publicNumber.slice(strip);

function choiceOf(route: string, choice: RouteChoice, number: DialString, caller: OutCaller): RoutedChoice {
  const { group, strip, insert, cost } = choice;
  const digits = digitsToSend(choice, number);
  const why: Reason = { rule: 'route.chosen', facts: { route, group, cost, sends: digits } };
  return { group, digits, strip, insert, present: presented(choice.present, caller), why };
}

/**
 * The ways for a public number: of its most specific route those whose time table is on, cheapest first, among
 * equals in order. While the number grows, the only route that is still possible counts.
 */
export function chooseRoutes(
  tables: Times & { readonly routes: readonly RouteRow[] },
  publicNumber: DialString,
  at: { readonly localMs: number },
  caller: OutCaller,
): Routing {
  const { best, coming } = matchPatterns(tables.routes, publicNumber);
  const route = (best ?? coming[0])?.value;
  if (route === undefined) {
    const leftOut: readonly Reason[] = [{ rule: 'route.none', facts: { number: publicNumber } }];
    return { route: null, choices: [], leftOut, cause: 3 };
  }
  const on: RouteChoice[] = [];
  const leftOut: Reason[] = [];
  for (const choice of route.choices)
    if (choice.times === null || isOn(tables, choice.times, at.localMs)) on.push(choice);
    else
      leftOut.push({
        rule: 'route.skipped',
        facts: { route: route.id, group: choice.group, times: choice.times },
      });
  if (on.length === 0) leftOut.push({ rule: 'route.noneNow', facts: { route: route.id } });
  const choices = on
    .sort((a, b) => a.cost - b.cost)
    .map((choice) => choiceOf(route.id, choice, publicNumber, caller));
  return { route: route.id, choices, leftOut, cause: on.length === 0 ? 34 : null };
}
