import type { Instant } from '#units/time.ts';

interface Entry {
  readonly at: Instant;
  readonly order: number;
  readonly key: number;
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * Deadlines of many machines; the runtime arms one timer for the earliest. A heap in which cleared and moved
 * deadlines stay until they surface or outnumber the living.
 */
export class Timers {
  private readonly current = new Map<number, Entry>();
  private heap: Entry[] = [];
  private order = 0;

  get size(): number {
    return this.current.size;
  }

  set(key: number, at: Instant): void {
    const entry = { at, order: this.order++, key };
    this.current.set(key, entry);
    this.rise(this.heap.push(entry) - 1);
    if (this.heap.length > 64 && this.heap.length > 4 * this.current.size) this.rebuild();
  }

  has(key: number): boolean {
    return this.current.has(key);
  }

  clear(key: number): void {
    this.current.delete(key);
  }

  get earliest(): Instant | null {
    this.shed();
    return this.heap[0]?.at ?? null;
  }

  /** Takes one deadline that has come, earliest first; null when there is none. */
  takeDue(now: Instant): number | null {
    this.shed();
    const top = this.heap[0];
    if (top === undefined || top.at > now) return null;
    this.current.delete(top.key);
    return top.key;
  }

  private shed(): void {
    while (this.heap.length > 0 && this.current.get(this.heap[0]!.key) !== this.heap[0]) {
      const last = this.heap.pop()!;
      if (this.heap.length === 0) return;
      this.heap[0] = last;
      this.sink(0);
    }
  }

  private rebuild(): void {
    this.heap = [...this.current.values()].sort((a, b) => (before(a, b) ? -1 : 1));
  }

  private rise(start: number): void {
    let at = start;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(this.heap[at]!, this.heap[parent]!)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  private sink(start: number): void {
    let at = start;
    for (;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.heap.length && before(this.heap[child]!, this.heap[least]!)) least = child;
      if (least === at) return;
      this.swap(at, least);
      at = least;
    }
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b]!, this.heap[a]!];
  }
}
