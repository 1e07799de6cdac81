import { after, type Duration, type Instant, sec } from '#units/time.ts';

export interface BanRules {
  /** So many failures within `within` are one too many. */
  readonly failures: number;
  readonly within: Duration;
  /** The first ban; each further one lasts twice as long, up to the longest. */
  readonly first: Duration;
  readonly longest: Duration;
  /** Whom the list remembers; beyond it whoever failed longest ago is forgotten. */
  readonly entries: number;
}

export const BAN_RULES: BanRules = {
  failures: 5,
  within: sec(600),
  first: sec(3_600),
  longest: sec(24 * 3_600),
  entries: 8_192,
};

interface Record {
  /** Times of the newest failures, at most `failures` of them. */
  times: Instant[];
  bans: number;
  until: Instant | null;
}

export interface Ban {
  readonly who: string;
  readonly until: Instant;
  /** Of this one so far. */
  readonly bans: number;
}

/** Who has failed too often (an address, or an extension), of a bounded number. */
export class BanList {
  private readonly rules: BanRules;
  private readonly records = new Map<string, Record>();

  constructor(rules: BanRules = BAN_RULES) {
    this.rules = rules;
  }

  get size(): number {
    return this.records.size;
  }

  isBanned(who: string, now: Instant): boolean {
    const until = this.records.get(who)?.until ?? null;
    return until !== null && until > now;
  }

  /** Counts a failure; the ban that came of it, or null. */
  failed(who: string, now: Instant): Ban | null {
    const record = this.records.get(who) ?? { times: [], bans: 0, until: null };
    // To the end of the order: whoever failed longest ago is forgotten first.
    this.records.delete(who);
    this.records.set(who, record);
    this.makeRoom(now);
    if (record.until !== null && record.until > now) return null;
    const { failures, within, first, longest } = this.rules;
    // A day without a ban after the last one has ended wipes the slate.
    if (record.until !== null && now > after(record.until, longest)) record.bans = 0;
    record.times = [...record.times, now].filter((time) => after(time, within) > now).slice(-failures);
    if (record.times.length < failures) return null;
    const lasts = Math.min(longest, first * 2 ** Math.min(record.bans, 20)) as Duration;
    record.bans += 1;
    record.until = after(now, lasts);
    record.times = [];
    return { who, until: record.until, bans: record.bans };
  }

  /** It was the owner after all: what failed before is forgotten, a ban that runs is not. */
  succeeded(who: string, now: Instant): void {
    if (this.isBanned(who, now)) return;
    const record = this.records.get(who);
    if (record !== undefined && record.bans === 0) this.records.delete(who);
    else if (record !== undefined) record.times = [];
  }

  /** An operator lifts a ban. */
  lift(who: string): void {
    this.records.delete(who);
  }

  /** Those that run, the longest first. */
  list(now: Instant, most: number): Ban[] {
    return [...this.records]
      .flatMap(([who, { until, bans }]) => (until !== null && until > now ? [{ who, until, bans }] : []))
      .sort((a, b) => b.until - a.until)
      .slice(0, most);
  }

  /** One without a ban goes first, and is looked for among a few of the oldest: each failure costs the same. */
  private makeRoom(now: Instant): void {
    if (this.records.size <= this.rules.entries) return;
    let oldest: string | null = null;
    let looked = 0;
    for (const who of this.records.keys()) {
      oldest ??= who;
      if (!this.isBanned(who, now)) {
        oldest = who;
        break;
      }
      looked += 1;
      if (looked >= 16) break;
    }
    if (oldest !== null) this.records.delete(oldest);
  }
}
