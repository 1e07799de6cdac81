import type { FeatureCode } from './code.ts';
import { OWN } from './own.ts';
import { set, use } from './table.ts';

/** The service codes that ETSI registers (ETS 300 738; TS 22.030 Annex B has the same for mobile networks). */
export const ETSI: readonly FeatureCode[] = [
  ...set('forward-all', '*21*{n}#', '#21#'),
  ...set('forward-busy', '*67*{n}#', '#67#'),
  ...set('forward-no-answer', '*61*{n}#', '#61#'),
  ...set('wake-up', '*55*{hhmm}#', '#55#'),
  ...set('do-not-disturb', '*26#', '#26#'),
  use('speed-dial-store', '*51*{mn}*{n}#'),
  // Two digits; a longer number is an extension whose call is picked up.
  use('speed-dial', '**{mn}'),
  use('pickup-directed', '**{n}'),
  ...set('hot-line-delayed', '*53*{n}#', '#53#'),
  ...set('lock', '*33*{pin}#', '#33*{pin}#'),
  ...set('call-waiting', '*43#', '#43#'),
  ...set('call-back', '*37#', '#37#'),
  use('pickup-group', '*8'),
  // A parked call is fetched by dialling its slot, which is an inside number.
  use('park', '*68'),
  use('hide-number', '#31#{n}'),
  use('last-caller', '*69'),
  use('mode-toggle', '*28'),
  use('supervise', '*33{n}'),
  // 0 is the outside line.
  use('operator', '9'),
  // unverified: 39, malicious call identification.
  use('mark-harassing', '*39#'),
  ...OWN,
];
