import { after, type Instant, ms } from '#units/time.ts';
import { type Refused, refused, type Verdict, type Way } from '../destination.ts';
import { decideComplete, leadsOutside } from '../digits.ts';
import { partiesOf } from '../parties.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { attendsAt, consolesOf, groupState, groupsOf, isInService } from './desks.ts';
import { modeOfGroup, placeFor } from './distribution.ts';
import type { AttendantCallKind, AttendantGroup } from './model.ts';
import type { Stay } from './state.ts';
import { waitsIn, withoutStay } from './stay.ts';

/*
 * A call comes to operators: it is put into the queue of their group, or goes where the table has it. The rules are
 * function declarations: the table of features is read before this file has run.
 */

/** What a console shall tell the call apart by. */
function kindOf(tx: Transaction, call: Call, group: AttendantGroup, way: Way): AttendantCallKind {
  if (way.how === 'recall') return 'recall';
  if (way.how === 'attendant') return 'help';
  const outside = tx.port(call.from).kind === 'trunk';
  if (outside && (way.how.startsWith('forward-') || way.how === 'hunt' || way.how === 'secretary'))
    return 'no-answer';
  if (call.entity !== group.entity) return 'entity';
  if (call.kind === 'incoming' && outside) return 'trunk';
  return outside ? 'other' : 'local';
}

/** Whether the line of a caller from outside still rings: nothing has been heard from us. */
function stillRings(tx: Transaction, call: Call): boolean {
  const { kind, state } = tx.port(call.from);
  return kind === 'trunk' && (state.state === 'offered' || state.state === 'caught');
}

export interface Arrival {
  readonly kind: AttendantCallKind;
  readonly to: string;
  readonly own: Stay['own'];
}

/** Into the queue of a group; who was in another one has left that. Its caller's port is its handler's business. */
export function enqueue(tx: Transaction, { index }: Call, group: AttendantGroup, arrival: Arrival): void {
  const call = tx.call(index);
  const served = groupState(tx, group) === 'in-service';
  const hears = group.greeting === '' || !served ? 'ringback' : 'music';
  const answers = hears === 'music' && tx.port(call.from).kind === 'trunk';
  const stay: Stay = {
    ...arrival,
    ...{ group: group.number, queuedAt: tx.now, urgent: false, hears, presented: [], claim: null },
    ...{ mode: modeOfGroup(tx, group), served },
    ...{ console: null, answeredAt: null },
  };
  const before = withoutStay(call, tx.now, 'overflowed');
  tx.updateCall(index, {
    ...before,
    stay,
    phase: { phase: 'waiting', ready: false },
    // Looked at when the step ends; see `present.ts`.
    deadline: null,
    ...{ fallback: null, hunt: null, sender: null },
    answeredAt: call.answeredAt ?? (answers ? tx.now : null),
  });
  const facts = { number: group.number, kind: arrival.kind, from: call.caller.number };
  tx.trace(call, null, 'attendant.queued', facts);
}

function nowhere(tx: Transaction, call: Call, group: AttendantGroup, full: boolean): Refused {
  tx.trace(call, null, 'attendant.nobody', { number: group.number });
  if (call.stay !== null) tx.updateCall(call.index, withoutStay(call, tx.now, 'released'));
  const reason = full ? 'too many wait for the operators' : 'no operator is there';
  const text = full ? 'lines-busy' : 'office-closed';
  return { ...refused(full ? 17 : 18, reason, [{ text }]), tell: true };
}

/** A number that only the outside has, in a table: as if the group's first telephone had dialled it. */
function outside(tx: Transaction, group: AttendantGroup, to: string): Verdict {
  const decision = decideComplete(tx.base.tables, to, group.entity);
  if (!leadsOutside(decision)) return null;
  const by = consolesOf(tx, group)[0]?.extension ?? '';
  return { kind: 'done', reached: { kind: 'outside', dial: to, way: { how: 'attendant', by } } };
}

/** Somebody calls the number of an operators' group. */
export function attendantGroup(tx: Transaction, call: Call, number: string, way: Way): Verdict {
  const group = tx.base.tables.attendantGroups.get(number);
  if (group === undefined) return null;
  return place(tx, call, group, { kind: kindOf(tx, call, group, way), to: call.toNumber, own: null });
}

/** As the table of the group has it now. */
export function place(tx: Transaction, call: Call, group: AttendantGroup, arrival: Arrival): Verdict {
  const found = placeFor(tx, call, group);
  if (found.kind === 'elsewhere') {
    tx.trace(call, null, 'attendant.goesOn', { number: group.number, to: found.to });
    if (call.stay !== null) {
      const served = groupState(tx, group) === 'in-service';
      tx.updateCall(call.index, withoutStay(call, tx.now, served ? 'overflowed' : 'night'));
    }
    return outside(tx, group, found.to) ?? { kind: 'divert', to: found.to, how: 'attendant' };
  }
  // Out there it goes on ringing, and whoever comes back takes it.
  const waits = found.kind === 'here' || (!found.full && stillRings(tx, call));
  if (!waits)
    return { kind: 'done', reached: nowhere(tx, call, group, found.kind === 'nowhere' && found.full) };
  if (waitsIn(call) === group.number && call.stay !== null)
    tx.updateCall(call.index, {
      stay: {
        ...call.stay,
        ...{ mode: modeOfGroup(tx, group), served: groupState(tx, group) === 'in-service' },
      },
    });
  else enqueue(tx, call, group, arrival);
  return { kind: 'done', reached: { kind: 'waiting' } };
}

/**
 * Somebody calls the extension at which an operator works: the call waits for this console like any other, and goes to
 * its group when the operator leaves. What the telephone has set goes before (see `features/table.ts`).
 */
export function atConsole(tx: Transaction, call: Call, line: LinePort, _way: Way, phone: LinePort): Verdict {
  const console = attendsAt(tx, phone);
  const group = console === null ? undefined : groupsOf(tx, console.id)[0];
  if (console === null || group === undefined || !isInService(tx, console)) return null;
  if (partiesOf(call).includes(phone.index)) return null;
  const own = { console: console.id, until: null };
  enqueue(tx, call, group, { kind: 'private', to: line.config.number, own });
  return { kind: 'done', reached: { kind: 'waiting' } };
}

/** A caller comes back: to the operator who had sent him on while there is one, and after a while to all. */
export function ownFirst(tx: Transaction, console: string, group: AttendantGroup): Stay['own'] {
  const found = tx.base.tables.consoles.get(console);
  if (found === undefined || !isInService(tx, found)) return null;
  const until: Instant = after(tx.now, ms(group.urgentAfterMs));
  return { console, until };
}
