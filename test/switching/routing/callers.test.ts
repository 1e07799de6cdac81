import { describe, expect, test } from 'vitest';
import type { ListedCaller } from '#switching/model.ts';
import { treatCaller } from '#switching/routing/callers.ts';
import { compilePatterns } from '#switching/routing/public.ts';
import { dialledAsItIs, speedDial } from '#switching/routing/speed.ts';

const listed = (pattern: string, treat: ListedCaller['treat']): ListedCaller => ({
  pattern,
  reason: 'sales',
  treat,
});
const HANG_UP = { kind: 'hang-up' } as const;
const IMPORTANT = { kind: 'important', number: '801' } as const;

function treat(number: string, list: readonly ListedCaller[], marked: readonly string[] = []) {
  const callers = compilePatterns(list.map((value) => ({ pattern: value.pattern, value })));
  return treatCaller({ callers }, new Map(marked.map((one) => [one, { by: '802', epochMs: 0 }])), number);
}

describe('a caller from outside', () => {
  const list = [
    listed('400.', HANG_UP),
    listed('4008123.', { kind: 'message', guide: 'no-sales' }),
    listed('40081234567', IMPORTANT),
    listed('010.', { kind: 'divert', number: '809' }),
  ];

  test('is treated as the most specific pattern says', () => {
    expect(treat('4001', list)).toMatchObject({ treat: HANG_UP, why: { rule: 'caller.blocked' } });
    expect(treat('40081239', list)).toMatchObject({
      treat: { kind: 'message' },
      why: { rule: 'caller.told' },
    });
    expect(treat('40081234567', list)).toMatchObject({ treat: IMPORTANT, why: { rule: 'caller.important' } });
    expect(treat('0108', list)).toMatchObject({ treat: { number: '809' }, why: { rule: 'caller.diverted' } });
  });

  test('who is in no list, or has no number, is like anybody', () => {
    expect(treat('62345678', list)).toBeNull();
    expect(treat('', [listed('X.', HANG_UP)], [''])).toBeNull();
    expect(treat('+8613800138000', list)).toBeNull();
  });

  test('who was marked as harassing is blocked, whatever a wider pattern says', () => {
    expect(treat('62345678', [], ['62345678'])).toMatchObject({
      treat: HANG_UP,
      why: { rule: 'caller.harassing', facts: { number: '62345678', by: '802' } },
    });
    expect(treat('6234', [listed('6.', IMPORTANT)], ['6234'])).toMatchObject({ treat: HANG_UP });
    expect(treat('6235', [], ['6234'])).toBeNull();
  });

  test('whom a technician has written down by his very number is treated so, marked or not', () => {
    expect(treat('6234', [listed('6234', IMPORTANT)], ['6234'])).toMatchObject({ treat: IMPORTANT });
  });
});

describe('speed dials', () => {
  const system = new Map([['01', { code: '01', name: 'Bank', number: '962345678', overridesClass: true }]]);

  test('the own one comes before the office’s, and never overrides the class', () => {
    expect(speedDial(system, { '01': '9110' }, '01')).toEqual({
      number: '9110',
      name: '',
      overridesClass: false,
    });
    expect(speedDial(system, {}, '01')).toEqual({ number: '962345678', name: 'Bank', overridesClass: true });
  });

  test('an empty place is empty, whatever it is called', () => {
    expect(speedDial(system, {}, '02')).toBeNull();
    expect(speedDial(system, {}, 'constructor')).toBeNull();
  });

  test('two digits go behind the feature code, anything else is dialled as it stands', () => {
    expect(['01', '99', '101', '*12', '7', 'ab', ''].map((code) => dialledAsItIs({ code }))).toEqual([
      false,
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
