import { after, type Instant, ms } from '#units/time.ts';
import { restingLine } from '../connection.ts';
import { targetsOf } from '../parties.ts';
import { ring, stopRinging } from '../ringing.ts';
import type { CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { changeDesk, deskOf, isInService, lineOfConsole, stateOf } from './desks.ts';
import type { AttendantConsole, AttendantGroup } from './model.ts';
import type { Presentation, Stay } from './state.ts';
import { hasWaited, isImportant, levelOf, type WaitingCall, waitingCalls } from './stay.ts';

/*
 * Who is presented whom: derived anew after each step from who waits and who is there, so that no event can leave a
 * caller unseen or a telephone ringing.
 */

/** A console that has answered has this long to lift its telephone. */
export const CLAIM_MS = 20_000;

const groupOf = (tx: Transaction, { stay }: WaitingCall): AttendantGroup | undefined =>
  tx.base.tables.attendantGroups.get(stay.group);

/** Whom a console has presented for too long is not there. */
export function noteAbsent(tx: Transaction): void {
  for (const call of waitingCalls(tx)) {
    const group = groupOf(tx, call);
    if (group === undefined || call.stay.claim !== null) continue;
    for (const { console, since } of call.stay.presented) {
      const desk = deskOf(tx, console);
      if (since === null || desk === null || desk.absent) continue;
      const from = Math.max(since, desk.touchedAt) as Instant;
      if (!hasWaited(tx, from, group.absentAfterMs)) continue;
      changeDesk(tx, console, { absent: true });
      tx.trace(call, null, 'attendant.absent', { console, seconds: group.absentAfterMs / 1_000 });
    }
  }
}

/** Consoles in service that may be presented a call now; those that help come after its own. */
function candidates(tx: Transaction, call: WaitingCall, group: AttendantGroup): readonly AttendantConsole[] {
  const { own, queuedAt } = call.stay;
  const found = (ids: readonly string[]) =>
    ids.flatMap((id) => tx.base.tables.consoles.get(id) ?? []).filter((console) => isInService(tx, console));
  const alone = own === null || (own.until !== null && own.until <= tx.now) ? [] : found([own.console]);
  if (alone.length > 0) return alone;
  const helpers = hasWaited(tx, queuedAt, group.helpAfterMs)
    ? group.helpers.flatMap((number) => tx.base.tables.attendantGroups.get(number)?.consoles ?? [])
    : [];
  return found([...new Set([...group.consoles, ...helpers])]);
}

/** The console that has been idle longest, of those that nobody else is dealt to; the same one again while it lasts. */
function deal(
  tx: Transaction,
  call: WaitingCall,
  among: readonly AttendantConsole[],
  dealt: ReadonlySet<string>,
): readonly AttendantConsole[] {
  const free = among.filter((one) => !dealt.has(one.id) && stateOf(tx, one) === 'idle');
  const same = free.find(({ id }) => call.stay.presented.some(({ console }) => console === id));
  const idleSince = ({ id }: AttendantConsole) => deskOf(tx, id)?.idleSince ?? tx.now;
  const longest = [...free].sort((a, b) => idleSince(a) - idleSince(b))[0];
  const one = same ?? longest;
  return one === undefined ? [] : [one];
}

function presentations(
  tx: Transaction,
  { stay }: WaitingCall,
  consoles: readonly AttendantConsole[],
): readonly Presentation[] {
  const next = consoles.map((console): Presentation => {
    const before = stay.presented.find((one) => one.console === console.id);
    const idle = stateOf(tx, console) === 'idle';
    return { console: console.id, since: idle ? (before?.since ?? tx.now) : null };
  });
  const same =
    next.length === stay.presented.length &&
    next.every(
      (one, i) => one.console === stay.presented[i]!.console && one.since === stay.presented[i]!.since,
    );
  return same ? stay.presented : next;
}

/** A claim holds while its telephone can still be lifted for it. */
function claimOf(tx: Transaction, { stay, index }: WaitingCall): Stay['claim'] {
  const { claim } = stay;
  const console = claim === null ? undefined : tx.base.tables.consoles.get(claim.console);
  const line = console === undefined ? null : lineOfConsole(tx, console);
  if (claim === null || console === undefined || line === null || claim.until <= tx.now) return null;
  const { state } = line;
  const ready = state.state === 'idle' || (state.state === 'alerting' && state.call === index);
  return deskOf(tx, claim.console)?.plugged && ready ? claim : null;
}

/** The telephones that shall ring for a call now, and when the next one begins to. */
function telephones(
  tx: Transaction,
  call: WaitingCall,
  group: AttendantGroup,
  taken: ReadonlySet<PortIndex>,
): { readonly lines: readonly LinePort[]; readonly next: Instant | null } {
  const { claim, presented } = call.stay;
  const { ringDelayMs } = levelOf(group, call.stay);
  const lines: LinePort[] = [];
  let next: Instant | null = null;
  for (const { console: id, since } of claim === null
    ? presented
    : [{ console: claim.console, since: tx.now }]) {
    const console = tx.base.tables.consoles.get(id)!;
    const line = lineOfConsole(tx, console);
    if (line === null || taken.has(line.index) || since === null) continue;
    const { state } = line.state;
    if ((state !== 'idle' && state !== 'alerting') || (claim === null && !console.telephoneRings)) continue;
    const at = after(since, ms(claim === null ? ringDelayMs : 0));
    if (at <= tx.now) lines.push(line);
    else if (next === null || at < next) next = at;
  }
  return { lines, next };
}

/** When this call is to be looked at again; null: when something happens. */
function nextLook(tx: Transaction, call: WaitingCall, group: AttendantGroup, rings: Instant | null) {
  const { stay } = call;
  const times: (Instant | null)[] = [rings, stay.claim?.until ?? null, stay.own?.until ?? null];
  times.push(after(stay.queuedAt, ms(group.urgentAfterMs)));
  if (group.helpers.length > 0) times.push(after(stay.queuedAt, ms(group.helpAfterMs)));
  if (stay.claim === null)
    for (const { console, since } of stay.presented) {
      const touchedAt = deskOf(tx, console)?.touchedAt ?? tx.now;
      if (since !== null) times.push(after(Math.max(since, touchedAt) as Instant, ms(group.absentAfterMs)));
    }
  let first: Instant | null = null;
  for (const time of times)
    if (time !== null && time > tx.now && (first === null || time < first)) first = time;
  return first;
}

function stopOthers(tx: Transaction, call: WaitingCall, wanted: readonly LinePort[]): void {
  for (const target of targetsOf(call)) {
    if (wanted.some(({ index }) => index === target)) continue;
    stopRinging(tx, call.index, target);
    tx.free(target, call.id);
    tx.setLine(target, restingLine(tx, target));
  }
  if (call.phase.phase === 'alerting' && targetsOf(tx.call(call.index)).length === 0)
    tx.updateCall(call.index, { phase: { phase: 'waiting', ready: false } });
}

function startOthers(tx: Transaction, call: WaitingCall, wanted: readonly LinePort[]): void {
  const ringing = targetsOf(tx.call(call.index));
  const silent = wanted.map(({ index }) => tx.line(index)).filter(({ index }) => !ringing.includes(index));
  const lines = silent.filter(({ state }) => state.state === 'idle');
  if (lines.length === 0) return;
  const { group, claim } = call.stay;
  ring(tx, call.index, lines, { how: 'attendant', by: group, msMax: null, answers: claim !== null });
}

/** Who has waited long, and who is important, is urgent. */
function noteUrgent(tx: Transaction): void {
  for (const call of waitingCalls(tx)) {
    const { stay } = call;
    const group = groupOf(tx, call);
    if (stay.urgent || group === undefined) continue;
    if (hasWaited(tx, stay.queuedAt, group.urgentAfterMs) || isImportant(tx, call))
      tx.updateCall(call.index, { stay: { ...stay, urgent: true } });
  }
}

/** Presents everybody who waits; telephones ring for whom they should. */
export function present(tx: Transaction): void {
  noteUrgent(tx);
  const dealt = new Set<string>();
  const taken = new Set<PortIndex>();
  const looks = new Map<CallIndex, { lines: readonly LinePort[]; next: Instant | null }>();
  for (const waiting of waitingCalls(tx)) {
    const group = groupOf(tx, waiting);
    if (group === undefined) continue;
    const claim = claimOf(tx, waiting);
    const claimed = claim === null ? undefined : tx.base.tables.consoles.get(claim.console);
    const among = claimed === undefined ? candidates(tx, waiting, group) : [claimed];
    const deals = claimed === undefined && group.hunt === 'longest-idle';
    const chosen = deals ? deal(tx, waiting, among, dealt) : among;
    if (deals) for (const { id } of chosen) dealt.add(id);
    const { stay } = waiting;
    const presented = presentations(tx, waiting, chosen);
    if (presented !== stay.presented || claim !== stay.claim)
      tx.updateCall(waiting.index, { stay: { ...stay, presented, claim } });
    const call = tx.call(waiting.index) as WaitingCall;
    const look = telephones(tx, call, group, taken);
    for (const { index } of look.lines) taken.add(index);
    looks.set(call.index, look);
  }
  ringAll(tx, looks);
}

/** First those that shall be silent: one of them may ring for another call. */
function ringAll(
  tx: Transaction,
  looks: ReadonlyMap<CallIndex, { readonly lines: readonly LinePort[]; readonly next: Instant | null }>,
): void {
  for (const [index, { lines }] of looks) stopOthers(tx, tx.call(index) as WaitingCall, lines);
  for (const [index, { lines, next }] of looks) {
    startOthers(tx, tx.call(index) as WaitingCall, lines);
    const call = tx.call(index) as WaitingCall;
    const deadline = nextLook(tx, call, groupOf(tx, call)!, next);
    if (call.deadline !== deadline) tx.updateCall(index, { deadline });
  }
}
