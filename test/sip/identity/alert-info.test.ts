import { describe, expect, it } from 'vitest';
import { type AlertKind, alertInfo, type RingStyle } from '#sip/identity/alert-info.ts';

const KINDS: readonly AlertKind[] = ['inside', 'outside', 'operator', 'recall', 'wake-up'];
const told = (style: RingStyle) => KINDS.map((kind) => alertInfo(style, kind)[0]?.value ?? '');

describe('how a telephone is told for whom it rings', () => {
  it('by patterns: calls from inside ring as the user has chosen, a wake-up call goes on ringing', () => {
    expect(told('bellcore')).toEqual([
      '',
      '<http://127.0.0.1>;info=Bellcore-dr2',
      '<http://127.0.0.1>;info=Bellcore-dr3',
      '<http://127.0.0.1>;info=Bellcore-dr3',
      '<http://127.0.0.1>;info=Bellcore-dr4',
    ]);
  });

  it('by words that are chosen at the telephone, each kind by its own; or not at all', () => {
    expect(new Set(told('named')).size).toBe(4);
    expect(told('named')[1]).toBe('<http://127.0.0.1>;info=alert-external');
    expect(told('plain')).toEqual(['', '', '', '', '']);
  });
});
