/** The lists of the document: which columns a table shows, and which fields stand first in the form. */
import type { Picture } from '#web/protocol.ts';
import { type Data, isData, listAt } from '../draft/edits.ts';

export interface ListSection {
  readonly list: string;
  readonly columns: readonly string[];
  /** Fields that nearly everybody wants; the others are folded away. Left out: all. */
  readonly main?: readonly string[];
  /** What a new entry begins with. */
  fresh?(document: unknown, picture: Picture): Data;
  readonly bulk?: 'extensions';
}

const values = (document: unknown, list: string, field: string): Set<string> =>
  new Set(listAt(document, [list]).flatMap((one) => (isData(one) ? [String(one[field] ?? '')] : [])));

/** Ports of a kind that no entry of the list uses, in the order of the cards. */
export function freePorts(document: unknown, picture: Picture, kind: 'fxs' | 'fxo'): readonly string[] {
  const used = values(document, kind === 'fxs' ? 'extensions' : 'trunks', 'port');
  return picture.lines
    .filter((line) => line.kind === kind && line.health !== 'absent' && !used.has(line.port))
    .map(({ port }) => port);
}

/** The number after the highest one that people have; the first is 801. */
export function nextNumber(document: unknown): string {
  const numbers = [...values(document, 'extensions', 'number')].filter((one) => /^\d{1,12}$/.test(one));
  const highest = numbers.map(Number).reduce((a, b) => Math.max(a, b), 800);
  return String(highest + 1);
}

export function freshExtension(document: unknown, picture: Picture): Data {
  const [port] = freePorts(document, picture, 'fxs');
  return { number: nextNumber(document), ...(port === undefined ? {} : { port }) };
}

function freshTrunk(document: unknown, picture: Picture): Data {
  const [port] = freePorts(document, picture, 'fxo');
  const [group] = values(document, 'trunkGroups', 'id');
  return { ...(port === undefined ? {} : { port }), ...(group === undefined ? {} : { group }) };
}

export const LISTS: Readonly<Record<string, ListSection>> = Object.fromEntries(
  (
    [
      {
        list: 'extensions',
        columns: ['number', 'name', 'port', 'classOfService', 'pickupGroup', 'entity'],
        main: ['number', 'name', 'port', 'classOfService', 'pickupGroup', 'publicNumber'],
        fresh: freshExtension,
        bulk: 'extensions',
      },
      {
        list: 'trunks',
        columns: ['name', 'port', 'group', 'number', 'ringIn', 'ringInByMode'],
        main: ['port', 'name', 'group', 'number', 'ringIn', 'ringInByMode', 'secondDialling'],
        fresh: freshTrunk,
      },
      { list: 'trunkGroups', columns: ['id', 'hunt'] },
      { list: 'routes', columns: ['id', 'patterns', 'choices'] },
      {
        list: 'classes',
        columns: ['id', 'reach', 'premium', 'accountCode', 'trunkCallsMax'],
        main: ['id', 'reach', 'premium', 'allow', 'deny', 'accountCode'],
      },
      { list: 'numberClasses', columns: ['pattern', 'reach', 'premium'] },
      { list: 'charges', columns: ['pattern', 'unitSeconds', 'connectUnits'] },
      { list: 'roles', columns: ['id', 'sees'] },
      { list: 'accountCodes', columns: ['code', 'name'] },
      { list: 'plan', columns: ['pattern', 'to'] },
      { list: 'timeTables', columns: ['id', 'rules'] },
      { list: 'dayLists', columns: ['id', 'from', 'holidays', 'workdays'] },
      {
        list: 'huntGroups',
        columns: ['number', 'name', 'strategy', 'members', 'overflow'],
        main: ['number', 'name', 'members', 'strategy', 'overflow'],
      },
      { list: 'pagingGroups', columns: ['number', 'name', 'members'] },
      {
        list: 'attendantGroups',
        columns: ['number', 'name', 'consoles', 'hunt', 'overflowTo'],
        main: ['number', 'name', 'consoles', 'hunt', 'greeting', 'distribution'],
      },
      { list: 'consoles', columns: ['id', 'name', 'extension', 'mayDistribute', 'maySupervise'] },
      { list: 'conferenceRooms', columns: ['number', 'name', 'chair', 'membersMax'] },
      { list: 'speedDials', columns: ['code', 'name', 'number', 'overridesClass'] },
      {
        list: 'entities',
        columns: ['id', 'name', 'schedule', 'operator', 'language'],
        main: ['id', 'name', 'schedule', 'operator', 'language', 'greeting', 'music'],
      },
      { list: 'callers', columns: ['pattern', 'treat', 'reason'] },
      { list: 'smdr', columns: ['name', 'layout', 'kind', 'host', 'port', 'device'] },
    ] satisfies ListSection[]
  ).map((section) => [section.list, section]),
);

/** Fields and plain lists at the top of the document that one form shows together. */
export const FORMS: Readonly<Record<string, readonly string[]>> = {
  general: ['name', 'timeZone', 'language', 'flash', 'dearCallsPerHourMax'],
  records: ['records'],
  serviceTimes: ['serviceTimes'],
  lineTimes: ['lineTimes'],
  codes: ['codes'],
  emergency: ['emergency'],
  parkSlots: ['parkSlots'],
  sip: ['sip'],
};
