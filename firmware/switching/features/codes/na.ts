import type { FeatureCode } from './code.ts';
import { OWN } from './own.ts';
import { set, use } from './table.ts';

/**
 * North American vertical service codes and the customs of PBXs there. There is no end mark, so that a code
 * which begins another one (`*8` and `*86`) waits for the time between digits; `#` ends that wait.
 */
export const NA: readonly FeatureCode[] = [
  ...set('forward-all', '*72{n}', '*73'),
  ...set('forward-busy', '*90{n}', '*91'),
  ...set('forward-no-answer', '*52{n}', '*53'),
  ...set('do-not-disturb', '*78', '*79'),
  // Asks for the time; `#` alone clears.
  use('wake-up', '*68'),
  use('speed-dial-store', '*75{mn}{n}'),
  use('speed-dial', '*0{mn}'),
  // One code: locks an open telephone, opens a locked one.
  use('lock', '*32{pin}'),
  ...set('call-waiting', '*70', '*71'),
  ...set('call-back', '*66', '*86'),
  use('pickup-group', '*8'),
  use('pickup-directed', '**{n}'),
  // A parked call is fetched by dialling its slot, which is an inside number.
  use('park', '70'),
  use('hide-number', '*67{n}'),
  use('last-caller', '*69'),
  use('mode-toggle', '*28'),
  use('supervise', '*33{n}'),
  use('operator', '0'),
  // Customer-originated trace.
  use('mark-harassing', '*57'),
  ...OWN,
];
