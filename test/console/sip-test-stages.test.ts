import { describe, expect, test } from 'vitest';
import { hearing, stagesOf } from '../../firmware/console/admin/pages/sip-test-stages.ts';
import type { SipTest } from '../../firmware/web/protocol/sip-test.ts';

const TRYING: SipTest = {
  ...{
    trunk: 'carrier',
    number: '955501234',
    state: 'trying',
    ageMs: 0,
    routed: true,
    sent: null,
    caller: null,
  },
  ...{ sentMs: null, ringingMs: null, earlyMs: null, answeredMs: null, endedMs: null },
  ...{ codec: null, encrypted: null, heard: null, end: null, status: null, words: '', advice: 'none' },
};
const SENT: SipTest = { ...TRYING, state: 'sent', sent: '55501234', caller: '', sentMs: 40 };
const TALKING: SipTest = {
  ...{ ...SENT, state: 'talking', ringingMs: 1_040, answeredMs: 4_200, codec: 'PCMA', encrypted: false },
  heard: { packets: 150, lossShare: 0.02, levelDbm0: -18 },
};
const keys = (test: SipTest) => stagesOf(test).map(({ key }) => key);
const last = (test: SipTest) => keys(test).at(-1);

describe('what is read of a test call', () => {
  test('each stage has one sentence, in the order in which it came', () => {
    expect(keys(TRYING)).toEqual(['sip.test.trying']);
    expect(stagesOf(SENT)).toEqual([
      { key: 'sip.test.sent', values: { seconds: '0.0', digits: '55501234' } },
    ]);
    expect(keys({ ...TALKING, earlyMs: 500 })).toEqual([
      ...['sip.test.sent', 'sip.test.early', 'sip.test.ringing', 'sip.test.answered'],
    ]);
    expect(stagesOf(TALKING).at(-1)?.values).toEqual({ seconds: '4.2', codec: 'G.711 A' });
  });

  test('no sentence that was read changes later', () => {
    const over: SipTest = { ...TALKING, state: 'over', endedMs: 19_000, end: 'worked' };
    expect(stagesOf(over).slice(0, 3)).toEqual(stagesOf(TALKING));
  });

  test('who is shown as the caller: the account, a number, or nobody', () => {
    expect(last({ ...SENT, caller: '62345678' })).toBe('sip.test.sentAs');
    expect(last({ ...SENT, caller: null })).toBe('sip.test.sentHidden');
  });

  test('a number that no route leads there is called all the same, and it is said', () => {
    expect(keys({ ...TALKING, routed: false }).slice(0, 2)).toEqual(['sip.test.sent', 'sip.test.unrouted']);
  });

  test('encrypted or not', () => {
    expect(last({ ...TALKING, encrypted: true })).toBe('sip.test.answeredSecret');
  });

  test('figures that change each second are apart, and go when it is over', () => {
    expect(hearing(TALKING)).toEqual({ key: 'sip.test.hearing', values: { packets: 150, loss: '2.0' } });
    expect(hearing(SENT)).toBeNull();
    expect(hearing({ ...TALKING, end: 'worked' })).toBeNull();
  });

  test.each([
    [150, 0.02, -18, ['sip.test.heard']],
    [150, 0, null, ['sip.test.heard', 'sip.test.onlySilence']],
    // Too short to be measured: nothing is said of what nobody has listened to.
    [20, null, null, ['sip.test.heard']],
    [0, null, null, ['sip.test.nothing']],
  ])('%i packets, loss %s, level %s: it says what was heard', (packets, lossShare, levelDbm0, said) => {
    const heard = { packets, lossShare, levelDbm0 };
    expect(keys({ ...TALKING, end: 'worked', heard }).slice(3)).toEqual([...said, 'sip.test.end.worked']);
  });

  test('a refusal: the carrier’s words, what it means, what to do', () => {
    const refused: SipTest = {
      ...{ ...SENT, state: 'over', endedMs: 300, end: 'refused' },
      ...{ status: 403, words: 'Forbidden', advice: 'account' },
    };
    expect(keys(refused)).toEqual([
      ...['sip.test.sent', 'sip.test.carrier', 'sip.test.end.refused', 'sip.test.advice.account'],
    ]);
    expect(stagesOf(refused)[1]?.values).toEqual({ status: '403', words: 'Forbidden' });
  });
});
