import type { LineCardEvent } from '#ports/line-card.ts';
import type { Fault } from '#units/result.ts';

/** Alarms of one card: each is told when it begins and when it ends, and only then. */
export class Alarms {
  readonly #raised = new Map<string, Fault>();
  readonly #emit: (event: LineCardEvent) => void;

  constructor(emit: (event: LineCardEvent) => void) {
    this.#emit = emit;
  }

  set(on: boolean, fault: Fault): void {
    const key = `${fault.code} ${fault.where}`;
    if (on === this.#raised.has(key)) return;
    if (on) this.#raised.set(key, fault);
    else this.#raised.delete(key);
    this.#emit({ kind: 'alarm', raised: on, fault });
  }

  has(code: string): boolean {
    return [...this.#raised.values()].some((fault) => fault.code === code);
  }

  /** Ends all but those of this code: they belong to something that is gone. */
  clearExcept(code: string): void {
    for (const fault of [...this.#raised.values()]) if (fault.code !== code) this.set(false, fault);
  }
}
