import { expect, test } from 'vitest';
import { heldTimeslots } from '#switching/exchange.ts';
import { makeOffice } from '../support/office.ts';
import { Play } from '../support/play.ts';

test('an exchange line on hold is let go when the telephone that rings for it is lost', () => {
  const play = new Play(makeOffice({ extensions: 2, trunks: 1 }));
  play.call('801', '95551234');
  play.wait(6_300);
  play.flash('801');
  play.hangUp('801');
  expect(play.rings('801')).toBe(true);
  play.health('801', false);
  play.health('801', true);
  play.wait(60_000);
  expect(heldTimeslots(play.exchange)).toBe(0);
  expect(play.records.filter(({ kind }) => kind === 'outgoing')).toHaveLength(1);
});
