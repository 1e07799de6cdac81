import type { TransactionId } from './state.ts';

export interface TransactionLimits {
  readonly total: number;
  /** Of requests from one address. */
  readonly perSource: number;
}

export const TRANSACTION_LIMITS: TransactionLimits = { total: 32_768, perSource: 16_384 };

interface Source {
  count: number;
  readonly answered: Set<TransactionId>;
}

/**
 * Who takes how much room. Transactions that have been answered, and only wait for repeats, give way to new ones,
 * oldest first: a flood costs itself and others nothing but the absorption of repeats.
 */
export class Room {
  private readonly sources = new Map<string, Source>();
  private readonly answered = new Map<TransactionId, string>();
  private readonly limits: TransactionLimits;
  private total = 0;

  constructor(limits: TransactionLimits) {
    this.limits = limits;
  }

  get sourceCount(): number {
    return this.sources.size;
  }

  /** Whether one more may come: yes, yes when that one goes, or no. */
  ask(source: string): { readonly ok: boolean; readonly evict: TransactionId | null } {
    const own = this.sources.get(source);
    if (own !== undefined && own.count >= this.limits.perSource) return oneOf(own.answered);
    if (this.total >= this.limits.total) return oneOf(this.answered.keys());
    return { ok: true, evict: null };
  }

  enter(source: string): void {
    const own = this.sources.get(source);
    if (own === undefined) this.sources.set(source, { count: 1, answered: new Set() });
    else own.count++;
    this.total++;
  }

  markAnswered(id: TransactionId, source: string): void {
    this.answered.set(id, source);
    this.sources.get(source)?.answered.add(id);
  }

  leave(id: TransactionId, source: string): void {
    this.total--;
    this.answered.delete(id);
    const own = this.sources.get(source);
    if (own === undefined) return;
    own.answered.delete(id);
    own.count--;
    if (own.count === 0) this.sources.delete(source);
  }
}

function oneOf(ids: Iterable<TransactionId>): { ok: boolean; evict: TransactionId | null } {
  for (const id of ids) return { ok: true, evict: id };
  return { ok: false, evict: null };
}
