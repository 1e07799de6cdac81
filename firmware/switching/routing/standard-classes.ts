import { type ClassOfService, REACHES, type Reach } from '../office.ts';

const standard = (reach: Reach): ClassOfService => ({
  id: reach,
  reach,
  premium: false,
  allow: [],
  deny: [],
  trunkCallsMax: 2,
  dearCallsPerHourMax: null,
  accountCode: 'none',
  trunkToTrunk: false,
  supervise: false,
  lockedReach: 'internal',
  without: [],
});

/**
 * The classes of a new office. Premium numbers are off in all of them, transfers from outside to outside too, and
 * nobody has the class `international` before somebody gives it: what toll fraud lives on stays shut.
 */
export const STANDARD_CLASSES: readonly ClassOfService[] = REACHES.map(standard);
/** What an extension gets when nobody has decided. */
export const STANDARD_CLASS: Reach = 'national';
