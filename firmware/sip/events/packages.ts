import type { SipPresence } from '#ports/sip-stack.ts';
import { DIALOG, type WatchedCall } from './dialog-info.ts';
import { AS_FEATURE_EVENT, type PhoneFeatures } from './feature-event.ts';
import { type Mailbox, MESSAGE_SUMMARY } from './message-summary.ts';
import type { EventPackage } from './package.ts';
import { PRESENCE } from './presence.ts';

/** What each package tells of, by its name in the Event header. */
export interface PackageStates {
  readonly dialog: readonly WatchedCall[];
  readonly presence: SipPresence;
  readonly 'message-summary': Mailbox;
  readonly 'as-feature-event': PhoneFeatures;
}

export type PackageName = keyof PackageStates;

export const PACKAGES: { readonly [Name in PackageName]: EventPackage<PackageStates[Name]> } = {
  dialog: DIALOG,
  presence: PRESENCE,
  'message-summary': MESSAGE_SUMMARY,
  'as-feature-event': AS_FEATURE_EVENT,
};

/** What has been said of whom, by package. */
export const nothingSaid = (): { readonly [Name in PackageName]: Map<string, PackageStates[Name]> } => ({
  dialog: new Map(),
  presence: new Map(),
  'message-summary': new Map(),
  'as-feature-event': new Map(),
});

/** How many watch, by package. */
export const nobodyWatches = (): Record<PackageName, number> => ({
  ...{ dialog: 0, presence: 0, 'message-summary': 0, 'as-feature-event': 0 },
});

export const PACKAGE_NAMES = Object.keys(PACKAGES) as readonly PackageName[];
