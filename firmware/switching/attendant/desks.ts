import type { Instant } from '#units/time.ts';

import type { LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import type { AttendantConsole, AttendantGroup, ConsoleState } from './model.ts';
import type { Desk } from './state.ts';

/*
 * Consoles: who is logged in, in which state, at which telephone; and what follows from it for their groups.
 */

export const deskOf = (tx: Transaction, console: string): Desk | null =>
  tx.people.attendants.desks.get(console) ?? null;

export const freshDesk = (now: Instant): Desk => ({
  ...{ plugged: true, absent: false, touchedAt: now, idleSince: now, source: null, destination: null },
  ...{ calling: '', failed: null, reserved: null, pending: null, callFor: null, called: null },
});

/** Null logs out. */
export function setDesk(tx: Transaction, console: string, desk: Desk | null): void {
  const { attendants } = tx.people;
  const desks = new Map(attendants.desks);
  if (desk === null) desks.delete(console);
  else desks.set(console, desk);
  tx.setPeople({ attendants: { ...attendants, desks } });
}

export function changeDesk(tx: Transaction, console: string, change: Partial<Desk>): void {
  const desk = deskOf(tx, console);
  if (desk === null) return;
  const keys = Object.keys(change) as (keyof Desk)[];
  if (keys.some((key) => desk[key] !== change[key])) setDesk(tx, console, { ...desk, ...change });
}

/** The telephone of a console: its first line. */
export function lineOfConsole(tx: Transaction, { extension }: AttendantConsole): LinePort | null {
  const index = tx.base.tables.lineOfNumber.get(extension);
  return index === undefined ? null : tx.line(index);
}

/** The console whose telephone has this line, while an operator works there; else it is a telephone like any other. */
export function attendsAt(tx: Transaction, line: LinePort): AttendantConsole | null {
  const console = tx.base.tables.consoleAt.get(line.config.number);
  if (console === undefined || tx.base.tables.lineOfNumber.get(line.config.number) !== line.index)
    return null;
  return deskOf(tx, console.id)?.plugged === true ? console : null;
}

/** Off-hook and ready: silent, for as long as the handset is off. */
export const ATTENDING: LineState = { state: 'attending', deadline: null };

/** Where a telephone that is off-hook rests when its call has ended; null: it is told of the end. */
export const restsOffHook = (tx: Transaction, index: number): LineState | null =>
  attendsAt(tx, tx.line(index)) === null ? null : ATTENDING;

/** It rings for a caller who waits, and nobody has asked for that one yet. */
function onlyRings(tx: Transaction, line: LinePort): boolean {
  if (line.state.state !== 'alerting') return false;
  const stay = tx.call(line.state.call).stay;
  return stay !== null && stay.answeredAt === null && stay.claim === null;
}

/** Nothing is going on at the telephone that a caller who waits would disturb. */
export const atRest = (tx: Transaction, line: LinePort): boolean =>
  line.state.state === 'idle' || line.state.state === 'attending' || onlyRings(tx, line);

export function stateOf(tx: Transaction, console: AttendantConsole): ConsoleState {
  const desk = deskOf(tx, console.id);
  if (desk === null) return 'out';
  const line = lineOfConsole(tx, console);
  if (!desk.plugged || line === null || line.state.state === 'outOfService') return 'unplugged';
  if (desk.absent) return 'absent';
  return atRest(tx, line) ? 'idle' : 'busy';
}

export const isInService = (tx: Transaction, console: AttendantConsole): boolean => {
  const state = stateOf(tx, console);
  return state === 'idle' || state === 'busy';
};

export const consolesOf = (tx: Transaction, { consoles }: AttendantGroup): readonly AttendantConsole[] =>
  consoles.flatMap((id) => tx.base.tables.consoles.get(id) ?? []);

/** In service while one console is; absent when the last of them is absent, else unplugged. */
export function groupState(tx: Transaction, group: AttendantGroup): 'in-service' | 'unplugged' | 'absent' {
  const states = consolesOf(tx, group).map((console) => stateOf(tx, console));
  if (states.some((state) => state === 'idle' || state === 'busy')) return 'in-service';
  return states.includes('absent') ? 'absent' : 'unplugged';
}

/** The groups that a console serves, in the order of the office. */
export const groupsOf = (tx: Transaction, console: string): readonly AttendantGroup[] =>
  tx.base.office.services.attendantGroups.filter(({ consoles }) => consoles.includes(console));

/** Any key: an absent console is in service again. */
export function touch(tx: Transaction, console: string): void {
  changeDesk(tx, console, { absent: false, touchedAt: tx.now });
}
