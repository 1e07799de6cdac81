/*
 * The texts that a guide may say (`Phrase.text`). What they say in each language, and where they are heard, is in
 * `guides/catalogue.yaml`; a test holds that none is missing there. Texts marked "+ digits" and the like stand
 * before a phrase of that kind: `[{ text: 'call-parked-at' }, { digits: '71' }]`.
 */

export const GUIDE_TEXTS = [
  // To a caller whose call cannot go on.
  'number-vacant',
  'number-not-in-service',
  'number-incomplete',
  'extension-busy',
  'extension-no-answer',
  'extension-out-of-order',
  'lines-busy',
  'do-not-disturb',
  'absent',
  'not-permitted',
  'locked',
  'blocked',
  'office-closed',
  // Features by code.
  'feature-set',
  'feature-cleared',
  'feature-not-possible',
  /** + digits */
  'forwarding-to',
  /** + digits */
  'your-extension-is',
  /** + digits */
  'last-caller-is',
  'last-caller-none',
  'caller-number-hidden',
  'number-stored',
  'caller-blocked',
  'logged-in',
  'logged-out',
  // PIN and account codes.
  'pin-please',
  'pin-wrong',
  'pin-new',
  'pin-again',
  'pin-changed',
  'account-code-please',
  'account-code-wrong',
  // A call from outside that is asked for an extension.
  /** The built-in greeting; an office's own goes by `Phrase.sound` and `Entity.greeting`. */
  'greeting',
  'dial-extension',
  'dialled-wrongly',
  'connecting-operator',
  'good-bye',
  // In a call: hold, transfer, waiting.
  'please-hold',
  'being-transferred',
  'transfer-failed',
  'call-forwarded',
  'camp-on-offer',
  'camp-on-waiting',
  'caller-waits',
  'call-back-offer',
  'call-back-set',
  'call-back-cleared',
  'call-back-now-free',
  /** + digits */
  'call-parked-at',
  'park-slots-full',
  'nothing-parked',
  'nothing-to-pick-up',
  'call-recorded',
  // Conference.
  'conference-first',
  'conference-chair-awaited',
  /** + number + `conference-members` */
  'conference-there-are',
  'conference-members',
  'conference-joined',
  'conference-left',
  'conference-full',
  'conference-ended',
  // Recording of guides.
  'record-after-tone',
  'record-saved',
  'record-failed',
  'record-menu',
  // Mode of the office.
  'mode-day',
  'mode-night',
  'mode-one',
  'mode-two',
  'mode-by-schedule',
  // Paging.
  'page-speak',
  'page-attention',
  // Waiting for an agent.
  /** + number + `queue-position` */
  'queue-you-are',
  'queue-position',
  'queue-all-busy',
  /** + digits + `agent-serves-you` */
  'agent-number',
  'agent-serves-you',
  // Clock and wake-up.
  /** + timeMinutes */
  'time-is',
  /** + date */
  'today-is',
  'wake-up-time-please',
  /** + timeMinutes */
  'wake-up-set-for',
  'wake-up-cleared',
  /** + timeMinutes */
  'wake-up-call',
  // A line is tried out.
  'test-call',
] as const;

/** A text of the catalogue of voice guides. */
export type GuideText = (typeof GUIDE_TEXTS)[number];
