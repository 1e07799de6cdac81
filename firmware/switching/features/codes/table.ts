import type { Feature, FeatureCode } from './code.ts';

/** Rows of a table of codes, short to write: `set` has a code to set and one to clear. */
export const use = (feature: Feature, dial: string): FeatureCode => ({ feature, does: 'use', dial });
export const set = (feature: Feature, on: string, off: string): readonly FeatureCode[] => [
  { feature, does: 'on', dial: on },
  { feature, does: 'off', dial: off },
];
