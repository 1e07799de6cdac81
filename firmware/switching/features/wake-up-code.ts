import { ms } from '#units/time.ts';
import { aGuide } from '../call.ts';
import type { LineIn } from '../handlers.ts';
import { userOf } from '../people.ts';
import type { LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { done, type FeatureUse, impossible, type Outcome, type Said, say } from './codes/run.ts';
import { clearWakeUp, setWakeUp } from './wake-up.ts';

/*
 * A wake-up call by telephone: the time is dialled behind the code, or asked for by a guide where the code has no
 * place for it.
 */

/** `0730` → 450; null: the clock never shows that. */
function minuteOf(digits: string): number | null {
  const hours = Number(digits.slice(0, 2));
  const minutes = Number(digits.slice(2));
  return /^[0-9]{4}$/.test(digits) && hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

function ordered(tx: Transaction, user: string, digits: string): Said {
  const minuteOfDay = minuteOf(digits);
  if (minuteOfDay === null || !setWakeUp(tx, user, minuteOfDay, user)) return impossible();
  return done({ text: 'wake-up-set-for' }, { timeMinutes: minuteOfDay });
}

function cleared(tx: Transaction, user: string): Said {
  clearWakeUp(tx, user, user);
  return done({ text: 'wake-up-cleared' });
}

export function wakeUpCode(tx: Transaction, { line, call, user, does, args }: FeatureUse): Outcome {
  if (does === 'off') return cleared(tx, user);
  if (args.time !== undefined) return ordered(tx, user, args.time);
  const guide = aGuide(tx, [{ text: 'wake-up-time-please' }], userOf(tx, line).language);
  const deadline = tx.in(ms(tx.base.office.timing.firstDigitMsMax));
  return {
    kind: 'state',
    state: { state: 'asked', call, question: { ask: 'wake-up' }, digits: '', guide, deadline },
  };
}

/** The fourth digit is the last; `#` before the first clears. */
export function wakeUpDigit(tx: Transaction, line: LineIn<'asked'>, digit: string): LineState {
  const user = userOf(tx, line).number;
  const digits = line.state.digits + digit;
  if (digits === '#') return told(tx, line, cleared(tx, user));
  if (digits.length === 4 || !/^[0-9]+$/.test(digits)) return told(tx, line, ordered(tx, user, digits));
  return { ...line.state, digits, guide: null, deadline: tx.in(ms(tx.base.office.timing.interDigitMsMax)) };
}

export const wakeUpTimeout = (tx: Transaction, line: LineIn<'asked'>): LineState =>
  told(tx, line, impossible());

const told = (tx: Transaction, line: LineIn<'asked'>, outcome: Said): LineState =>
  say(tx, line, line.state.call, outcome);
