import type { DialString } from '#units/ids.ts';
import type { Office, Services } from '../model.ts';
import { MODES } from '../office.ts';
import { compileEmergency, type EmergencyRow, matchEmergency } from './emergency.ts';
import { compilePlan, matchPlan, type PlanRow } from './plan.ts';
import { dialledAsItIs } from './speed.ts';

/** Something inside that has a number. */
export interface Inside {
  readonly kind:
    | 'extension'
    | 'hunt-group'
    | 'attendant-group'
    | 'paging-group'
    | 'conference-room'
    | 'park-slot'
    | 'speed-dial';
  readonly number: DialString;
  readonly path: string;
  readonly where: string;
}

/** What an office has, looked up by number. */
export interface Directory {
  readonly office: Office;
  readonly all: readonly Inside[];
  readonly byNumber: ReadonlyMap<DialString, Inside>;
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
}

/** The path of a list in the document is that of the office, without `services`. */
export function directoryOf(office: Office): Directory {
  const { huntGroups, attendantGroups, pagingGroups, conferenceRooms, parkSlots, speedDials } =
    office.services;
  const all: Inside[] = [];
  const add = (
    kind: Inside['kind'],
    list: string,
    field: string,
    words: string,
    numbers: readonly string[],
  ): void => {
    for (const [index, number] of numbers.entries())
      all.push({ kind, number, path: `${list}[${index}]${field}`, where: `${words} ${number}` });
  };
  const numbers = (list: readonly { readonly number: string }[]) => list.map(({ number }) => number);
  add('extension', 'extensions', '.number', 'extension', numbers(office.extensions));
  add('hunt-group', 'huntGroups', '.number', 'hunt group', numbers(huntGroups));
  add('attendant-group', 'attendantGroups', '.number', 'operators', numbers(attendantGroups));
  add('paging-group', 'pagingGroups', '.number', 'paging group', numbers(pagingGroups));
  add('conference-room', 'conferenceRooms', '.number', 'conference room', numbers(conferenceRooms));
  add('park-slot', 'parkSlots', '', 'park slot', parkSlots);
  for (const [index, speed] of speedDials.entries())
    if (dialledAsItIs(speed))
      all.push({
        kind: 'speed-dial',
        number: speed.code,
        path: `speedDials[${index}].code`,
        where: `speed dial ${speed.code}`,
      });
  const byNumber = new Map<DialString, Inside>();
  for (const one of all) if (!byNumber.has(one.number)) byNumber.set(one.number, one);
  return {
    office,
    all,
    byNumber,
    plan: compilePlan(office.plan),
    emergency: compileEmergency(office.emergency, office.plan),
  };
}

/** Whether somebody, or something that takes calls, is behind a number that an extension dials. */
export function leadsSomewhere(directory: Directory, number: DialString): boolean {
  if (directory.byNumber.has(number)) return true;
  if (matchEmergency(directory.emergency, number).kind === 'match') return true;
  const { entities } = directory.office.services;
  if (entities.some(({ codes }) => codes.some(({ dial }) => dial === number))) return true;
  const entry = matchPlan(directory.plan, number).best?.entry;
  return entry !== undefined && entry.to.kind !== 'extension';
}

/** Where the table of an operators' group may lead a call. */
export const afterOperators = ({
  number,
  distribution,
  overflowTo,
}: Services['attendantGroups'][number]): readonly DialString[] => {
  const tables = MODES.flatMap((mode) => distribution[mode] ?? []);
  const all = tables.flatMap(({ routings, overflow }) => [...routings, overflow]);
  return [...all, overflowTo].filter((one) => one !== null && one !== number).map(String);
};

/** Somebody who can answer a call that is led there by the exchange itself. */
export function somebodyAnswers(
  directory: Directory,
  number: DialString,
  seen: Set<string> = new Set(),
): boolean {
  if (seen.has(number)) return false;
  seen.add(number);
  const { extensions, services } = directory.office;
  switch (directory.byNumber.get(number)?.kind) {
    case 'extension': {
      const one = extensions.find((each) => each.number === number);
      if (one === undefined || one.loudspeaker) return false;
      return one.secretary === null || somebodyAnswers(directory, one.secretary, seen);
    }
    case 'hunt-group': {
      const group = services.huntGroups.find((each) => each.number === number);
      const next =
        group === undefined ? [] : [...group.members, ...(group.overflow === null ? [] : [group.overflow])];
      return next.some((one) => somebodyAnswers(directory, one, seen));
    }
    case 'attendant-group': {
      const group = services.attendantGroups.find((each) => each.number === number);
      if (group === undefined) return false;
      return (
        group.consoles.length > 0 ||
        afterOperators(group).some((one) => somebodyAnswers(directory, one, seen))
      );
    }
    case 'paging-group':
    case 'conference-room':
    case 'park-slot':
      return false;
    default:
      return leadsSomewhere(directory, number);
  }
}
