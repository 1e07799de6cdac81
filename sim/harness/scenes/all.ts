import { CHILDREN } from './children.ts';
import { CONSULTATION, CONSULTATION_OUTSIDE } from './consultation.ts';
import { DESK_TRANSFERS } from './desk-transfer.ts';
import { GROUPS } from './groups.ts';
import type { Scene } from './scene.ts';
import { SECOND_LINE } from './second-line.ts';
import { SETTINGS } from './settings.ts';
import { WAITING } from './waiting.ts';

/** What people may take into their heads. A consultation ends in eight ways, so it is listed often. */
export const SCENES: readonly Scene[] = [
  ...Array.from({ length: 6 }, () => CONSULTATION),
  ...Array.from({ length: 6 }, () => CONSULTATION_OUTSIDE),
  ...SETTINGS,
  ...GROUPS,
  ...WAITING,
  CHILDREN,
];

/** Where the house has a rule for calls outside, that is tried too. */
export const SCENES_WITH_RULE: readonly Scene[] = [...SCENES, SECOND_LINE, SECOND_LINE];

/** What those with a desk phone take into theirs: it has keys of its own instead of flash and codes. */
export const DESK_SCENES: readonly Scene[] = DESK_TRANSFERS;
