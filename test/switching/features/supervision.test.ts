import { describe, expect, test } from 'vitest';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import { FREE_CLASS, PLAIN_SERVICES } from '#switching/plain.ts';
import { makeOffice } from '../support/office.ts';
import { Play } from '../support/play.ts';

/** 801 and 802 talk; 804 may supervise, 803 may not. */
function talking(): Play {
  const [plain] = PLAIN_SERVICES.classes;
  const [entity] = PLAIN_SERVICES.entities;
  const play = new Play(
    makeOffice({
      extensions: 5,
      extension: (number) => ({ classOfService: number === '804' ? 'chief' : FREE_CLASS }),
      services: {
        classes: [plain!, { ...plain!, id: 'chief', supervise: true }],
        entities: [{ ...entity!, codes: PROFILES.cn }],
      },
    }),
  );
  play.call('801', '802');
  play.lift('802');
  return play;
}

function listening(): Play {
  const play = talking();
  play.call('804', '*33802');
  return play;
}

describe('supervision of a conversation', () => {
  test('listen: the supervisor hears both, nobody hears him', () => {
    const play = listening();
    expect(play.hears('804')).toBe('801 + 802');
    expect([play.hears('801'), play.hears('802')]).toEqual(['802', '801']);
  });

  test('whisper: only the colleague hears him', () => {
    const play = listening();
    play.dial('804', '2');
    expect([play.hears('801'), play.hears('802')]).toEqual(['802', '801 + 804']);
  });

  test('barge in: everybody hears him; and back to listening', () => {
    const play = listening();
    play.dial('804', '3');
    expect(play.hears('801')).toBe('802 + 804');
    play.dial('804', '1');
    expect(play.hears('801')).toBe('802');
  });

  test('he hangs up: the two go on', () => {
    const play = listening();
    play.hangUp('804');
    expect(play.hears('801')).toBe('802');
    play.hangUp('801', '802');
    expect(play.allQuiet).toBe(true);
  });

  test('one of the two hangs up: it is over for all', () => {
    const play = listening();
    play.hangUp('801');
    expect([play.hears('802'), play.hears('804')]).toEqual(['busy', 'busy']);
    play.hangUp('802', '804');
    expect(play.allQuiet).toBe(true);
  });

  test('a hold ends it: the held party hears music, not the supervisor', () => {
    const play = listening();
    play.dial('804', '3');
    play.flash('802');
    expect([play.hears('801'), play.hears('804')]).toEqual(['music', 'busy']);
  });

  test('who may not supervise is told so, and two supervisors are one too many', () => {
    const play = listening();
    play.call('803', '*33802');
    expect(play.hears('803')).toBe('not-permitted');
    const idle = talking();
    idle.call('804', '*33803');
    expect(idle.hears('804')).toBe('feature-not-possible');
  });
});
