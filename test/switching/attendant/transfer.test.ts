import { describe, expect, test } from 'vitest';
import { Operators } from './operators.ts';

/** L1 is answered by A, whose telephone is off-hook. */
function withCaller(wishes: ConstructorParameters<typeof Operators>[0] = {}): Operators {
  const play = new Operators({ telephoneRings: false, ...wishes });
  play.lift('801');
  play.ringsIn('L1', '13800138000');
  play.answers('A');
  expect(play.cards('A')).toBe('13800138000 connected | –');
  return play;
}

describe('announce and transfer', () => {
  test('the source waits with music while the operator speaks with the destination', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    expect(play.cards('A')).toBe('13800138000 held | 804 alerting');
    expect(play.hears('L1')).toBe('music');
    expect(play.hears('801')).toBe('ringback');
    play.lift('804');
    expect(play.cards('A')).toBe('13800138000 held | 804 connected');
    expect(play.hears('801')).toBe('804');
  });

  test('one key more and both are together, the operator free for the next', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.lift('804');
    play.key('A', 'consoleTransfer');
    expect(play.hears('804')).toBe('L1');
    expect(play.hears('801')).toBe('silence');
    expect(play.cards('A')).toBe('– | –');
    expect(play.console('A').state).toBe('idle');
    play.farEndGoes('L1');
    play.hangUp('804');
    expect(play.lastStays).toMatchObject([{ console: 'A', kind: 'trunk', outcome: 'served' }]);
    expect(play.end()).toBeNull();
  });

  test('to a telephone that still rings: the caller hears it, and its answer', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.key('A', 'consoleTransfer');
    expect(play.hears('L1')).toBe('ringback');
    play.lift('804');
    expect(play.hears('804')).toBe('L1');
  });

  test('an unanswered one comes back to the same operator first, then to the group', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.key('A', 'consoleTransfer');
    play.wait(30_000);
    expect(play.ringing).toEqual([]);
    expect(play.waiting).toMatchObject([
      { kind: 'recall', level: 1, from: '13800138000', to: '804', presentedTo: ['A'] },
    ]);
    play.wait(30_000);
    expect(play.waiting).toMatchObject([{ presentedTo: ['A', 'B'], urgent: true }]);
    play.answers('A');
    expect(play.hears('801')).toBe('L1');
  });

  test('when the operator has left meanwhile it comes back to the group at once', () => {
    const play = withCaller();
    play.key('A', 'consoleSend', { to: '804' });
    play.key('A', 'consoleOut');
    play.wait(30_000);
    expect(play.waiting).toMatchObject([{ kind: 'recall', presentedTo: ['B'] }]);
  });

  test('fast, on one key', () => {
    const play = withCaller();
    play.key('A', 'consoleSend', { to: '804' });
    expect(play.cards('A')).toBe('– | –');
    expect(play.ringing).toEqual(['804']);
    expect(play.hears('L1')).toBe('ringback');
    play.lift('804');
    expect(play.hears('L1')).toBe('804');
    expect(play.end()).toBeNull();
  });

  test('by hanging up, as at any telephone', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.lift('804');
    play.hangUp('801');
    expect(play.hears('L1')).toBe('804');
    expect(play.console('A')).toMatchObject({ state: 'idle', telephone: 'on-hook' });
    expect(play.end()).toBeNull();
  });

  test('release with two parties leaves them together, with one it is let go', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.lift('804');
    play.key('A', 'consoleRelease');
    expect(play.hears('L1')).toBe('804');
    play.call('805', '890');
    play.answers('A');
    play.key('A', 'consoleRelease');
    expect(play.hears('805')).toBe('busy');
    expect(play.hears('801')).toBe('silence');
    expect(play.end()).toBeNull();
  });
});

describe('when the destination cannot be had', () => {
  test('busy: the card says so, the source still waits, and cancel brings the operator back', () => {
    const play = withCaller();
    play.lift('804');
    play.key('A', 'consoleCall', { to: '804' });
    expect(play.cards('A')).toBe('13800138000 held | 804 busy');
    expect(play.hears('801')).toBe('busy');
    play.key('A', 'consoleCancel');
    expect(play.cards('A')).toBe('13800138000 connected | –');
    expect(play.hears('L1')).toBe('801');
  });

  test('the busy tone is followed by silence, never by the howler', () => {
    const play = withCaller();
    play.lift('804');
    play.key('A', 'consoleCall', { to: '804' });
    play.wait(300_000);
    expect(play.hears('801')).toBe('silence');
    expect(play.state('801')).toBe('attending');
    expect(play.cards('A')).toBe('13800138000 held | 804 busy');
  });

  test('busy: the caller camps on, is served when it is free, and comes back when that takes too long', () => {
    const play = withCaller();
    play.lift('804');
    play.key('A', 'consoleCall', { to: '804' });
    play.key('A', 'consoleCampOn');
    expect(play.cards('A')).toBe('– | –');
    expect(play.hears('L1')).toBe('music');
    play.wait(60_000);
    expect(play.waiting).toMatchObject([{ kind: 'recall', to: '804', presentedTo: ['A'] }]);
    play.answers('A');
    play.key('A', 'consoleCall', { to: '804' });
    play.key('A', 'consoleTransfer');
    play.hangUp('804');
    expect(play.ringing).toEqual(['804']);
    play.lift('804');
    expect(play.hears('804')).toBe('L1');
  });

  test('no answer, or it has hung up: it is rung again on one key', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '804' });
    play.wait(60_000);
    expect(play.cards('A')).toBe('13800138000 held | 804 no-answer');
    play.key('A', 'consoleRingAgain');
    expect(play.cards('A')).toBe('13800138000 held | 804 alerting');
    play.lift('804');
    play.hangUp('804');
    expect(play.cards('A')).toBe('13800138000 held | 804 failed');
    play.key('A', 'consoleRingAgain');
    play.lift('804');
    play.key('A', 'consoleTransfer');
    expect(play.hears('804')).toBe('L1');
    expect(play.end()).toBeNull();
  });

  test('no such number: failed, and the caller is not lost', () => {
    const play = withCaller();
    play.key('A', 'consoleCall', { to: '899' });
    expect(play.cards('A')).toBe('13800138000 held | 899 failed');
    play.hangUp('801');
    expect(play.waiting).toMatchObject([{ kind: 'recall', from: '13800138000' }]);
    expect(play.end()).toBeNull();
  });

  test('two outside lines that nobody would release are not connected', () => {
    const play = withCaller({ trunk: { releaseBy: [] } });
    play.key('A', 'consoleCall', { to: '95551234' });
    play.tone('L2', 'dial');
    play.wait(5_000);
    play.polarity('L2', true);
    expect(play.asks('A', 'consoleTransfer')).toMatchObject({ ok: false, why: 'not-permitted' });
    play.key('A', 'consoleCancel');
    expect(play.hears('L1')).toBe('801');
  });

  test('trunk to trunk with release supervision: when one far end goes, both lines are free', () => {
    const play = withCaller();
    play.polarity('L2', false);
    play.key('A', 'consoleCall', { to: '95551234' });
    play.tone('L2', 'dial');
    play.wait(5_000);
    play.polarity('L2', true);
    play.key('A', 'consoleTransfer');
    expect(play.hears('L1')).toBe('L2');
    play.farEndGoes('L1');
    expect(play.seized('L1')).toBe(false);
    expect(play.seized('L2')).toBe(false);
    expect(play.end()).toBeNull();
  });
});

describe('a caller who hangs up', () => {
  const steps: readonly (readonly [string, (play: Operators) => void])[] = [
    ['while he is with the operator', () => undefined],
    ['while the destination rings', (play) => play.key('A', 'consoleCall', { to: '804' })],
    [
      'while the operator speaks with the destination',
      (play) => {
        play.key('A', 'consoleCall', { to: '804' });
        play.lift('804');
      },
    ],
    [
      'while the destination is busy',
      (play) => {
        play.lift('804');
        play.key('A', 'consoleCall', { to: '804' });
      },
    ],
    ['in the hold area', (play) => play.key('A', 'consoleHold')],
    ['after he was sent on', (play) => play.key('A', 'consoleSend', { to: '804' })],
    [
      'after a toggle',
      (play) => {
        play.key('A', 'consoleCall', { to: '804' });
        play.lift('804');
        play.key('A', 'consoleToggle');
      },
    ],
    ['in a park slot', (play) => play.key('A', 'consolePark', { slot: null })],
    [
      'in a conference',
      (play) => {
        play.key('A', 'consoleCall', { to: '804' });
        play.lift('804');
        play.key('A', 'consoleConference');
      },
    ],
    [
      'while he waits again',
      (play) => {
        play.key('A', 'consoleSend', { to: '804' });
        play.wait(31_000);
      },
    ],
  ];
  test.each(steps)('%s leaves nothing behind', (_, step) => {
    const play = withCaller();
    step(play);
    play.farEndGoes('L1');
    expect(play.console('A').held).toEqual([]);
    expect(play.waiting).toEqual([]);
    expect(play.end()).toBeNull();
  });

  test.each(steps)('%s: the telephone of the operator fails instead, and he is not lost', (_, step) => {
    const play = withCaller();
    step(play);
    const before = play.records.length;
    play.health('801', false);
    expect(play.seized('L1')).toBe(true);
    expect(play.records.slice(before).filter(({ from }) => from === '13800138000')).toEqual([]);
    play.health('801', true);
    play.farEndGoes('L1');
    expect(play.end()).toBeNull();
  });
});
