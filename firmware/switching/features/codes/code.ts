/** What a feature code may stand for. */
export const FEATURES = [
  'forward-all',
  'forward-busy',
  'forward-no-answer',
  'forward-offline',
  'follow-me',
  'do-not-disturb',
  'speed-dial-store',
  'speed-dial',
  'hot-line-delayed',
  'hot-line-immediate',
  'lock',
  'lock-code',
  'call-waiting',
  'call-back',
  'absent-message',
  'pickup-group',
  'pickup-directed',
  'park',
  'unpark',
  'last-number',
  'last-caller',
  'hide-number',
  'account-code',
  'hot-desk-in',
  'hot-desk-out',
  'mode-toggle',
  'mode-set',
  'operator',
  'supervise',
  'page',
  'record-guide',
  'mark-harassing',
  'wake-up',
  'cancel-all',
] as const;
export type Feature = (typeof FEATURES)[number];

/**
 * One row of the table that the technician edits. Letters of `dial`: digits, `*`, `#` stand for themselves;
 * `{n}` a number of one or more digits, `{mn}` two digits, `{pin}` 4 to 8 digits, `{k}` one digit, `{hhmm}`
 * four digits. A place stands once; only `{pin}` may stand twice, for the old one and the new one. A code that
 * ends in `#` is complete there; any other as soon as it can grow no further (a number at its end: as the
 * numbering plan says), or by timeout, which a `#` cuts short.
 */
export interface FeatureCode {
  readonly feature: Feature;
  /** `on` and `off` are set and clear; `use` is done once. */
  readonly does: 'on' | 'off' | 'use';
  readonly dial: string;
}
