import { expect, test } from 'vitest';
import type { NumberForm } from '#sip/identity/number-form.ts';
import { carrierOffice } from './real-carrier.ts';

/** Whom the carrier is told that calls, when a caller from outside is forwarded out to it again. */
function shown(from: string, callerForm?: NumberForm): string[] {
  const { carrier, calls } = carrierOffice('613900139000', callerForm && { callerForm });
  const told: string[] = [];
  carrier.onIncoming = () => undefined;
  carrier.onEvent = (event) => {
    if (event.kind !== 'incoming') return;
    const { uri } = event.invite.from;
    told.push('user' in uri ? (uri.user ?? '') : '');
    for (const { name, value } of event.invite.fields)
      if (name === 'p-asserted-identity' || name === 'privacy') told.push(value);
  };
  calls(from, []);
  return told;
}

test('a caller who is forwarded out again is shown as the carrier writes numbers', () => {
  const identity = (number: string) => [number, `<sip:${number}@192.0.2.50>`];
  expect(shown('+8613800138000')).toEqual(identity('13800138000'));
  expect(shown('+8613800138000', 'plus')).toEqual(identity('+8613800138000'));
  expect(shown('+8613800138000', 'digits')).toEqual(identity('8613800138000'));
  expect(shown('02055556666', 'plus')).toEqual(identity('+862055556666'));
  expect(shown('004930123456', 'digits')).toEqual(identity('4930123456'));
});

test('a local number without its place is shown as it is, for nobody can say more of it', () => {
  expect(shown('55501234', 'plus').at(0)).toBe('55501234');
});

test('a caller who hides his number stays hidden, in whatever form', () => {
  expect(shown('anonymous', 'plus')).toEqual(['anonymous', '<sip:4000@192.0.2.50>', 'id']);
});
