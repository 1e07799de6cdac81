import type { Instant } from '#units/time.ts';
import { treatCaller } from '../routing/callers.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import type { AttendantGroup, AttendedLeg, PresentationLevel } from './model.ts';
import type { Stay } from './state.ts';

/*
 * The stay of a call with an operators' group: does it wait, how urgently, and what is told of it when it is over.
 */

/** A call that goes from operator to operator keeps its latest. */
const ATTENDED_MAX = 32;

/** The group that a call waits in; null: in none. */
export const waitsIn = ({ stay }: Call): string | null =>
  stay !== null && stay.answeredAt === null ? stay.group : null;

export type WaitingCall = Call & { readonly stay: Stay };
export const isWaiting = (call: Call | null): call is WaitingCall => call !== null && waitsIn(call) !== null;

/** As it is kept in the record. */
export function legOfStay(stay: Stay, leftAt: Instant, outcome: AttendedLeg['outcome']): AttendedLeg {
  const { group, kind, queuedAt, console, answeredAt } = stay;
  return {
    group,
    kind,
    queuedAt,
    console,
    answeredAt,
    leftAt,
    outcome: answeredAt === null ? outcome : 'served',
  };
}

/** The stay of a call that ends now, with those before it. */
export const attendedOf = (
  { stay, attended }: Call,
  now: Instant,
  releasedBy: 'caller' | 'called' | 'exchange',
): readonly AttendedLeg[] =>
  stay === null
    ? attended
    : [...attended, legOfStay(stay, now, releasedBy === 'caller' ? 'abandoned' : 'released')];

/** What a call carries once it has left its group; nothing changes when it is with none. */
export function withoutStay(
  { stay, attended }: Call,
  now: Instant,
  outcome: AttendedLeg['outcome'],
): Pick<Call, 'stay' | 'attended'> {
  if (stay === null) return { stay, attended };
  return { stay: null, attended: [...attended.slice(1 - ATTENDED_MAX), legOfStay(stay, now, outcome)] };
}

export function leaveGroup(tx: Transaction, call: Call, outcome: AttendedLeg['outcome']): void {
  if (call.stay !== null) tx.updateCall(call.index, withoutStay(call, tx.now, outcome));
}

/** A call that nobody has taken into account belongs to the last level. */
const ONLY_LEVEL: PresentationLevel = {
  ...{ key: 1, name: '', kinds: [], priority: 0, urgentPriority: 0, ringDelayMs: 0 },
};

export const levelOf = ({ levels }: AttendantGroup, { kind }: Stay): PresentationLevel =>
  levels.find(({ kinds }) => kinds.includes(kind)) ?? levels.at(-1) ?? ONLY_LEVEL;

/** On the white list. */
export function isImportant(tx: Transaction, { caller, kind }: Call): boolean {
  if (kind !== 'incoming') return false;
  const treated = treatCaller(tx.base.tables.routing, tx.people.harassing, caller.number);
  return treated?.treat.kind === 'important';
}

/** Who is presented first: by priority, and equal ones in the order in which they came. */
function priorityOf(tx: Transaction, call: WaitingCall): number {
  const group = tx.base.tables.attendantGroups.get(call.stay.group);
  if (group === undefined) return 0;
  const { priority, urgentPriority } = levelOf(group, call.stay);
  return call.stay.urgent ? urgentPriority : priority;
}

/** Everybody who waits for operators, in the order of presentation. */
export function waitingCalls(tx: Transaction): readonly WaitingCall[] {
  const found = tx.calls.filter(isWaiting);
  if (found.length < 2) return found;
  const priorities = new Map(found.map((call) => [call.index, priorityOf(tx, call)]));
  return found.sort(
    (a, b) =>
      priorities.get(b.index)! - priorities.get(a.index)! ||
      a.stay.queuedAt - b.stay.queuedAt ||
      a.startedAt - b.startedAt,
  );
}

/** The consoles from which a call may be answered: of its group, and of those that help it. */
export function servedBy(tx: Transaction, { stay }: WaitingCall): readonly string[] {
  const group = tx.base.tables.attendantGroups.get(stay.group);
  if (group === undefined) return [];
  const helpers = group.helpers.flatMap(
    (number) => tx.base.tables.attendantGroups.get(number)?.consoles ?? [],
  );
  const own = stay.own === null ? [] : [stay.own.console];
  return [...new Set([...own, ...group.consoles, ...helpers])];
}

export const hasWaited = (tx: Transaction, since: Instant, milliseconds: number): boolean =>
  tx.now - since >= milliseconds * 1_000;
