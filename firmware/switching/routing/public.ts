import type { ClassOfService, NumberClass, Route } from '../office.ts';
import { compareSpecificity, fitOf, type Pattern, parsePattern } from './plan.ts';

/*
 * Patterns of public numbers: routes, number classes, lists. Everywhere the most specific pattern wins, among
 * equals the first listed.
 */

export interface PatternRow<T> extends Pattern {
  readonly pattern: string;
  readonly value: T;
}

/** Malformed patterns match nothing. */
export function compilePatterns<T>(
  entries: readonly { readonly pattern: string; readonly value: T }[],
): readonly PatternRow<T>[] {
  return entries.flatMap(({ pattern, value }) => {
    const parsed = parsePattern(pattern);
    return parsed === null ? [] : [{ ...parsed, pattern, value }];
  });
}

export type RouteRow = PatternRow<Route>;

export const compileRoutes = (routes: readonly Route[]): readonly RouteRow[] =>
  compilePatterns(routes.flatMap((route) => route.patterns.map((pattern) => ({ pattern, value: route }))));

export const compileNumberClasses = (classes: readonly NumberClass[]): readonly PatternRow<NumberClass>[] =>
  compilePatterns(classes.map((value) => ({ pattern: value.pattern, value })));

/** The toll lists of one class of service. */
export interface TollLists {
  readonly allow: readonly PatternRow<true>[];
  readonly deny: readonly PatternRow<true>[];
}

const listOf = (patterns: readonly string[]): readonly PatternRow<true>[] =>
  compilePatterns(patterns.map((pattern) => ({ pattern, value: true as const })));

export const compileLists = ({ allow, deny }: ClassOfService): TollLists => ({
  allow: listOf(allow),
  deny: listOf(deny),
});

export interface PatternMatch<T> {
  /** The most specific pattern that the number fits as it is. */
  readonly best: PatternRow<T> | null;
  /** More specific ones, or any when there is no best, that more digits could still fit. */
  readonly coming: readonly PatternRow<T>[];
  /**
   * More digits may belong to the number. Not when it fits a closed pattern, and only less specific ones go on:
   * `13XXXXXXXXX` says how long a mobile number is, whatever else `1.` takes.
   */
  readonly grows: boolean;
}

export function matchPatterns<T>(rows: readonly PatternRow<T>[], number: string): PatternMatch<T> {
  let best: PatternRow<T> | null = null;
  const later: PatternRow<T>[] = [];
  for (const row of rows) {
    const { whole, longer } = fitOf(row, number);
    if (whole && (best === null || compareSpecificity(row, best) < 0)) best = row;
    if (longer && !whole) later.push(row);
  }
  const coming = later.filter((row) => best === null || compareSpecificity(row, best) < 0);
  return { best, coming, grows: coming.length > 0 || (best !== null && fitOf(best, number).longer) };
}
