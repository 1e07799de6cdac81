/** What the routes work with. A part that is not running is null, and its routes say so with 503. */
import type { BoxCare } from '#ports/box.ts';
import type { Configuration } from '#ports/configuration.ts';
import type { Control } from '#ports/control.ts';
import type { Database, UserRole } from '#ports/database.ts';
import type { Desk } from '#ports/desk.ts';
import type { GuideLibrary } from '#ports/guides.ts';
import type { Observe } from '#ports/observe.ts';
import type { Provisioning } from '#ports/provisioning.ts';
import type { SipAdministration } from '#ports/sip-status.ts';
import type { SipTestCalls } from '#ports/sip-test-call.ts';
import type { Training } from '#ports/training.ts';
import type { Access } from './access/access.ts';
import type { Tones } from './protocol.ts';

/** What somebody of this role sees of a number (row "number firewall"); the number itself by default. */
export type Mask = (role: UserRole | null, number: string) => string;

/** What pages may do to the sounds of the office. */
export type OfficeSounds = Pick<GuideLibrary, 'list' | 'replace' | 'add' | 'reset' | 'wav'>;

export interface Parts {
  /** Numbers as this role sees them. */
  observeFor(role: UserRole | null): Observe;
  readonly mask: Mask;
  readonly control: Control | null;
  readonly database: Database | null;
  readonly configuration: Configuration | null;
  readonly guides: OfficeSounds | null;
  readonly sip: SipAdministration | null;
  readonly sipTests: SipTestCalls | null;
  readonly provisioning: Provisioning | null;
  readonly desk: Desk | null;
  readonly training: Training | null;
  readonly box: BoxCare | null;
  readonly access: Access;
  readonly benchUrl: string | null;
  readonly tones: Tones;
  /** Of this start of the firmware: call ids begin anew with it. */
  readonly bootId: string;
  /** A clock that only runs forward. */
  readonly nowMs: () => number;
  /** Time of day. */
  readonly epochMs: () => number;
  /** East of UTC, for dates in tables that people read. */
  readonly offsetMinutes: (epochMs: number) => number;
  /** Writes to the audit; that it cannot must not stop what is done. */
  audit(entry: AuditWish): void;
}

export interface AuditWish {
  readonly who: string;
  readonly from: string;
  readonly action: string;
  readonly target: string;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}
