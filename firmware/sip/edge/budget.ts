import type { Instant } from '#units/time.ts';

/** So many a second, and so many at once after a rest. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A token bucket; time comes with each question. */
export class Budget {
  private readonly rate: Rate;
  private tokens: number;
  private at: Instant;

  constructor(rate: Rate, now: Instant) {
    this.rate = rate;
    this.tokens = rate.burst;
    this.at = now;
  }

  take(now: Instant): boolean {
    this.refill(now);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private refill(now: Instant): void {
    if (now <= this.at) return;
    const gained = ((now - this.at) / 1_000_000) * this.rate.perSecond;
    this.tokens = Math.min(this.rate.burst, this.tokens + gained);
    this.at = now;
  }
}

/** A budget for each source, of a bounded number of sources: who has been silent longest is forgotten. */
export class Budgets {
  private readonly rate: Rate;
  private readonly sourcesMax: number;
  private readonly bySource = new Map<string, Budget>();

  constructor(rate: Rate, sourcesMax: number) {
    this.rate = rate;
    this.sourcesMax = sourcesMax;
  }

  get size(): number {
    return this.bySource.size;
  }

  take(source: string, now: Instant): boolean {
    const known = this.bySource.get(source);
    const budget = known ?? new Budget(this.rate, now);
    // At the end of the order: a map keeps the order of insertion.
    if (known !== undefined) this.bySource.delete(source);
    this.bySource.set(source, budget);
    if (this.bySource.size > this.sourcesMax) {
      const [oldest] = this.bySource.keys();
      this.bySource.delete(oldest!);
    }
    return budget.take(now);
  }
}
