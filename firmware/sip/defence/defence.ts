import type { SipRequest } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import { fieldOf } from '../codec/fields.ts';
import { BAN_RULES, type Ban, BanList, type BanRules } from './bans.ts';
import { insideOf, type Network, PRIVATE_NETWORKS, sourceOf } from './networks.ts';

export interface DefenceSettings {
  /** Never banned: the office's own networks. */
  readonly trusted: readonly Network[];
  readonly rules: BanRules;
}

export const USUAL_DEFENCE: DefenceSettings = { trusted: PRIVATE_NETWORKS, rules: BAN_RULES };

/** Why a request was a failure. */
export type Offence =
  | 'wrongPassword'
  | 'unknownUser'
  | 'scanner'
  | 'strangerCalls'
  /** Asked for a telephone's settings with a secret that is none; over HTTP. */
  | 'wrongSecret';

export interface DefenceCounts {
  /** Requests of the banned, not looked at. */
  readonly dropped: number;
  readonly scanners: number;
  readonly offences: Readonly<Record<Offence, number>>;
  readonly bans: number;
}

/** What says of itself that it looks for open exchanges. */
const SCANNERS =
  /friendly-?scanner|sipvicious|sipcli|sip-?scan|sundayddr|iwar|sipsak|vaxsipuseragent|pplsip|smap|sipptk|masscan|zgrab/i;

export const isScanner = (request: SipRequest): boolean =>
  SCANNERS.test((fieldOf(request, 'user-agent') ?? '').slice(0, 128));

/**
 * Who is not listened to. Failures count for the address and for the extension that was tried. What is trusted, and
 * where a telephone is registered, is never banned as an address; an extension under attack from elsewhere is
 * closed only to those who are not registered already. All state is bounded, and each request costs the same.
 */
export class Defence {
  private readonly addresses: BanList;
  private readonly users: BanList;
  private readonly isTrusted: (address: string) => boolean;
  private readonly hasPeerAt: (address: string) => boolean;
  private readonly count = {
    dropped: 0,
    scanners: 0,
    bans: 0,
    offences: { wrongPassword: 0, unknownUser: 0, scanner: 0, strangerCalls: 0, wrongSecret: 0 },
  };
  private bans: Ban[] = [];

  constructor(hasPeerAt: (address: string) => boolean, { trusted, rules }: DefenceSettings = USUAL_DEFENCE) {
    this.addresses = new BanList(rules);
    this.users = new BanList(rules);
    this.isTrusted = insideOf(trusted);
    this.hasPeerAt = hasPeerAt;
  }

  get counts(): DefenceCounts {
    return { ...this.count, offences: { ...this.count.offences } };
  }

  get remembered(): number {
    return this.addresses.size + this.users.size;
  }

  /** Bans that began since the last call, for the alarm and the trace. */
  drain(): Ban[] {
    const { bans } = this;
    this.bans = [];
    return bans;
  }

  /** Whether nothing of that address is to be read. */
  isBanned(address: string, now: Instant): boolean {
    if (!this.addresses.isBanned(sourceOf(address), now) || this.isSafe(address)) return false;
    this.count.dropped++;
    return true;
  }

  /** Whether that extension may not prove itself from there now; it is answered as with a wrong password. */
  isUserBanned(user: string, address: string, now: Instant): boolean {
    return this.users.isBanned(user, now) && !this.isSafe(address);
  }

  /** A request of somebody who has not proved anything. True: a scanner, not to be answered at all. */
  looks(request: SipRequest, address: string, now: Instant): boolean {
    if (!isScanner(request) || this.isSafe(address)) return false;
    this.count.scanners++;
    this.failed('scanner', address, null, now);
    return true;
  }

  /** `user` is what was claimed, known or not; null where nothing was. */
  failed(offence: Offence, address: string, user: string | null, now: Instant): void {
    this.count.offences[offence]++;
    if (!this.isSafe(address)) this.note(this.addresses.failed(sourceOf(address), now));
    // The names that strangers invent must not push out those of real extensions.
    if (user !== null && offence === 'wrongPassword') this.note(this.users.failed(user, now));
  }

  succeeded(address: string, user: string, now: Instant): void {
    this.addresses.succeeded(sourceOf(address), now);
    this.users.succeeded(user, now);
  }

  listAddresses(now: Instant, most = 100): Ban[] {
    return this.addresses.list(now, most);
  }

  listUsers(now: Instant, most = 100): Ban[] {
    return this.users.list(now, most);
  }

  lift(who: string): void {
    this.addresses.lift(sourceOf(who));
    this.users.lift(who);
  }

  private isSafe(address: string): boolean {
    return this.isTrusted(address) || this.hasPeerAt(address);
  }

  private note(ban: Ban | null): void {
    if (ban === null) return;
    this.count.bans++;
    if (this.bans.length < 1_000) this.bans.push(ban);
  }
}
