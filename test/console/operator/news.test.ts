import { describe, expect, test } from 'vitest';
import type { DeskView } from '../../../firmware/console/operator/contract.ts';
import type { Desk } from '../../../firmware/console/operator/desk.ts';
import { type Did, news } from '../../../firmware/console/operator/news.ts';
import { card, deskWith, waitingCall } from './desk.ts';

const caller = card('02155501234', '上海代理商', { outside: true });
const held = { ...caller, state: 'held' } as const;
const rings = card('8203', '', { state: 'alerting' });
const talks = { ...rings, state: 'connected' } as const;

const keys = (before: Desk, now: Desk, did: Did | null = null) =>
  news(before, now, did).map(({ key, loud }) => `${loud ? '!' : ''}${key}`);
const did = (op: Did['op']): Did => ({ op, source: caller.call, destination: rings.call });

describe('each event is one sentence, and only new and urgent calls interrupt', () => {
  const call = waitingCall('803', '');

  test('a new call, and the same call when it becomes urgent', () => {
    expect(keys(deskWith(), deskWith({ waiting: [call] }))).toEqual(['!op.say.new']);
    const urgent = { ...call, urgent: true };
    expect(keys(deskWith({ waiting: [call] }), deskWith({ waiting: [urgent] }))).toEqual(['!op.say.urgent']);
    expect(keys(deskWith(), deskWith({ waiting: [urgent] }))).toEqual(['!op.say.newUrgent']);
    expect(keys(deskWith({ waiting: [call] }), deskWith({ waiting: [call] }))).toEqual([]);
  });

  test('a call that was forwarded says by whom', () => {
    const sentOn = { ...call, sentOnBy: { number: '8102', name: '李丽' } };
    const [said] = news(deskWith(), deskWith({ waiting: [sentOn] }), null);
    expect(said).toMatchObject({ key: 'op.say.newSentOn', values: { by: '李丽 8102' }, loud: true });
    const urgent = { ...sentOn, urgent: true, sentOnBy: { number: '8102', name: '' } };
    const [hurry] = news(deskWith(), deskWith({ waiting: [urgent] }), null);
    expect(hurry).toMatchObject({ key: 'op.say.newUrgentSentOn', values: { by: '8102' } });
  });

  test('a caller is answered, with the notes that came with him', () => {
    const before = deskWith({ waiting: [call] });
    expect(keys(before, deskWith({ source: caller }))).toEqual(['op.say.talk']);
    expect(keys(before, deskWith({ source: { ...caller, notes: 'order' } }))).toEqual(['op.say.talkNotes']);
  });

  test('the wanted party rings, answers, is busy, does not answer', () => {
    const source = deskWith({ source: held });
    const ringing = deskWith({ source: held, destination: rings });
    expect(keys(source, ringing)).toEqual(['op.say.rings']);
    expect(keys(ringing, deskWith({ source: held, destination: talks }))).toEqual(['op.say.answers']);
    for (const [state, key] of [
      ['busy', 'op.say.busy'],
      ['no-answer', 'op.say.noAnswer'],
      ['failed', 'op.say.failed'],
    ] as const) {
      expect(keys(source, deskWith({ source: held, destination: { ...rings, state } }))).toEqual([key]);
    }
  });

  test('a wake-up call that nobody has answered interrupts, once', () => {
    const wakeUp = { number: '8203', name: '王芳', minuteOfDay: 450, by: 'lin', missed: false };
    const missed = { wakeUps: [{ ...wakeUp, missed: true }] };
    expect(keys(deskWith(), deskWith({ wakeUps: [wakeUp] }))).toEqual([]);
    expect(keys(deskWith({ wakeUps: [wakeUp] }), deskWith(missed))).toEqual(['!op.say.wakeUpMissed']);
    expect(keys(deskWith(missed), deskWith({ ...missed }))).toEqual([]);
  });

  test('together: nobody is said to have hung up', () => {
    const before = deskWith({ source: held, destination: talks });
    expect(keys(before, deskWith(), did('consoleTransfer'))).toEqual(['op.say.transferred']);
  });
});

describe('whoever hangs up in the middle of a step is told', () => {
  test.each<[string, Pick<DeskView, 'source'> & Partial<DeskView>]>([
    ['while he talks', { source: caller }],
    ['while the wanted party rings', { source: held, destination: rings }],
    ['while the wanted party is told of him', { source: held, destination: talks }],
  ])('the caller, %s', (_, view) => {
    const { source, ...rest } = view;
    expect(keys(deskWith({ source, ...rest }), deskWith(rest))).toContain('op.say.sourceGone');
  });

  test('the wanted party; that the operator is back with the caller goes without saying', () => {
    const before = deskWith({ source: held, destination: talks });
    expect(keys(before, deskWith({ source: caller }))).toEqual(['op.say.destinationGone']);
  });

  test('a caller on hold', () => {
    expect(keys(deskWith({ held: [held] }), deskWith())).toEqual(['op.say.heldGone']);
  });

  test('but not whoever the operator let go, put on hold or took back', () => {
    const before = deskWith({ source: caller });
    expect(keys(before, deskWith(), did('consoleRelease'))).toEqual([]);
    expect(keys(before, deskWith({ held: [held] }), did('consoleHold'))).toEqual(['op.say.held']);
    expect(keys(deskWith({ held: [held] }), before, did('consoleRetrieve'))).toEqual(['op.say.talk']);
    const consulting = deskWith({ source: held, destination: rings });
    expect(keys(consulting, before, did('consoleCancel'))).toEqual(['op.say.back']);
  });
});

describe('the link', () => {
  test('a cut is told, and what happened meanwhile is not told again call by call', () => {
    const up = deskWith();
    const cut = { ...up, link: 'down', seat: 'sitting' } as const;
    expect(keys(up, cut)).toEqual(['op.say.linkLost']);
    expect(keys(cut, deskWith({ waiting: [waitingCall('803', ''), waitingCall('804', '')] }))).toEqual([
      'op.say.linkBack',
    ]);
  });

  test('a reload says how things stand, once', () => {
    const before = { ...deskWith(), view: null };
    expect(keys(before, deskWith({ source: caller, waiting: [waitingCall('803', '')] }))).toEqual([
      'op.say.seated',
    ]);
  });

  test('another window took the console', () => {
    expect(keys(deskWith(), { ...deskWith(), seat: 'taken' })).toEqual(['op.say.taken']);
  });
});

describe('how the calls of a group are distributed', () => {
  const group = deskWith().view!.groups[0]!;
  const standing = (change: Partial<typeof group>) => deskWith({ groups: [{ ...group, ...change }] });

  test('is told when it is set by hand and when it is given back, not when the group itself leaves', () => {
    const mode1 = standing({ mode: 'mode1', byHand: true });
    expect(keys(deskWith(), mode1)).toEqual(['op.say.group.mode1']);
    expect(keys(mode1, standing({ mode: 'night', byHand: true }))).toEqual(['op.say.group.night']);
    expect(keys(mode1, deskWith())).toEqual(['op.say.group.auto']);
    expect(keys(deskWith(), standing({ mode: 'night', state: 'unplugged' }))).toEqual([]);
  });
});

test('who comes back from hold as a recall is told as a call that waits, not as one who hung up', () => {
  const onHold = card('8107', '', { state: 'held' });
  const back = waitingCall('8107', '', { call: onHold.call, kind: 'recall' });
  expect(keys(deskWith({ held: [onHold] }), deskWith({ waiting: [back] }))).toEqual(['!op.say.new']);
  expect(keys(deskWith({ held: [onHold] }), deskWith())).toEqual(['op.say.heldGone']);
});
