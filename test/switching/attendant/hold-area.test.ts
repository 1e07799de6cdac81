import { describe, expect, test } from 'vitest';
import { Operators } from './operators.ts';

const HOLD_RECALL_MS = 180_000;
const quiet = { telephoneRings: false };

/** Console A has put 804 on hold. */
function holding(): Operators {
  const play = new Operators(quiet, ['A', 'B']);
  play.lift('801');
  play.call('804', '890');
  play.answers('A');
  play.key('A', 'consoleHold');
  return play;
}

describe('a caller whom nobody looks after in the hold area', () => {
  test('waits for operators again, as a recall, and for the one who held him first', () => {
    const play = holding();
    play.wait(HOLD_RECALL_MS - 1_000);
    expect(play.console('A').held).toHaveLength(1);
    play.wait(1_000);
    expect(play.console('A').held).toEqual([]);
    expect(play.waiting).toMatchObject([{ from: '804', kind: 'recall', presentedTo: ['A'] }]);
    play.answers('A');
    expect(play.cards('A')).toBe('804 connected | –');
    expect(play.end()).toBeNull();
  });

  test('comes back also while the operator talks to somebody else', () => {
    const play = holding();
    play.call('805', '890');
    play.answers('A');
    play.wait(HOLD_RECALL_MS);
    expect(play.cards('A')).toBe('805 connected | –');
    expect(play.waiting).toMatchObject([{ from: '804', kind: 'recall' }]);
    play.key('A', 'consoleRelease');
    play.answers('A');
    expect(play.cards('A')).toBe('804 connected | –');
    expect(play.end()).toBeNull();
  });

  test('is not torn from a consultation: who is announced stays with the operator', () => {
    const play = new Operators(quiet, ['A', 'B']);
    play.lift('801');
    play.call('804', '890');
    play.answers('A');
    play.key('A', 'consoleCall', { to: '806' });
    play.lift('806');
    play.wait(HOLD_RECALL_MS * 2);
    expect(play.cards('A')).toBe('804 held | 806 connected');
    expect(play.waiting).toEqual([]);
    expect(play.end()).toBeNull();
  });

  test('taken back in time, the time begins anew', () => {
    const play = holding();
    play.wait(HOLD_RECALL_MS - 1_000);
    play.key('A', 'consoleRetrieve', { call: null });
    play.key('A', 'consoleHold');
    play.wait(HOLD_RECALL_MS - 1_000);
    expect(play.console('A').held).toHaveLength(1);
    expect(play.end()).toBeNull();
  });
});
