import { describe, expect, test } from 'vitest';
import { isLoud, sayings, sentenceOf } from '../../../firmware/console/phone/sayings.ts';
import { phoneEn } from '../../../firmware/console/text/en.phone.ts';
import type { PhoneKey } from '../../../firmware/console/text/zh-CN.phone.ts';
import type { Telephone } from '../../../firmware/web/protocol/telephone.ts';

type Call = Telephone['calls'][number];

const t = (key: PhoneKey, values: Readonly<Record<string, string | number>> = {}): string =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`{${name}}`, String(value)),
    phoneEn[key],
  );
const QUIET: Telephone = {
  ...{ number: '802', name: '', state: 'idle', inService: true, calls: [], messages: [], past: [] },
  settings: null,
};
const TICKET = {
  ...{ callerNumber: '02155501234', callerName: 'Gao', wanted: '', reason: 'a room', notes: 'two nights' },
  operator: 'lin',
};
const call = (more: Partial<Call> = {}): Call => ({
  ...{ call: 'c1', state: 'alerting', incoming: true, number: '803', name: 'Wang', others: 0 },
  ...{ announced: false, ticket: null, ...more },
});
const withCalls = (...calls: Call[]): Telephone => ({ ...QUIET, calls });
const told = (before: Telephone, now: Telephone): string[] =>
  sayings(before, now).map((one) => `${isLoud(one) ? '! ' : ''}${sentenceOf(t, one)}`);

describe('a screen reader tells the user of a telephone', () => {
  test('who calls, in the middle of whatever it says; once for one call', () => {
    expect(told(QUIET, withCalls(call()))).toEqual(['! Wang 803 is calling.']);
    expect(told(withCalls(call()), withCalls(call()))).toEqual([]);
    expect(told(QUIET, withCalls(call({ name: '', number: '' })))).toEqual(['! unknown number is calling.']);
  });

  test('whose call it was, when somebody has forwarded it', () => {
    const sentOn = call({ sentOnBy: { number: '802', name: 'Anna' } });
    expect(told(QUIET, withCalls(sentOn))).toEqual(['! Wang 803 is calling. Forwarded by Anna 802.']);
  });

  test('whom an operator announces, why, and the notes, before the call is answered', () => {
    expect(told(QUIET, withCalls(call({ announced: true, ticket: TICKET })))).toEqual([
      '! Operator lin is calling, and announces Gao 02155501234. Why: a room. Notes: two nights.',
    ]);
  });

  test('the notes again when the operator writes more of them, without interrupting', () => {
    const before = withCalls(call({ announced: true, ticket: TICKET }));
    const now = withCalls(call({ announced: true, ticket: { ...TICKET, notes: 'three nights' } }));
    expect(told(before, now)).toEqual(['Why: a room. Notes: three nights.']);
  });

  test('who is on the line, and that it is another one when the operator has put him through', () => {
    const talking = withCalls(call({ state: 'connected', number: '801', name: 'Operator', ticket: TICKET }));
    expect(told(withCalls(call()), talking)).toEqual(['In conversation with Operator 801.']);
    const through = withCalls(
      call({ call: 'c0', state: 'connected', number: '021', name: '', ticket: TICKET }),
    );
    expect(told(talking, through)).toEqual(['In conversation with 021.']);
    expect(told(through, QUIET)).toEqual(['The call is over.']);
  });

  test('a message that was left, and from whom', () => {
    const message = {
      id: 4,
      for: '802',
      from: '',
      text: 'call back',
      by: 'lin',
      leftEpochMs: 0,
      readEpochMs: null,
    };
    const now = { ...QUIET, messages: [message] };
    expect(told(QUIET, now)).toEqual(['New message from unknown number: call back']);
    expect(told(now, QUIET)).toEqual([]);
  });
});
