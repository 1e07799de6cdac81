import { expect, test } from 'vitest';
import { makeOffice } from '../support/office.ts';
import { Play } from '../support/play.ts';

test('the number of a caller from outside, which comes after the first ring, is in his leg of the record', () => {
  const play = new Play(makeOffice({ extensions: 2, trunks: 1 }));
  play.ringsIn('L1', '13800138000');
  play.lift('801');
  play.wait(1_000);
  play.hangUp('801');
  const [record] = play.all('record').map((effect) => effect.record);
  expect(record?.legs[0]).toMatchObject({ number: '13800138000', how: 'origin' });
});
