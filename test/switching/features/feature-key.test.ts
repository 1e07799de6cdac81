import { describe, expect, test } from 'vitest';
import { settingsAt, subscriberView } from '#switching/exchange.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { KeyFeature, Reply } from '#switching/model.ts';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

interface Said {
  readonly noAnswerMs?: number;
}

function presses(
  play: Play,
  device: string,
  feature: KeyFeature,
  on: boolean,
  number = '',
  said: Said = {},
): Reply {
  play.send({ kind: 'command', id: 1, command: { op: 'setFeature', device, feature, on, number, ...said } });
  return play.all('reply').at(-1)!.reply;
}

const setsOf = (play: Play, number: string) => subscriberView(play.exchange, number)!;

describe('keys of a telephone for what feature codes set', () => {
  test('do-not-disturb is set by the key and cleared by the code, and the other way round', () => {
    const play = new Play(fullOffice());
    expect(presses(play, '803', 'do-not-disturb', true)).toEqual({ ok: true, call: null });
    play.call('801', '803');
    expect(play.hears('801')).toBe('do-not-disturb');
    play.hangUp('801');
    play.code('803', '#56#');
    expect(setsOf(play, '803').doNotDisturb).toBe(false);
    play.code('803', '*56#');
    presses(play, '803', 'do-not-disturb', false);
    expect(setsOf(play, '803').doNotDisturb).toBe(false);
  });

  test('each way to forward is set by itself, and cleared by itself', () => {
    const play = new Play(fullOffice());
    presses(play, '803', 'forward-all', true, '801');
    presses(play, '803', 'forward-busy', true, '802');
    presses(play, '803', 'forward-no-answer', true, '804');
    expect(setsOf(play, '803').forward).toEqual({ all: '801', busy: '802', noAnswer: '804', offline: null });
    presses(play, '803', 'forward-all', false);
    expect(setsOf(play, '803').forward).toEqual({ all: null, busy: '802', noAnswer: '804', offline: null });
  });

  test.each([
    ['leads nowhere', '2'],
    ['is the telephone’s own', '803'],
    ['cannot be dialled', '8o1'],
    ['is missing', ''],
  ])('a number that %s is refused as by code, and what was set stays', (_what, number) => {
    const play = new Play(fullOffice());
    presses(play, '803', 'forward-all', true, '801');
    expect(presses(play, '803', 'forward-all', true, number)).toEqual({ ok: false, why: 'bad-number' });
    expect(setsOf(play, '803').forward.all).toBe('801');
  });

  test('a class of service that may not use the code may not use the key either', () => {
    const play = new Play(fullOffice());
    expect(presses(play, '808', 'forward-all', true, '801')).toEqual({ ok: false, why: 'not-permitted' });
    expect(setsOf(play, '808').forward.all).toBeNull();
    expect(play.all('trace').at(-1)).toMatchObject({ rule: 'feature.refused' });
    expect(presses(play, '808', 'forward-busy', true, '801').ok).toBe(true);
  });

  test('it counts for who is logged in at the telephone, not for the telephone', () => {
    const office = fullOffice();
    const extensions = office.extensions.map((one) =>
      one.number === '804' ? { ...one, hotDesk: true } : one,
    );
    const play = new Play({ ...office, extensions });
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'setSubscriber', device: '803', change: { at: '804' } },
    });
    presses(play, '804', 'do-not-disturb', true);
    expect([setsOf(play, '803').doNotDisturb, setsOf(play, '804').doNotDisturb]).toEqual([true, false]);
    expect(settingsAt(play.exchange, '804')).toBe(setsOf(play, '803'));
    expect(settingsAt(play.exchange, '801')?.doNotDisturb).toBe(false);
    expect(settingsAt(play.exchange, '899')).toBeNull();
  });

  test('nobody has such a telephone', () => {
    const play = new Play(fullOffice());
    expect(presses(play, '899', 'do-not-disturb', true)).toEqual({ ok: false, why: 'no-such-device' });
  });
});

describe('how long it rings before a call is forwarded on no answer', () => {
  /** Who rings after so many seconds of a call to 803. */
  function ringsAfter(play: Play, ...seconds: readonly number[]): readonly string[] {
    play.call('801', '803');
    const heard: string[] = [];
    let passed = 0;
    for (const second of seconds) {
      play.wait((second - passed) * 1_000);
      passed = second;
      heard.push(play.ringing.join());
    }
    play.hangUp('801');
    return heard;
  }

  test('is what the telephone has said, less or more than the office says', () => {
    const play = new Play(fullOffice());
    presses(play, '803', 'forward-no-answer', true, '804');
    expect(ringsAfter(play, 19, 20)).toEqual(['803', '804']);
    presses(play, '803', 'forward-no-answer', true, '804', { noAnswerMs: 12_000 });
    expect(ringsAfter(play, 11, 12)).toEqual(['803', '804']);
    presses(play, '803', 'forward-no-answer', true, '804', { noAnswerMs: 54_000 });
    expect(ringsAfter(play, 53, 54)).toEqual(['803', '804']);
    expect(play.effects.filter((effect) => effect.kind === 'keep').at(-1)).toMatchObject({
      kept: { what: 'subscriber', value: { noAnswerMs: 54_000 } },
    });
  });

  test('stays when the number changes, and is the office’s again after the forward was cleared, by whatever way', () => {
    const play = new Play(fullOffice());
    const says12 = () => presses(play, '803', 'forward-no-answer', true, '804', { noAnswerMs: 12_000 });
    says12();
    play.code('803', '*41*805#');
    expect(setsOf(play, '803')).toMatchObject({ forward: { noAnswer: '805' }, noAnswerMs: 12_000 });
    play.code('803', '#41#');
    play.code('803', '*41*804#');
    expect(ringsAfter(play, 19, 20)).toEqual(['803', '804']);
    says12();
    const forward = { all: null, busy: null, noAnswer: null, offline: null };
    play.send({
      kind: 'command',
      id: 2,
      command: { op: 'setSubscriber', device: '803', change: { forward } },
    });
    expect(setsOf(play, '803').noAnswerMs).toBeNull();
  });

  test('is said of no other feature, and not by a key that was refused', () => {
    const play = new Play(fullOffice());
    presses(play, '803', 'forward-no-answer', true, '804');
    presses(play, '803', 'forward-all', true, '804', { noAnswerMs: 12_000 });
    presses(play, '803', 'forward-no-answer', true, '2', { noAnswerMs: 12_000 });
    expect(setsOf(play, '803').noAnswerMs).toBeNull();
  });

  test('is the same for a caller who knocks', () => {
    const play = new Play(fullOffice());
    const forward = { all: null, busy: null, noAnswer: '804', offline: null };
    const value = { ...FRESH_SUBSCRIBER, callWaiting: true, forward, noAnswerMs: 12_000 };
    play.send({ kind: 'restore', kept: [{ what: 'subscriber', key: '803', value }] });
    play.call('802', '803');
    play.lift('803');
    expect(ringsAfter(play, 11, 12)).toEqual(['', '804']);
  });
});
