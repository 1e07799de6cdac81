import { ms } from '#units/time.ts';
import { alarm } from '../alarms.ts';
import { alertingOf, startRinger } from '../alerting.ts';
import { freeLine } from '../appearances.ts';
import { isMinuteOfDay, nextEpochMs } from '../calendar.ts';
import { aGuide, originate, release } from '../call.ts';
import { endedCall, hearsTone } from '../connection.ts';
import type { LineIn } from '../handlers.ts';
import type { WakeUp } from '../kept.ts';
import { answerLeg } from '../legs.ts';
import { changeSubscriber, subscriberOf, userOf } from '../people.ts';
import type { LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { epochMsNow, localNow } from './mode.ts';

/*
 * Wake-up calls: at its time the telephone rings, past everything that its user has set, and says so when it is
 * lifted. Nobody lifts: once more after a while, and at last the operators are told by an alarm, which stands until
 * the telephone is used or the wake-up call is cleared or ordered anew.
 *
 * When the telephone rings again, and who is told, is decided before it rings: whatever becomes of the call, or of the
 * exchange, the next time is on record already.
 */

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
/** Later than this nobody is woken any more: it would be another time than he has asked for. */
const LATE_MS_MAX = 5 * MINUTE_MS;

/** `07:30` */
const clockOf = (minuteOfDay: number): string =>
  `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;

const change = (tx: Transaction, number: string, wakeUp: WakeUp | null): void =>
  changeSubscriber(tx, number, { wakeUp });

/** Whatever the operators were told of this extension is settled. */
function settled(tx: Transaction, number: string): void {
  const { wakeUp } = subscriberOf(tx, number);
  if (wakeUp !== null && wakeUp.dueEpochMs === null)
    tx.emit(alarm('TR-WAKE-001', `extension ${number}`, false));
}

/** False: there is no such time of day. */
export function setWakeUp(tx: Transaction, number: string, minuteOfDay: number, by: string): boolean {
  if (!isMinuteOfDay(minuteOfDay)) return false;
  settled(tx, number);
  const dueEpochMs = nextEpochMs(epochMsNow(tx), minuteOfDay, tx.base.office.localTime);
  change(tx, number, { minuteOfDay, by, dueEpochMs, attempts: 0 });
  tx.trace(null, null, 'wakeUp.set', { number, time: clockOf(minuteOfDay), by });
  return true;
}

/** False: none was ordered. */
export function clearWakeUp(tx: Transaction, number: string, by: string): boolean {
  if (subscriberOf(tx, number).wakeUp === null) return false;
  settled(tx, number);
  change(tx, number, null);
  tx.trace(null, null, 'wakeUp.cleared', { number, by });
  for (const call of tx.calls)
    if (call?.phase.phase === 'prompting' && call.phase.dial === null && call.toNumber === number)
      release(tx, call.index, { cause: 16, by: 'exchange', reason: 'wake-up cleared', leaving: null });
  return true;
}

/** Whoever lifts his telephone is awake: the operators need not look after him any more. */
export function wakes(tx: Transaction, number: string): void {
  if (subscriberOf(tx, number).wakeUp?.dueEpochMs === null) clearWakeUp(tx, number, number);
}

/** After a restart the alarms of those who were not woken before stand again. */
export function missedBefore(tx: Transaction): void {
  for (const [number, { wakeUp }] of tx.people.subscribers)
    if (wakeUp?.dueEpochMs === null) tx.emit(alarm('TR-WAKE-001', `extension ${number}`, true));
}

function missed(tx: Transaction, number: string, wakeUp: WakeUp): void {
  change(tx, number, { ...wakeUp, dueEpochMs: null });
  tx.trace(null, null, 'wakeUp.missed', { number, time: clockOf(wakeUp.minuteOfDay) });
  tx.emit(alarm('TR-WAKE-001', `extension ${number}`, true));
}

function ringToWake(tx: Transaction, line: LinePort, number: string, wakeUp: WakeUp): void {
  const { wakeUpRingMs, wakeUpAgainMs, wakeUpAttempts } = tx.base.office.services.timing;
  const attempts = wakeUp.attempts + 1;
  const again = attempts < wakeUpAttempts ? wakeUpAgainMs : wakeUpRingMs;
  change(tx, number, { ...wakeUp, attempts, dueEpochMs: epochMsNow(tx) + again });
  const call = originate(tx, line);
  tx.updateCall(call.index, {
    kind: 'feature',
    caller: { number: '', name: '', absence: 'O' },
    toNumber: number,
    alertedAt: tx.now,
    phase: { phase: 'prompting', dial: null },
    legs: call.legs.map((leg) => ({ ...leg, how: 'wake-up', alertedAt: tx.now })),
    deadline: tx.in(ms(wakeUpRingMs)),
  });
  const ringer = startRinger(alertingOf(tx.base.office, line.config), tx.now);
  const { deadline } = ringer;
  const alerting = { state: 'alerting', alert: 'wake-up', answers: false } as const;
  tx.setLine(line.index, { ...alerting, call: call.index, ringer, deadline });
  tx.trace(call, line, 'wakeUp.rings', { number, attempt: attempts });
}

function serve(tx: Transaction, number: string, wakeUp: WakeUp, lateMs: number): void {
  const index = tx.base.tables.lineOfNumber.get(number);
  if (index === undefined) {
    change(tx, number, null);
    return;
  }
  if (wakeUp.attempts >= tx.base.office.services.timing.wakeUpAttempts || lateMs > LATE_MS_MAX) {
    missed(tx, number, wakeUp);
    return;
  }
  const own = tx.line(index);
  const line = freeLine(tx, own, 1);
  if (line !== null) ringToWake(tx, line, number, wakeUp);
  else if (lateMs === 0) tx.trace(null, own, 'wakeUp.waits', { number, state: own.state.state });
}

/** Rings whoever is to be woken now. Who talks is rung as soon as he has hung up. */
export function serveWakeUps(tx: Transaction): void {
  const now = epochMsNow(tx);
  for (const [number, { wakeUp }] of tx.people.subscribers)
    if (wakeUp !== null && wakeUp.dueEpochMs !== null && wakeUp.dueEpochMs <= now)
      serve(tx, number, wakeUp, now - wakeUp.dueEpochMs);
}

/** The telephone that was rung is lifted: it says what the call is about, and that is all. */
export function wokenUp(tx: Transaction, line: LineIn<'alerting'>): LineState {
  const { index, legs, toNumber } = tx.call(line.state.call);
  // One that was ordered while it rang is another one, and has not rung yet.
  if (subscriberOf(tx, toNumber).wakeUp?.attempts !== 0) change(tx, toNumber, null);
  const call = tx.updateCall(index, { answeredAt: tx.now, legs: answerLeg(legs, line, tx.now) });
  tx.trace(call, line, 'wakeUp.answered', { number: toNumber });
  release(tx, index, { cause: 16, by: 'exchange', reason: 'woken up', leaving: line.index });
  const nowMinutes = Math.floor(localNow(tx) / MINUTE_MS) % DAY_MINUTES;
  const say = [{ text: 'wake-up-call' }, { timeMinutes: nowMinutes }];
  return hearsTone(tx, endedCall(call, 16), aGuide(tx, say, userOf(tx, line).language));
}
