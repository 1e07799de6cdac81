import { describe, expect, test } from 'vitest';
import { portViews } from '#switching/exchange.ts';
import { fullOffice } from './support/full-office.ts';
import { Play } from './support/play.ts';

/** How each telephone that rings is told to ring; 802 is an operator's. */
const rings = (play: Play): Record<string, string> =>
  Object.fromEntries(
    portViews(play.exchange).flatMap(({ number, alert }) => (alert === null ? [] : [[number, alert]])),
  );

describe('for whom a telephone rings', () => {
  test('a colleague, an operator', () => {
    const play = new Play(fullOffice());
    play.call('801', '803');
    expect(rings(play)).toEqual({ '803': 'inside' });
    play.hangUp('801');
    expect(rings(play)).toEqual({});
    play.call('802', '803');
    expect(rings(play)).toEqual({ '803': 'operator' });
  });

  test('somebody from outside, whoever it was that sent him on', () => {
    const play = new Play(fullOffice());
    const forward = { all: '803', busy: null, noAnswer: null, offline: null };
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'setSubscriber', device: '801', change: { forward } },
    });
    play.ringsIn('L1');
    expect(rings(play)).toEqual({ '803': 'outside' });
  });

  test('its own user, who is woken', () => {
    const play = new Play(fullOffice());
    const ordered = { op: 'setWakeUp', device: '803', minuteOfDay: 9 * 60 + 45, by: 'A' } as const;
    play.send({ kind: 'command', id: 1, command: ordered });
    play.wait(15 * 60_000);
    expect(rings(play)).toEqual({ '803': 'wake-up' });
  });

  test('its own user, for a call that he has asked for', () => {
    const play = new Play(fullOffice());
    play.send({ kind: 'command', id: 1, command: { op: 'makeCall', device: '803', to: '801' } });
    expect(rings(play)).toEqual({ '803': 'recall' });
  });
});
