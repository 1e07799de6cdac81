import { describe, expect, test } from 'vitest';
import type { Alerting } from '#switching/model.ts';
import { BRITISH_RINGING, CHINESE_RINGING, makeOffice } from './support/office.ts';
import { Play } from './support/play.ts';

const ringing = (alerting: Alerting): Play => new Play(makeOffice({ alerting }));

/** The times in ms, from the start of the call, at which 802's bell began and stopped. */
function bell(play: Play, milliseconds: number): number[] {
  const start = play.now;
  const edges: number[] = [];
  let rang = play.rings('802');
  if (rang) edges.push(0);
  for (let passed = 0; passed < milliseconds; passed += 50) {
    play.wait(50);
    if (play.rings('802') !== rang) edges.push((play.now - start) / 1_000);
    rang = play.rings('802');
  }
  return edges;
}

describe('ringing', () => {
  test('rings 1 s on, 4 s off in China', () => {
    const play = ringing(CHINESE_RINGING);
    play.call('801', '802');
    expect(bell(play, 12_000)).toEqual([0, 1_000, 5_000, 6_000, 10_000, 11_000]);
  });

  test('sends number, name and local time in the first silence', () => {
    const play = ringing(CHINESE_RINGING);
    play.call('801', '802');
    play.wait(1_499);
    expect(play.all('sendCallerId')).toEqual([]);
    play.wait(20_000);
    expect(play.all('sendCallerId')).toHaveLength(1);
    expect(play.all('sendCallerId')[0]).toMatchObject({
      port: play.port('802'),
      callerId: { number: '801', name: 'Room 1', absence: '' },
      dateTime: '03050930',
    });
  });

  test('a telephone that is told by message knows who calls before it rings, in any country', () => {
    for (const alerting of [CHINESE_RINGING, BRITISH_RINGING]) {
      const plain = makeOffice({ alerting });
      const [first, second, ...others] = plain.extensions;
      const play = new Play({
        ...plain,
        extensions: [first!, { ...second!, callerIdFirst: true }, ...others],
      });
      play.call('801', '802');
      play.wait(1);
      expect(play.all('sendCallerId')).toMatchObject([{ callerId: { number: '801', name: 'Room 1' } }]);
      expect(play.world.reversed.size).toBe(0);
      play.wait(700);
      expect(play.rings('802')).toBe(true);
      play.wait(20_000);
      expect(play.all('sendCallerId')).toHaveLength(1);
    }
  });

  test('rings double in Britain, after line reversal and number', () => {
    const play = ringing(BRITISH_RINGING);
    play.call('801', '802');
    expect(play.world.reversed.has(play.port('802'))).toBe(true);
    expect(play.rings('802')).toBe(false);
    // 100 ms quiet, 300 ms to send, 250 ms until the ring.
    expect(bell(play, 4_500)).toEqual([650, 1_050, 1_250, 1_650, 3_650, 4_050, 4_250]);
    expect(play.world.reversed.size).toBe(0);
    expect(play.all('sendCallerId')).toHaveLength(1);
  });

  test('a double ring with the number after it uses the long silence, not the short one', () => {
    const play = ringing({
      ...BRITISH_RINGING,
      callerId: { when: 'after-first-ring', lineReversal: false, alertTone: false, delayMs: 300 },
    });
    play.call('801', '802');
    play.wait(1_299);
    expect(play.all('sendCallerId')).toEqual([]);
    play.wait(1);
    expect(play.all('sendCallerId')).toHaveLength(1);
  });

  test('a number that takes longer than the silence holds the next ring back until it is out', () => {
    const play = ringing(CHINESE_RINGING);
    play.sendingMs = 4_200;
    play.call('801', '802');
    expect(bell(play, 9_000)).toEqual([0, 1_000, 5_950, 6_950]);
  });

  test('a confirmation that never comes does not keep the telephone from ringing', () => {
    for (const alerting of [CHINESE_RINGING, BRITISH_RINGING]) {
      const play = ringing(alerting);
      play.sendingMs = null;
      play.call('801', '802');
      play.wait(5_000);
      expect(bell(play, 10_000).length).toBeGreaterThan(2);
    }
  });

  test('a confirmation of something else is not taken for the number', () => {
    const play = ringing(BRITISH_RINGING);
    play.sendingMs = null;
    play.call('801', '802');
    play.wait(200);
    play.send({ kind: 'sent', port: play.port('802'), id: 999 });
    play.wait(300);
    expect(play.rings('802')).toBe(false);
  });

  test('lifted while the number is being sent: talking at once, the sending is stopped', () => {
    for (const alerting of [CHINESE_RINGING, BRITISH_RINGING]) {
      const play = ringing(alerting);
      play.sendingMs = 1_000;
      play.call('801', '802');
      while (play.all('sendCallerId').length === 0) play.wait(50);
      play.wait(100);
      play.lift('802');
      expect(play.hears('802')).toBe('801');
      expect(play.all('stopSend')).toHaveLength(1);
      expect(play.world.reversed.size).toBe(0);
      play.wait(10_000);
      expect(play.hears('802')).toBe('801');
      expect(play.rings('802')).toBe(false);
    }
  });

  test('answered or abandoned at any moment, the bell is off and the feed is normal', () => {
    for (const alerting of [CHINESE_RINGING, BRITISH_RINGING])
      for (let moment = 0; moment < 8_000; moment += 90)
        for (const how of ['answered', 'abandoned']) {
          const play = ringing(alerting);
          play.call('801', '802');
          play.wait(moment);
          if (how === 'answered') play.lift('802');
          else play.hangUp('801');
          expect(play.rings('802'), `${how} after ${moment} ms`).toBe(false);
          expect(play.world.reversed.size).toBe(0);
          play.wait(8_000);
          expect(play.rings('802')).toBe(false);
        }
  });
});
