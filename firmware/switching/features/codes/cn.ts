import type { FeatureCode } from './code.ts';
import { OWN } from './own.ts';
import { set, use } from './table.ts';

/** The service codes of Chinese public exchanges (程控新业务), and around them what an office needs. */
export const CN: readonly FeatureCode[] = [
  ...set('forward-all', '*57*{n}#', '#57#'),
  ...set('forward-busy', '*40*{n}#', '#40#'),
  ...set('forward-no-answer', '*41*{n}#', '#41#'),
  ...set('wake-up', '*55*{hhmm}#', '#55#'),
  ...set('do-not-disturb', '*56#', '#56#'),
  use('speed-dial-store', '*51*{mn}*{n}#'),
  // Two digits; a longer number is an extension whose call is picked up.
  use('speed-dial', '**{mn}'),
  use('pickup-directed', '**{n}'),
  { feature: 'hot-line-delayed', does: 'on', dial: '*52*{n}#' },
  { feature: 'hot-line-immediate', does: 'on', dial: '*521*{n}#' },
  // Clears either.
  { feature: 'hot-line-delayed', does: 'off', dial: '#52#' },
  // K: 1 bars all calls to the outside, 2 national ones, 3 international ones.
  ...set('lock', '*54*{pin}{k}#', '#54*{pin}#'),
  ...set('call-waiting', '*58#', '#58#'),
  ...set('call-back', '*59#', '#59#'),
  ...set('absent-message', '*50#', '#50#'),
  use('pickup-group', '#7'),
  use('park', '*85'),
  use('unpark', '#85{n}'),
  use('hide-number', '*31*{n}'),
  use('last-caller', '*69'),
  use('mode-toggle', '*28'),
  use('supervise', '*33{n}'),
  use('operator', '0'),
  // unverified: as in ETSI's list.
  use('mark-harassing', '*39#'),
  ...OWN,
];
