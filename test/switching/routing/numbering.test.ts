import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { classOfNumber } from '#switching/routing/class.ts';
import { parsePattern } from '#switching/routing/plan.ts';
import { compileNumberClasses } from '#switching/routing/public.ts';
import { loadRegion, loadRegions } from '../../../firmware/adapters/region-files.ts';

const REGIONS = join(resolve(import.meta.dirname, '../../..'), 'regions');
const { regions } = loadRegions([REGIONS]);

/** `local`, `national` or `international`, with `+` for numbers that cost extra. */
function kind(country: string, number: string): string {
  const region = loadRegion(country, [REGIONS]);
  if (!region.ok) throw new Error(region.error.what);
  const { reach, premium } = classOfNumber(
    { numberClasses: compileNumberClasses(region.value.numbering) },
    number,
  );
  return reach + (premium ? '+' : '');
}

describe('what public numbers are', () => {
  test.each([
    ['cn', '62345678', 'local'],
    ['cn', '13800138000', 'local'],
    ['cn', '16612345678', 'local'],
    ['cn', '013800138000', 'national'],
    ['cn', '01012345678', 'national'],
    ['cn', '0085212345678', 'international'],
    ['cn', '95588', 'local'],
    ['cn', '4008123123', 'local'],
    ['cn', '96169', 'local+'],
    ['cn', '16812345', 'local+'],
    ['cn', '179090049301234', 'international'],
    ['us', '2125551234', 'local'],
    ['us', '5551234', 'local'],
    ['us', '12125551234', 'national'],
    ['us', '01144207', 'international'],
    ['us', '18765551234', 'international'],
    ['us', '8765551234', 'international'],
    ['us', '19005551234', 'national+'],
    ['us', '2129761234', 'national+'],
    ['us', '18005551234', 'local'],
    ['us', '411', 'local+'],
    ['us', '10102880114420', 'international'],
    ['us', '*67', 'international'],
    ['uk', '79460123', 'local'],
    ['uk', '02079460123', 'national'],
    ['uk', '07700900123', 'national'],
    ['uk', '07012345678', 'national+'],
    ['uk', '07624123456', 'national'],
    ['uk', '08001111', 'local'],
    ['uk', '09001234567', 'national+'],
    ['uk', '118500', 'local+'],
    ['uk', '14100493012', 'international'],
    ['de', '301234', 'local'],
    ['de', '0301234567', 'national'],
    ['de', '01711234567', 'national'],
    ['de', '010330049301', 'international'],
    ['de', '09001234567', 'national+'],
    ['de', '08001234567', 'local'],
    ['de', '11833', 'local+'],
    ['fr', '0142345678', 'national'],
    ['fr', '0612345678', 'national'],
    ['fr', '0800123456', 'local'],
    ['fr', '0892123456', 'national+'],
    ['fr', '3639', 'local+'],
    ['fr', '3010', 'local'],
    ['fr', '36510049301234', 'international'],
    ['jp', '31234567', 'local'],
    ['jp', '0312345678', 'national'],
    ['jp', '09012345678', 'national'],
    ['jp', '0104930123', 'international'],
    ['jp', '0033010493', 'international'],
    ['jp', '0120123456', 'local'],
    ['jp', '0990123456', 'national+'],
    ['jp', '1840104930', 'international'],
    ['au', '93741234', 'local'],
    ['au', '0293741234', 'national'],
    ['au', '0412345678', 'national'],
    ['au', '001149301234', 'international'],
    ['au', '1300123456', 'local'],
    ['au', '1800123456', 'local'],
    ['au', '1902123456', 'national+'],
    ['au', '18310011493', 'international'],
  ])('%s: %s is %s', (country, number, expected) => {
    expect(kind(country, number)).toBe(expected);
  });

  test.each([...regions.values()])(
    '$code: every pattern can match, and none is there twice',
    ({ numbering }) => {
      expect(numbering.filter(({ pattern }) => parsePattern(pattern) === null)).toEqual([]);
      expect(new Set(numbering.map(({ pattern }) => pattern)).size).toBe(numbering.length);
    },
  );
});
