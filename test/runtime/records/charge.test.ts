import { describe, expect, test } from 'vitest';
import { chargeLegs } from '#runtime/records/charge.ts';
import type { Charge, Leg } from '#switching/model.ts';
import { instant, sec } from '#units/time.ts';

const CHARGES: readonly Charge[] = [
  { pattern: 'Z.', unitSeconds: 180, connectUnits: 0 },
  { pattern: '0Z.', unitSeconds: 60, connectUnits: 1 },
  { pattern: '00.', unitSeconds: 6, connectUnits: 10 },
];

const outward = (number: string, talkSeconds: number | null): Leg => ({
  ...{ port: '1/7', number, how: 'dialled', by: '', trunk: 'Line 1', sent: `17909${number}` },
  ...{ startedAt: instant(0), alertedAt: null, releasedAt: instant(sec(1_000)) },
  answeredAt: talkSeconds === null ? null : instant(sec(1_000 - talkSeconds)),
});

describe('charge units', () => {
  test.each<[string, string, number | null, number | null]>([
    ['local: every three minutes begun', '65551234', 181, 2],
    ['national: one for the answer and one a minute', '02165551234', 60, 2],
    ['national: a second more is a unit more', '02165551234', 61, 3],
    ['international, by what was dialled and not by what the route put before it', '0085212345678', 7, 12],
    ['nobody answered: none', '02165551234', null, 0],
    ['a number without a rate: not charged', '*99', 60, null],
  ])('%s', (_what, number, seconds, units) => {
    expect(chargeLegs(CHARGES, [outward(number, seconds)])).toEqual([units]);
  });

  test('inside and from outside nothing is charged; an office without rates charges nothing', () => {
    const inside: Leg = { ...outward('802', 60), trunk: null, sent: '' };
    const incoming: Leg = { ...outward('13800138000', 60), sent: '' };
    expect(chargeLegs(CHARGES, [inside, incoming, outward('65551234', 60)])).toEqual([null, null, 1]);
    expect(chargeLegs([], [outward('65551234', 60)])).toEqual([null]);
  });
});
