import { describe, expect, test } from 'vitest';
import { Operators } from './operators.ts';

const quiet = { telephoneRings: false };

/** 804 is with A, whose telephone is off-hook. */
function withCaller(wishes: ConstructorParameters<typeof Operators>[0] = {}): Operators {
  const play = new Operators({ ...quiet, ...wishes });
  play.lift('801');
  play.call('804', '890');
  play.answers('A');
  return play;
}

/** And 805 is called, and has answered. */
function withBoth(): Operators {
  const play = withCaller();
  play.key('A', 'consoleCall', { to: '805' });
  play.lift('805');
  return play;
}

describe('the hold area', () => {
  test('keeps several parties, each comes back by its key, the newest without', () => {
    const play = withCaller();
    play.key('A', 'consoleHold');
    expect(play.hears('804')).toBe('music');
    expect(play.console('A').state).toBe('idle');
    play.call('805', '890');
    play.answers('A');
    play.key('A', 'consoleHold');
    expect(play.console('A').held.map(({ number }) => number)).toEqual(['804', '805']);
    play.key('A', 'consoleRetrieve', { call: play.console('A').held[0]!.call });
    expect(play.cards('A')).toBe('804 connected | –');
    play.key('A', 'consoleHold');
    play.key('A', 'consoleRetrieve', { call: null });
    expect(play.cards('A')).toBe('804 connected | –');
    expect(play.console('A').held.map(({ number }) => number)).toEqual(['805']);
    expect(play.end()).toBeNull();
  });

  test('stays when the handset is put down, and a call from it rings the telephone first', () => {
    const play = withCaller();
    play.key('A', 'consoleHold');
    play.hangUp('801');
    expect(play.hears('804')).toBe('music');
    play.key('A', 'consoleRetrieve', { call: null });
    expect(play.ringing).toEqual(['801']);
    play.lift('801');
    expect(play.hears('804')).toBe('801');
    expect(play.end()).toBeNull();
  });

  test('goes back to the group when the operator leaves; the conversation under way stays', () => {
    const play = withCaller();
    play.key('A', 'consoleHold');
    play.call('805', '890');
    play.answers('A');
    play.key('A', 'consoleOut');
    expect(play.hears('805')).toBe('801');
    expect(play.waiting).toMatchObject([{ from: '804', kind: 'recall', presentedTo: ['B'] }]);
    expect(play.end()).toBeNull();
  });

  test('belongs to its console: another one hears who has the call', () => {
    const play = withCaller();
    play.key('A', 'consoleHold');
    const { call } = play.console('A').held[0]!;
    expect(play.asks('B', 'consoleRetrieve', { call })).toMatchObject({ why: 'taken', by: 'A' });
    expect(play.asks('B', 'consoleAnswer', { call })).toMatchObject({ why: 'taken', by: 'A' });
  });
});

describe('source and destination', () => {
  test('toggle changes over, and transfer works from either side', () => {
    const play = withBoth();
    play.key('A', 'consoleToggle');
    expect(play.cards('A')).toBe('804 connected | 805 held');
    expect(play.hears('805')).toBe('music');
    play.key('A', 'consoleTransfer');
    expect(play.hears('804')).toBe('805');
    expect(play.end()).toBeNull();
  });

  test('all three together, and two of them alone again', () => {
    const play = withBoth();
    play.key('A', 'consoleConference');
    expect(play.hears('801')).toBe('804 + 805');
    expect(play.console('A').conference).toBe(true);
    play.key('A', 'consoleSplit');
    expect(play.cards('A')).toBe('804 connected | 805 held');
    expect(play.hears('804')).toBe('801');
    expect(play.hears('805')).toBe('music');
    play.key('A', 'consoleToggle');
    expect(play.hears('805')).toBe('801');
    play.key('A', 'consoleRelease');
    expect(play.hears('804')).toBe('805');
    expect(play.end()).toBeNull();
  });

  test('the operator leaves a conference: the others stay together', () => {
    const play = withBoth();
    play.key('A', 'consoleConference');
    play.key('A', 'consoleRelease');
    expect(play.hears('804')).toBe('805');
    expect(play.console('A').state).toBe('idle');
    expect(play.end()).toBeNull();
  });

  test('cancel gives the destination up, also one that waits on hold', () => {
    const play = withBoth();
    play.key('A', 'consoleToggle');
    play.key('A', 'consoleCancel');
    expect(play.cards('A')).toBe('804 connected | –');
    expect(play.hears('805')).toBe('busy');
    expect(play.end()).toBeNull();
  });

  test('a call of the operator’s own from a telephone that is on-hook rings that first', () => {
    const play = new Operators(quiet);
    play.key('A', 'consoleCall', { to: '804' });
    expect(play.ringing).toEqual(['801']);
    play.lift('801');
    expect(play.ringing).toEqual(['804']);
    expect(play.cards('A')).toBe('– | 804 alerting');
    play.hangUp('801');
    expect(play.ringing).toEqual([]);
    expect(play.end()).toBeNull();
  });

  test('keys that mean nothing in this state are refused, and change nothing', () => {
    const play = new Operators(quiet);
    for (const op of ['consoleTransfer', 'consoleToggle', 'consoleConference', 'consoleSplit'] as const)
      expect(play.asks('A', op)).toMatchObject({ ok: false, why: 'not-in-that-state' });
    expect(play.asks('A', 'consoleAnswer', { call: null })).toMatchObject({ why: 'no-such-call' });
    expect(play.asks('A', 'consoleCall', { to: 'x' })).toMatchObject({ why: 'bad-number' });
    expect(play.asks('C', 'consoleHold')).toMatchObject({ why: 'not-in-that-state' });
    expect(play.asks('X', 'consoleHold')).toMatchObject({ why: 'no-such-device' });
    expect(play.end()).toBeNull();
  });
});

describe('park', () => {
  test('a party is fetched by anybody, or comes back to the operator', () => {
    const play = withCaller();
    play.key('A', 'consolePark', { slot: null });
    expect(play.cards('A')).toBe('– | –');
    play.call('806', '71');
    expect(play.hears('804')).toBe('806');
    play.hangUp('804', '806');
    play.call('804', '890');
    play.answers('A');
    play.key('A', 'consolePark', { slot: '72' });
    play.wait(120_000);
    expect(play.waiting).toMatchObject([{ kind: 'recall', from: '804', presentedTo: ['A'] }]);
    play.answers('A');
    expect(play.cards('A')).toBe('804 connected | –');
    expect(play.end()).toBeNull();
  });
});

describe('a reserved extension', () => {
  test('is busy for everybody else for a short time, and free for its console', () => {
    const play = withCaller();
    play.key('A', 'consoleReserve', { number: '805' });
    expect(play.console('A').reserved).toBe('805');
    play.call('806', '805');
    expect(play.hears('806')).toBe('busy');
    expect(play.asks('B', 'consoleReserve', { number: '805' })).toMatchObject({ why: 'not-in-that-state' });
    play.key('A', 'consoleCall', { to: '805' });
    expect(play.ringing).toEqual(['805']);
    expect(play.console('A').reserved).toBeNull();
  });

  test('is let go by itself', () => {
    const play = withCaller();
    play.key('A', 'consoleReserve', { number: '805' });
    play.wait(30_000);
    expect(play.console('A').reserved).toBeNull();
    play.call('806', '805');
    expect(play.ringing).toEqual(['805']);
  });
});

describe('by right', () => {
  const talking = () => {
    const play = new Operators(quiet);
    play.call('804', '805');
    play.lift('805');
    play.lift('801');
    return play;
  };

  test.each([
    ['listen', '804', '805 hears 804'],
    ['barge', '804', '805 hears 801 + 804'],
  ] as const)('an operator may %s', (how, number, heard) => {
    const play = talking();
    play.key('A', 'consoleIntrude', { number, how });
    expect(play.hears('801')).toBe('804 + 805');
    expect(`805 hears ${play.hears('805')}`).toBe(heard);
    play.hangUp('801');
    expect(play.hears('804')).toBe('805');
    expect(play.end()).toBeNull();
  });

  test('whisper: the own colleague alone hears the operator', () => {
    const play = talking();
    play.key('A', 'consoleIntrude', { number: '804', how: 'whisper' });
    expect(play.hears('804')).toContain('801');
    expect(play.hears('805')).toBe('804');
    expect(play.end()).toBeNull();
  });

  test('intercept: the other party is with the operator', () => {
    const play = talking();
    play.key('A', 'consoleIntrude', { number: '804', how: 'intercept' });
    expect(play.hears('801')).toBe('805');
    expect(play.hears('804')).toBe('busy');
    expect(play.cards('A')).toBe('805 connected | –');
    expect(play.end()).toBeNull();
  });

  test('forced release', () => {
    const play = talking();
    play.key('A', 'consoleForceRelease', { number: '804' });
    expect(play.hears('804')).toBe('busy');
    expect(play.hears('805')).toBe('busy');
    expect(play.end()).toBeNull();
  });

  test('not without the right, and never in an emergency call', () => {
    const play = talking();
    play.key('C', 'consoleIn');
    for (const how of ['listen', 'intercept'] as const)
      expect(play.asks('C', 'consoleIntrude', { number: '804', how })).toMatchObject({
        why: 'not-permitted',
      });
    expect(play.asks('C', 'consoleForceRelease', { number: '804' })).toMatchObject({ why: 'not-permitted' });
    play.talkOutside('806', '110', 'L1');
    expect(play.asks('A', 'consoleIntrude', { number: '806', how: 'listen' })).toMatchObject({ ok: false });
    expect(play.asks('A', 'consoleForceRelease', { number: '806' })).toMatchObject({ why: 'not-permitted' });
    expect(play.end()).toBeNull();
  });
});

describe('operator-dialled', () => {
  test('the wanted one is called, then who asked for him, and both are together', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.key('A', 'consoleCallFor', { from: '804', to: '805' });
    expect(play.ringing).toEqual(['805']);
    play.lift('805');
    expect(play.hears('805')).toBe('music');
    expect(play.ringing).toEqual(['804']);
    play.lift('804');
    expect(play.hears('804')).toBe('805');
    expect(play.hears('801')).toBe('silence');
    expect(play.console('A').state).toBe('idle');
    expect(play.end()).toBeNull();
  });

  test('who asked is busy: the operator has the wanted one on hold, and decides', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.lift('804');
    play.key('A', 'consoleCallFor', { from: '804', to: '805' });
    play.lift('805');
    expect(play.cards('A')).toBe('805 held | 804 busy');
    play.key('A', 'consoleCancel');
    expect(play.hears('805')).toBe('801');
    expect(play.end()).toBeNull();
  });
});

describe('a chained call', () => {
  test('comes back after each conversation, until it is let go', () => {
    const play = withCaller();
    play.key('A', 'consoleChain', { on: true });
    expect(play.console('A').chained).toBe(true);
    play.key('A', 'consoleSend', { to: '805' });
    play.lift('805');
    play.hangUp('805');
    expect(play.waiting).toMatchObject([{ kind: 'chained', from: '804', presentedTo: ['A'] }]);
    play.answers('A');
    expect(play.cards('A')).toBe('804 connected | –');
    play.key('A', 'consoleChain', { on: false });
    play.key('A', 'consoleSend', { to: '805' });
    play.lift('805');
    play.hangUp('805');
    expect(play.waiting).toEqual([]);
    expect(play.hears('804')).toBe('busy');
    expect(play.end()).toBeNull();
  });

  test('its caller hangs up in a conversation: nothing comes back', () => {
    const play = withCaller();
    play.key('A', 'consoleChain', { on: true });
    play.key('A', 'consoleSend', { to: '805' });
    play.lift('805');
    play.hangUp('804');
    expect(play.waiting).toEqual([]);
    expect(play.end()).toBeNull();
  });
});

describe('several at once', () => {
  test('a group call: everybody who answers is in one conference with the operator', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.lift('807');
    play.key('A', 'consoleGroupCall', { numbers: ['804', '805', '806', '807'], rollCall: false });
    expect(play.ringing).toEqual(['804', '805', '806']);
    play.lift('804', '805');
    expect(play.hears('801')).toBe('804 + 805');
    play.wait(30_000);
    expect(play.ringing).toEqual([]);
    expect(play.console('A').called.map(({ number, state }) => `${number} ${state}`)).toEqual([
      '804 answered',
      '805 answered',
      '806 no-answer',
      '807 busy',
    ]);
    play.hangUp('804');
    expect(play.console('A').called[0]?.state).toBe('released');
    play.key('A', 'consoleRelease');
    expect(play.hears('805')).toBe('busy');
    expect(play.end()).toBeNull();
  });

  test('nobody answers: the operator is free again', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.key('A', 'consoleGroupCall', { numbers: ['804', '805'], rollCall: false });
    play.wait(31_000);
    expect(play.state('801')).toBe('attending');
    expect(play.console('A').called.map(({ state }) => state)).toEqual(['no-answer', 'no-answer']);
    expect(play.end()).toBeNull();
  });

  test('a roll-call: each is let go after it has answered', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.key('A', 'consoleGroupCall', { numbers: ['804', '805'], rollCall: true });
    play.lift('804');
    expect(play.hears('801')).toBe('804');
    play.wait(3_000);
    expect(play.hears('804')).toBe('busy');
    play.lift('805');
    play.wait(3_000);
    expect(play.console('A').called.map(({ state }) => state)).toEqual(['released', 'released']);
    expect(play.state('801')).toBe('attending');
    expect(play.end()).toBeNull();
  });

  test('the operator hangs up in the middle: nobody goes on ringing', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.key('A', 'consoleGroupCall', { numbers: ['804', '805'], rollCall: false });
    play.hangUp('801');
    expect(play.ringing).toEqual([]);
    expect(play.end()).toBeNull();
  });
});

describe('a nuisance', () => {
  test('is marked by one key: recorded, and blocked from then on', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.ringsIn('L1', '5551');
    play.answers('A');
    play.key('A', 'consoleHarassing');
    play.key('A', 'consoleRelease');
    expect(play.lastRecord).toMatchObject({ from: '5551', harassing: true });
    play.wait(5_000);
    play.ringsIn('L2', '5551');
    expect(play.waiting).toEqual([]);
    expect(play.end()).toBeNull();
  });
});
