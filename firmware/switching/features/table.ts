import type { DestinationRule, NumberRule } from '../destination.ts';

/*
 * Which features have a say in where a call goes, in which order. A feature is a file beside this one and a row
 * here.
 */

/** About numbers that are no extensions: hunt groups, conference rooms, paging … */
export const SPECIAL_NUMBERS: readonly NumberRule[] = [];
/** Before it is looked at whether the extension is free. */
export const DIVERSIONS: readonly DestinationRule[] = [];
/** The extension is busy. */
export const BUSY: readonly DestinationRule[] = [];
/** The extension is out of service. */
export const OFFLINE: readonly DestinationRule[] = [];
