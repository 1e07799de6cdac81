import { describe, expect, test } from 'vitest';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import { guideOfCode } from '#switching/features/record-guide.ts';
import { GUIDE_TEXTS } from '#switching/guide-texts.ts';
import { FREE_CLASS, PLAIN_SERVICES } from '#switching/plain.ts';
import { makeOffice } from '../support/office.ts';
import { Play } from '../support/play.ts';

const CODE = String(GUIDE_TEXTS.indexOf('greeting') + 1).padStart(2, '0');

/** 804 may record guides, 803 may not. */
function office(): Play {
  const [plain] = PLAIN_SERVICES.classes;
  const [entity] = PLAIN_SERVICES.entities;
  return new Play(
    makeOffice({
      extensions: 4,
      extension: (number) => ({ classOfService: number === '804' ? 'chief' : FREE_CLASS }),
      services: {
        classes: [plain!, { ...plain!, id: 'chief', supervise: true }],
        entities: [{ ...entity!, codes: PROFILES.cn }],
      },
    }),
  );
}

function speaking(): Play {
  const play = office();
  play.call('804', `*77${CODE}`);
  expect(play.hears('804')).toBe('record-after-tone record-tone');
  play.wait(2_000);
  return play;
}

const answer = (play: Play, ok: boolean): void => {
  const [effect] = play.all('recordGuide');
  play.send({ kind: 'guideRecorded', port: play.port('804'), id: effect!.id, ok });
};

describe('recording a guide by telephone', () => {
  test('after the tone one speaks, # ends it, and it is said whether it was kept', () => {
    const play = speaking();
    expect(play.all('recordGuide')).toMatchObject([{ text: 'greeting', language: 'zh-CN' }]);
    expect(play.world.recording.size).toBe(1);
    play.dial('804', '#');
    expect(play.world.recording.size).toBe(0);
    answer(play, true);
    expect(play.hears('804')).toBe('record-saved');
    play.wait(2_000);
    expect(play.hears('804')).toBe('confirmation');
    play.hangUp('804');
    expect(play.allQuiet).toBe(true);
    expect(play.lastRecord.kind).toBe('feature');
  });

  test('a recording that could not be kept, or of which nothing is heard, is said to have failed', () => {
    const full = speaking();
    full.dial('804', '#');
    answer(full, false);
    expect(full.hears('804')).toBe('record-failed');
    const deaf = speaking();
    deaf.dial('804', '#');
    deaf.wait(10_000);
    expect(deaf.hears('804')).toBe('record-failed');
  });

  test('hanging up ends the recording; an answer that comes then finds nobody', () => {
    const play = speaking();
    play.hangUp('804');
    expect(play.world.recording.size).toBe(0);
    answer(play, true);
    expect(play.allQuiet).toBe(true);
  });

  test('nobody speaks for ever: a minute is the most', () => {
    const play = speaking();
    play.wait(60_000);
    expect(play.world.recording.size).toBe(0);
  });

  test('it takes a class that may supervise, and a number that a guide has', () => {
    const play = office();
    play.call('803', `*77${CODE}`);
    expect(play.hears('803')).toBe('not-permitted');
    play.call('804', '*7799');
    expect(play.hears('804')).toBe('number-vacant');
    expect([guideOfCode('01'), guideOfCode('00')]).toEqual([GUIDE_TEXTS[0], undefined]);
  });
});
