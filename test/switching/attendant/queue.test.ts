import { describe, expect, test } from 'vitest';
import type { Diversion } from '#switching/model.ts';
import { Operators } from './operators.ts';

describe('a call for the operators', () => {
  test('is shown at every console in service, and rings at their telephones', () => {
    const play = new Operators();
    play.call('804', '890');
    expect(play.waiting).toMatchObject([
      {
        group: '890',
        kind: 'local',
        level: 3,
        from: '804',
        to: '890',
        urgent: false,
        presentedTo: ['A', 'B'],
      },
    ]);
    expect(play.ringing).toEqual(['801', '802']);
    expect(play.hears('804')).toBe('ringback');
  });

  test('goes to the operator who lifts first; the other telephone is silent', () => {
    const play = new Operators();
    play.call('804', '890');
    play.lift('802');
    expect(play.hears('804')).toBe('802');
    expect(play.ringing).toEqual([]);
    expect(play.waiting).toEqual([]);
    expect(play.cards('B')).toBe('804 connected | –');
    expect(play.console('B').state).toBe('busy');
    expect(play.console('A').state).toBe('idle');
    play.hangUp('804');
    expect(play.console('B').state).toBe('idle');
    expect(play.hears('802')).toBe('silence');
    expect(play.lastStays).toMatchObject([{ group: '890', kind: 'local', console: 'B', outcome: 'served' }]);
    expect(play.end()).toBeNull();
  });

  test('talks at once when a telephone that is off-hook answers by key', () => {
    const play = new Operators();
    play.lift('801');
    expect(play.state('801')).toBe('attending');
    expect(play.hears('801')).toBe('silence');
    play.ringsIn('L1');
    expect(play.ringing).toEqual(['802']);
    play.answers('A');
    expect(play.hears('801')).toBe('L1');
    expect(play.cards('A')).toBe('13800138000 connected | –');
    expect(play.ringing).toEqual([]);
  });

  test('rings at the console that has answered when its telephone is on-hook, and at no other', () => {
    const play = new Operators();
    play.call('804', '890');
    play.answers('B');
    expect(play.ringing).toEqual(['802']);
    expect(play.waiting).toMatchObject([{ presentedTo: ['B'] }]);
    play.lift('802');
    expect(play.hears('804')).toBe('802');
    expect(play.end()).toBeNull();
  });

  test('is everybody’s again when the console that has answered does not lift its telephone', () => {
    const play = new Operators();
    play.call('804', '890');
    play.answers('B');
    play.wait(21_000);
    expect(play.ringing).toEqual(['801', '802']);
    expect(play.asks('A', 'consoleAnswer', { call: null })).toMatchObject({ ok: true });
  });

  test('is answered by one of two consoles that ask in the same instant; the other hears who has it', () => {
    const play = new Operators();
    play.lift('801', '802');
    play.call('804', '890');
    const { call } = play.waiting[0]!;
    play.key('B', 'consoleAnswer', { call });
    expect(play.asks('A', 'consoleAnswer', { call })).toEqual({ ok: false, why: 'taken', by: 'B' });
    expect(play.hears('804')).toBe('802');
    expect(play.hears('801')).toBe('silence');
  });

  test('is also taken when the first of two has yet to lift its telephone', () => {
    const play = new Operators();
    play.call('804', '890');
    const { call } = play.waiting[0]!;
    play.key('A', 'consoleAnswer', { call });
    expect(play.asks('B', 'consoleAnswer', { call })).toEqual({ ok: false, why: 'taken', by: 'A' });
  });

  test('whose caller hangs up leaves no console ringing, and is recorded as abandoned', () => {
    const play = new Operators();
    play.call('804', '890');
    play.wait(5_000);
    play.hangUp('804');
    expect(play.ringing).toEqual([]);
    expect(play.waiting).toEqual([]);
    expect(play.lastStays).toMatchObject([
      { group: '890', console: null, answeredAt: null, outcome: 'abandoned' },
    ]);
    expect(play.end()).toBeNull();
  });

  test('from outside is not answered before an operator answers', () => {
    const play = new Operators();
    play.ringsIn('L1');
    expect(play.seized('L1')).toBe(false);
    play.lift('801');
    expect(play.seized('L1')).toBe(true);
    expect(play.hears('L1')).toBe('801');
  });
});

describe('operators see who has forwarded a call to them', () => {
  const sentOn = (play: Operators) => play.waiting.map(({ to, sentOnBy }) => [to, sentOnBy?.number ?? null]);
  const forwards = (play: Operators, device: string, to: string) => {
    const forward = { all: to, busy: null, noAnswer: null, offline: null };
    play.send({ kind: 'command', id: 99, command: { op: 'setSubscriber', device, change: { forward } } });
  };

  test('to their group or to their telephone; whoever calls them directly nobody has', () => {
    const play = new Operators();
    forwards(play, '805', '890');
    play.call('804', '805');
    expect(sentOn(play)).toEqual([['805', '805']]);
    expect(play.waiting[0]!.sentOnBy!.name).not.toBe('');
    play.hangUp('804');
    forwards(play, '805', '801');
    play.call('804', '805');
    expect(sentOn(play)).toEqual([['801', '805']]);
    play.hangUp('804');
    play.call('804', '890');
    expect(sentOn(play)).toEqual([['890', null]]);
    expect(play.waiting[0]).not.toHaveProperty('sentOnBy');
  });

  test('nobody any more, when whom they have put through comes back', () => {
    const play = new Operators();
    forwards(play, '805', '806');
    play.lift('801');
    play.call('804', '890');
    play.answers('A');
    play.key('A', 'consoleSend', { to: '805' });
    expect(play.ringing).toEqual(['806']);
    play.wait(60_000);
    expect(play.waiting).toMatchObject([{ kind: 'recall', from: '804' }]);
    expect(play.waiting[0]).not.toHaveProperty('sentOnBy');
  });

  test('somebody outside only where he does not hide himself', () => {
    const outside = (hidden: boolean) => {
      const play = new Operators();
      const by: Diversion = {
        ...{ number: '02066660000', name: 'Shop', publicNumber: '', why: 'no-answer', count: 1 },
        ...{ outside: true, hidden },
      };
      const callerId = { number: '13800138000', name: '', absence: '' } as const;
      play.send({ kind: 'callerId', port: play.port('L1'), callerId, diversions: [by] });
      play.burst('L1');
      return play.waiting.map(({ sentOnBy }) => sentOnBy);
    };
    expect(outside(false)).toEqual([{ number: '02066660000', name: 'Shop' }]);
    expect(outside(true)).toEqual([undefined]);
  });
});

describe('the order of presentation', () => {
  test('is that of the levels, and within one the order of coming', () => {
    const play = new Operators({ telephoneRings: false });
    play.call('804', '890');
    play.call('805', '890');
    play.ringsIn('L1', '111');
    expect(play.queue).toEqual(['111', '804', '805']);
    play.lift('801');
    play.answers('A');
    expect(play.hears('801')).toBe('L1');
  });

  test('an urgent call goes before those of a better level that are not', () => {
    const play = new Operators({ telephoneRings: false });
    play.call('804', '890');
    play.wait(28_000);
    play.ringsIn('L1', '111');
    expect(play.queue).toEqual(['111', '804']);
    expect(play.waiting.map(({ urgent }) => urgent)).toEqual([false, false]);
    play.wait(2_000);
    expect(play.queue).toEqual(['804', '111']);
    expect(play.waiting.map(({ urgent }) => urgent)).toEqual([true, false]);
  });

  test('an important caller goes before others of his level', () => {
    const callers = [
      { pattern: '222', reason: 'mayor', treat: { kind: 'important', number: null } },
    ] as const;
    const play = new Operators({ telephoneRings: false, services: { callers } });
    play.ringsIn('L1', '111');
    play.ringsIn('L2', '222');
    expect(play.queue).toEqual(['222', '111']);
    expect(play.waiting[0]).toMatchObject({ important: true, urgent: true });
  });

  test('any call in the queue is answered by its own key', () => {
    const play = new Operators({ telephoneRings: false });
    play.lift('801');
    play.call('804', '890');
    play.call('805', '890');
    const [, second] = play.waiting;
    play.key('A', 'consoleAnswer', { call: second!.call });
    expect(play.hears('805')).toBe('801');
    expect(play.queue).toEqual(['804']);
  });

  test('a kind that no level names belongs to the last one', () => {
    const play = new Operators({ telephoneRings: false });
    play.call('804', '801');
    expect(play.waiting).toMatchObject([{ kind: 'private', level: 4, presentedTo: ['A'] }]);
  });
});

describe('delayed ring', () => {
  const levels = [{ key: 1, name: 'All', kinds: [], priority: 1, urgentPriority: 1, ringDelayMs: 6_000 }];

  test('the console shows the call at once, its telephone rings later', () => {
    const play = new Operators({ first: { levels } });
    play.call('804', '890');
    expect(play.waiting).toHaveLength(1);
    expect(play.ringing).toEqual([]);
    play.wait(6_000);
    expect(play.ringing).toEqual(['801', '802']);
  });

  test('a console whose telephone shall not ring is only shown the call', () => {
    const play = new Operators({ telephoneRings: false });
    play.call('804', '890');
    play.wait(20_000);
    expect(play.ringing).toEqual([]);
    expect(play.waiting).toMatchObject([{ presentedTo: ['A', 'B'] }]);
  });
});

describe('what a waiting caller hears', () => {
  test('the greeting once, then music', () => {
    const play = new Operators({ first: { greeting: 'welcome' } });
    play.call('804', '890');
    expect(play.hears('804')).toBe('welcome');
    play.wait(2_500);
    expect(play.hears('804')).toBe('music');
    play.lift('801');
    expect(play.hears('804')).toBe('801');
  });

  test('from outside, too: the line is answered for the greeting', () => {
    const play = new Operators({ first: { greeting: 'greeting' } });
    play.ringsIn('L1');
    expect(play.hears('L1')).toBe('greeting');
    expect(play.seized('L1')).toBe(true);
    play.wait(2_500);
    expect(play.hears('L1')).toBe('music');
    play.lift('801');
    expect(play.hears('L1')).toBe('801');
    play.farEndGoes('L1');
    expect(play.end()).toBeNull();
  });

  test('answered in the middle of the greeting, he hears the operator', () => {
    const play = new Operators({ first: { greeting: 'greeting' } });
    play.ringsIn('L1');
    play.lift('801');
    expect(play.hears('L1')).toBe('801');
    play.wait(5_000);
    expect(play.hears('L1')).toBe('801');
  });

  test('gone in the middle of it, nothing is left', () => {
    const play = new Operators({ first: { greeting: 'greeting' } });
    play.call('804', '890');
    play.hangUp('804');
    play.ringsIn('L1');
    play.farEndGoes('L1');
    expect(play.end()).toBeNull();
  });
});

describe('dealt to the one who has been idle longest', () => {
  test('one console at a time, and the next call to the next', () => {
    const play = new Operators({ first: { hunt: 'longest-idle' } });
    play.wait(1_000);
    play.call('804', '890');
    expect(play.ringing).toEqual(['801']);
    play.call('805', '890');
    expect(play.ringing).toEqual(['801', '802']);
    expect(play.waiting.map(({ presentedTo }) => presentedTo)).toEqual([['A'], ['B']]);
  });

  test('who has just served comes last', () => {
    const play = new Operators({ first: { hunt: 'longest-idle' } });
    play.call('804', '890');
    play.lift('801');
    play.wait(1_000);
    play.hangUp('804', '801');
    play.call('805', '890');
    expect(play.ringing).toEqual(['802']);
  });

  test('a call that one does not answer is dealt to the other, and the first is absent', () => {
    const play = new Operators({ first: { hunt: 'longest-idle' } });
    play.call('804', '890');
    play.wait(81_000);
    expect(play.console('A').state).toBe('absent');
    expect(play.ringing).toEqual(['802']);
  });
});
