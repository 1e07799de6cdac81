import type { Fault } from '#units/result.ts';
import type { Listener } from './sip-transport.ts';

/*
 * SIP as a technician sees it: who is registered and from where, which trunks are up, who is not listened to.
 */

export interface SipContactView {
  /** `UDP 192.168.1.20:5060`, as it is seen from here. */
  readonly address: string;
  readonly userAgent: string;
  /** The address that it gives of itself is another one. */
  readonly behindNat: boolean;
  readonly expiresInMs: number;
}

export interface SipDeviceView {
  readonly extension: string;
  readonly user: string;
  readonly name: string;
  /** Where it is registered; none: it is not. */
  readonly contacts: readonly SipContactView[];
}

export interface SipTrunkView {
  readonly id: string;
  readonly state: 'trying' | 'up' | 'down' | 'refused';
  /** In the words of the other side, or ours. */
  readonly why: string;
  /** Since when, ms since 1970-01-01 UTC. */
  readonly sinceEpochMs: number;
}

export interface SipBanView {
  /** An address, or the user name of an extension that is being tried. */
  readonly who: string;
  readonly kind: 'address' | 'user';
  readonly untilEpochMs: number;
  /** How often so far. */
  readonly bans: number;
}

export interface SipStatus {
  /** `UDP 0.0.0.0:5060`; none: nothing is heard. */
  readonly listeners: readonly string[];
  /** Why something is not heard. */
  readonly faults: readonly Fault[];
  readonly devices: readonly SipDeviceView[];
  readonly trunks: readonly SipTrunkView[];
  readonly bans: readonly SipBanView[];
}

/** What pages may ask of SIP. */
export interface SipAdministration {
  readonly telephones: SipTelephones;
  status(): SipStatus;
  /** False: nobody of that name is banned. */
  lift(who: string): boolean;
}

/** What the handing out of telephones' settings needs of SIP. */
export interface SipTelephones {
  /** Where SIP is heard now. */
  listeners(): readonly Listener[];
  /** How many contacts of a user are registered. */
  contacts(user: string): number;
  /** Asks them to fetch their settings anew (NOTIFY, `check-sync`); how many were asked. */
  checkSync(user: string): number;
  /** Whether nothing of that address is to be read: one list for passwords and for secrets. */
  isBanned(address: string): boolean;
  /** It tried a secret that is none. */
  guessed(address: string): void;
}
