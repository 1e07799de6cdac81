import { type CodeRow, compileCodes } from '../features/codes/match.ts';
import type { DayList, ListedCaller, NumberClass, Office, SpeedDial, TimeTable } from '../office.ts';
import { compileDialling, type DiallingRules } from './e164.ts';
import {
  compileLists,
  compileNumberClasses,
  compilePatterns,
  compileRoutes,
  type PatternRow,
  type RouteRow,
  type TollLists,
} from './public.ts';
import { dialledAsItIs } from './speed.ts';

/** What routing looks up, made once from an office. */
export interface RoutingTables {
  /** By entity. */
  readonly codes: ReadonlyMap<string, readonly CodeRow[]>;
  readonly routes: readonly RouteRow[];
  readonly numberClasses: readonly PatternRow<NumberClass>[];
  readonly dialling: DiallingRules | null;
  /** By class of service. */
  readonly tollLists: ReadonlyMap<string, TollLists>;
  readonly callers: readonly PatternRow<ListedCaller>[];
  readonly speedDials: ReadonlyMap<string, SpeedDial>;
  readonly timeTables: ReadonlyMap<string, TimeTable>;
  readonly dayLists: ReadonlyMap<string, DayList>;
  readonly accounts: ReadonlySet<string>;
}

export function compileRouting({ services }: Pick<Office, 'services'>): RoutingTables {
  const shortcuts = services.speedDials.filter(dialledAsItIs);
  const codesOf = (codes: (typeof services.entities)[number]['codes']): readonly CodeRow[] => [
    ...compileCodes(
      shortcuts.map(({ code }) => ({ feature: 'speed-dial', does: 'use', dial: code })),
      ({ dial }) => ({ code: dial }),
    ),
    ...compileCodes(codes),
  ];
  return {
    codes: new Map(services.entities.map(({ id, codes }) => [id, codesOf(codes)])),
    routes: compileRoutes(services.routes),
    numberClasses: compileNumberClasses(services.numberClasses),
    dialling: compileDialling(services.dialling),
    tollLists: new Map(services.classes.map((one) => [one.id, compileLists(one)])),
    callers: compilePatterns(services.callers.map((value) => ({ pattern: value.pattern, value }))),
    speedDials: new Map(services.speedDials.map((dial) => [dial.code, dial])),
    timeTables: new Map(services.timeTables.map((table) => [table.id, table])),
    dayLists: new Map(services.dayLists.map((list) => [list.id, list])),
    accounts: new Set(services.accountCodes.map(({ code }) => code)),
  };
}
