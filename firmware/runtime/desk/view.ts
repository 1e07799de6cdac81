import type { DeskCard, DeskView, DeskWaiting, DirectoryEntry, ShiftStatistics } from '#ports/desk.ts';
import type { AttendantGroup, CardView, GroupView, WaitingView } from '#switching/model.ts';
import type { CallId, DialString } from '#units/ids.ts';
import type { OfficeDirectory } from './directory/directory.ts';
import type { Lamps } from './lamps.ts';
import { mayNow } from './may.ts';
import type { Messages } from './messages.ts';
import type { Position } from './position.ts';
import type { Scene, TimesOfDay } from './scene.ts';
import type { Tickets } from './tickets.ts';

/** Callers that a page is shown; with more waiting, those behind do not matter yet. */
export const WAITING_SHOWN_MAX = 100;
/** Wake-up calls, quiet times. */
const BY_CLOCK_SHOWN_MAX = 200;

/** What a view is made of beside the scene. */
export interface Backstage {
  readonly directory: OfficeDirectory;
  readonly lamps: Lamps;
  readonly tickets: Tickets;
  readonly messages: Messages;
  readonly times: TimesOfDay;
  readonly positions: ReadonlyMap<string, Position>;
  readonly important: ReadonlySet<CallId>;
}

export const groupsOf = ({ office }: Scene, console: string): readonly AttendantGroup[] =>
  office.groups.filter(({ consoles }) => consoles.includes(console));

/** What one operator sees. */
export function viewOf(scene: Scene, position: Position, stage: Backstage): DeskView {
  const { duty, id } = position;
  const { tickets } = stage;
  const rights = position.rights(scene);
  const seen = position.seen(scene);
  const groups = groupsOf(scene, id);
  const waiting = waitingOf(scene, id, groups);
  const operator = duty?.operator ?? '';
  const ticket = tickets.of(seen.source?.call ?? null);
  const staged = duty === null ? [] : tickets.stagedFor(operator);
  const card = (view: CardView | null): DeskCard | null =>
    view === null ? null : cardOf(scene, view, stage);
  const entity = groups[0]?.entity ?? scene.modes[0]?.entity ?? '';
  const mode = scene.modes.find((one) => one.entity === entity);
  const { state, telephone, conference, reserved, chained, called } = seen;
  const { suspended } = position;
  return {
    ...{ console: id, consoleName: rights?.name ?? '', extension: rights?.extension ?? '', operator },
    ...{ state, suspended, telephone, conference, reserved, chained, called, ticket, staged },
    groups: groupViews(scene, groups),
    levels: levelsOf(groups, waiting),
    waiting: waiting.slice(0, WAITING_SHOWN_MAX).map((one) => waitingView(one, stage)),
    ...{ source: card(seen.source), destination: card(seen.destination) },
    held: seen.held.map((one) => cardOf(scene, one, stage)),
    recent: duty === null ? [] : tickets.recentOf(operator),
    messages: stage.messages.newest(),
    parked: scene.parked.map(({ slot, number }) => ({
      ...{ slot, number },
      name: stage.directory.lookup(number)?.name ?? '',
    })),
    wakeUps: scene.wakeUps.slice(0, BY_CLOCK_SHOWN_MAX).map(({ number, minuteOfDay, by, dueEpochMs }) => ({
      ...{ number, minuteOfDay, by, missed: dueEpochMs === null },
      name: stage.directory.lookup(number)?.name ?? '',
    })),
    quietTimes: scene.quietTimes.slice(0, BY_CLOCK_SHOWN_MAX).map(({ number, from, to }) => ({
      ...{ number, from: from?.minuteOfDay ?? null, to: to?.minuteOfDay ?? null },
    })),
    otherConsoles: consolesOf(scene, stage).filter(({ console }) => console !== id),
    entityMode: { entity, mode: mode?.mode ?? 'day', byHand: mode?.byHand ?? false },
    statistics: statisticsOf(position),
    alarms: scene.host.alarms.length,
    handover: position.handover,
    may: rights === null ? [] : mayNow(seen, rights, { suspended, staged, ticket, waiting: waiting.length }),
  };
}

const NO_STATISTICS: ShiftStatistics = {
  ...{ sinceEpochMs: 0, answered: 0, answeredInThreeRings: 0, answerMeanMs: 0, answerP95Ms: 0 },
  ...{ transferred: 0, recalled: 0, lost: 0, tickets: 0 },
};

const statisticsOf = ({ duty }: Position): ShiftStatistics =>
  duty === null ? NO_STATISTICS : { sinceEpochMs: duty.tally.sinceEpochMs, ...duty.tally.figures() };

/** Of the console's own groups, and what it helps others with. */
function waitingOf(
  { view }: Scene,
  console: string,
  groups: readonly AttendantGroup[],
): readonly WaitingView[] {
  const own = new Set(groups.map(({ number }) => number));
  return view.waiting.filter(({ group, presentedTo }) => own.has(group) || presentedTo.includes(console));
}

function groupViews(
  { view }: Scene,
  groups: readonly AttendantGroup[],
): readonly (GroupView & { readonly name: string; readonly waiting: number })[] {
  return groups.flatMap(({ number, name }) => {
    const seen = view.groups.find(({ group }) => group === number);
    const waiting = view.waiting.filter(({ group }) => group === number).length;
    return seen === undefined ? [] : [{ ...seen, name, waiting }];
  });
}

/** Levels of several groups on one console share its keys. */
function levelsOf(groups: readonly AttendantGroup[], waiting: readonly WaitingView[]): DeskView['levels'] {
  const names = new Map<number, string>();
  for (const { levels } of groups)
    for (const { key, name } of levels) if (!names.has(key)) names.set(key, name);
  return [...names]
    .sort(([a], [b]) => a - b)
    .map(([key, name]) => ({ key, name, waiting: waiting.filter(({ level }) => level === key).length }));
}

export function consolesOf(scene: Scene, { positions }: Backstage): DeskView['otherConsoles'] {
  return scene.office.consoles.map(({ id, name }) => {
    const operator = positions.get(id)?.duty?.operator ?? '';
    return { console: id, name, operator, state: scene.consoles.get(id)?.state ?? 'out' };
  });
}

function waitingView({ since, ...view }: WaitingView, { directory, tickets, times }: Backstage): DeskWaiting {
  const entry = directory.lookup(view.from);
  const { sentOnBy: by } = view;
  return {
    ...view,
    ...(by && { sentOnBy: { ...by, name: directory.lookup(by.number)?.name ?? by.name } }),
    name: entry?.name ?? view.name,
    important: view.important || entry?.important === true,
    ...{ sinceEpochMs: times.of(since), entry, notes: tickets.of(view.call)?.notes ?? '' },
  };
}

function cardOf({ office }: Scene, { since, ...view }: CardView, stage: Backstage): DeskCard {
  const { directory, lamps, tickets, times, important } = stage;
  const entry: DirectoryEntry | null = directory.lookup(view.number);
  const extension = view.outside ? undefined : extensionOf(office.extensions, view.number);
  return {
    ...view,
    name: entry?.name ?? view.name,
    sinceEpochMs: times.of(since),
    entry,
    language: extension?.language ?? null,
    important: important.has(view.call) || entry?.important === true,
    notes: tickets.of(view.call)?.notes ?? '',
    lamp: view.outside ? 'unknown' : lamps.of(view.number),
  };
}

const extensionOf = <E extends { readonly number: DialString }>(
  extensions: readonly E[],
  number: string,
): E | undefined => extensions.find((one) => one.number === number);
