import { ms } from '#units/time.ts';
import { aGuide, refuse } from '../call.ts';
import type { LineIn } from '../handlers.ts';
import { userOf } from '../people.ts';
import type { CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Account codes: a call to the outside is charged to a code, which is asked for after the number.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

const CODE_LENGTH_MAX = 16;

/** The telephone is asked for a code. */
export function askAccount(tx: Transaction, line: InCall): LineState {
  const { call } = line.state;
  const { language } = userOf(tx, line);
  return {
    state: 'asked',
    call,
    question: { ask: 'account', dialled: tx.call(call).dialled },
    digits: '',
    guide: aGuide(tx, [{ text: 'account-code-please' }], language),
    deadline: tx.in(ms(tx.base.office.timing.firstDigitMsMax)),
  };
}

const wrong = (tx: Transaction, line: LineIn<'asked'>): LineState =>
  refuse(tx, line.state.call, 21, 'wrong account code', [{ text: 'account-code-wrong' }]);

function given(tx: Transaction, line: LineIn<'asked'>, code: string): LineState | 'go on' {
  if (!tx.base.tables.routing.accounts.has(code)) return wrong(tx, line);
  tx.updateCall(line.state.call, { account: code });
  tx.trace(tx.call(line.state.call), line, 'account.given', { code });
  return 'go on';
}

/** `#` ends the code; so does the only code that it can be. */
export function accountDigit(tx: Transaction, line: LineIn<'asked'>, digit: string): LineState | 'go on' {
  if (digit === '#') return given(tx, line, line.state.digits);
  const digits = line.state.digits + digit;
  if (digits.length > CODE_LENGTH_MAX) return wrong(tx, line);
  const { accounts } = tx.base.tables.routing;
  const longer = [...accounts].some((code) => code.startsWith(digits) && code !== digits);
  if (accounts.has(digits) && !longer) return given(tx, line, digits);
  return { ...line.state, digits, guide: null, deadline: tx.in(ms(tx.base.office.timing.interDigitMsMax)) };
}

export function accountTimeout(tx: Transaction, line: LineIn<'asked'>): LineState | 'go on' {
  return line.state.digits === ''
    ? refuse(tx, line.state.call, 102, 'no account code')
    : given(tx, line, line.state.digits);
}
