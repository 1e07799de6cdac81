import type { FeatureCode } from './code.ts';
import { set, use } from './table.ts';

/*
 * Functions that have no code in the three families, or one that only mobile networks use. Our own choice, alike
 * in every profile, and free in all of them.
 */
export const OWN: readonly FeatureCode[] = [
  // 3GPP TS 22.030 Annex B: 62, not reachable.
  ...set('forward-offline', '*62*{n}#', '#62#'),
  // Dialled where one is, for one's own extension; cleared at home.
  { feature: 'follow-me', does: 'on', dial: '*23*{n}*{pin}#' },
  { feature: 'follow-me', does: 'off', dial: '#23#' },
  // The first PIN, or the old one and the new one.
  use('lock-code', '*99*{pin}#'),
  use('lock-code', '*99*{pin}*{pin}#'),
  use('last-number', '*60'),
  use('hot-desk-in', '*11*{n}*{pin}#'),
  use('hot-desk-out', '#11#'),
  use('account-code', '*38*{n}#'),
  // 0 by schedule, 1 day, 2 night, 3 and 4 the office's own.
  use('mode-set', '*29{k}'),
  use('page', '*49{n}'),
  // The two digits of a guide, as the page shows them.
  use('record-guide', '*77{mn}'),
  use('cancel-all', '*00#'),
];
