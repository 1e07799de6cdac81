import { describe, expect, test } from 'vitest';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const { holdRecallMs } = FULL_SERVICES.timing;

/** 801 has L1 on hold, for as long as it takes to be reminded, and talks to 802. */
function consulting(services = {}): Play {
  const play = new Play(fullOffice({ services }));
  play.ringsIn('L1');
  play.lift('801');
  play.flash('801');
  play.dial('801', '802');
  play.lift('802');
  // So long the consultation has taken already.
  play.wait(holdRecallMs - 600);
  return play;
}

describe('a party on hold for long', () => {
  test('hears the music of the office all the time', () => {
    const music = [{ ...FULL_SERVICES.entities[0]!, music: 'jasmine' }];
    const play = consulting({ entities: music });
    play.wait(2 * holdRecallMs);
    expect(play.hears('L1')).toBe('jasmine');
  });

  test('who keeps him there and talks to somebody else hears a beep now and then', () => {
    const play = consulting();
    expect(play.hears('801')).toBe('802 + callWaiting');
    play.wait(500);
    expect(play.hears('801')).toBe('802');
    play.wait(holdRecallMs);
    expect(play.hears('801')).toBe('802 + callWaiting');
  });

  test('the beep ends with the hold', () => {
    const play = consulting();
    play.hangUp('801');
    expect(play.hears('L1')).toBe('802');
    play.hangUp('802');
    play.farEndGoes('L1');
    expect(play.allDone).toBe(true);
  });

  test('a telephone left off-hook gives him to the operator', () => {
    const play = new Play(fullOffice());
    play.call('802', '803');
    play.lift('803');
    play.flash('803');
    play.wait(holdRecallMs);
    expect(play.state('803')).toBe('parked');
    expect(play.ringing).toEqual(['801']);
    expect(play.hears('802')).toBe('ringback');
    play.lift('801');
    expect(play.hears('801')).toBe('802');
    play.hangUp('801', '802', '803');
    expect(play.allDone).toBe(true);
  });

  test('where there is no operator he is released', () => {
    const play = new Play(
      fullOffice({ services: { entities: [{ ...FULL_SERVICES.entities[0]!, operator: {} }] } }),
    );
    play.call('802', '803');
    play.lift('803');
    play.flash('803');
    play.wait(holdRecallMs);
    expect(play.hears('802')).toBe('busy');
    play.hangUp('802', '803');
    expect(play.allDone).toBe(true);
  });
});
