import type { Cancel, Clock } from '#ports/clock.ts';
import type { DeskChange, DeskStore } from '#ports/desk-store.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';

/** A week of a busy desk, should the disk be away so long; then the oldest goes. */
export const OUTBOX_MAX = 20_000;
const WRITTEN_AT_ONCE = 200;
const RETRY_FIRST: Duration = sec(1);
const RETRY_LONGEST: Duration = sec(60);

function keyOf(change: DeskChange): string {
  if (change.what === 'entryGone') return `entry ${change.id}`;
  return change.what === 'layout' ? `layout ${change.row.user}` : `${change.what} ${change.row.id}`;
}

/** Holds what operators do until the disk has it; what changes again meanwhile replaces what waits. */
export class DeskOutbox {
  readonly #clock: Clock;
  readonly #store: Pick<DeskStore, 'save'>;
  readonly #alarm: (raised: boolean, fault: Fault) => void;
  readonly #waiting = new Map<string, DeskChange>();
  #writing = false;
  #trouble: Fault | null = null;
  #retry: Duration = RETRY_FIRST;
  #cancel: Cancel = () => undefined;
  #idle: (() => void)[] = [];

  constructor(clock: Clock, store: Pick<DeskStore, 'save'>, alarm: (raised: boolean, fault: Fault) => void) {
    this.#clock = clock;
    this.#store = store;
    this.#alarm = alarm;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  add(change: DeskChange): void {
    const key = keyOf(change);
    // In the order in which they last changed; what is being written stays until it is on disk.
    this.#waiting.delete(key);
    if (this.#waiting.size >= OUTBOX_MAX) this.#waiting.delete(this.#waiting.keys().next().value!);
    this.#waiting.set(key, change);
    if (!this.#writing && this.#trouble === null) void this.#write();
  }

  /** Ends when everything is on disk, or the disk has failed. */
  settled(): Promise<void> {
    if (this.#waiting.size === 0 || this.#trouble !== null) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  stop(): void {
    this.#cancel();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    while (this.#waiting.size > 0) {
      const some = [...this.#waiting].slice(0, WRITTEN_AT_ONCE);
      const saved = await this.#store.save(some.map(([, change]) => change));
      if (!saved.ok) {
        this.#failed(saved.error);
        break;
      }
      for (const [key, change] of some) if (this.#waiting.get(key) === change) this.#waiting.delete(key);
      this.#works();
    }
    this.#writing = false;
    for (const tell of this.#idle.splice(0)) tell();
  }

  #works(): void {
    this.#retry = RETRY_FIRST;
    if (this.#trouble !== null) this.#alarm(false, this.#trouble);
    this.#trouble = null;
  }

  #failed({ where, what, todo }: Fault): void {
    const fault = { code: 'TR-DESK-001', where: 'operators', what: `${where}: ${what}`, todo };
    if (this.#trouble === null) this.#alarm(true, fault);
    this.#trouble ??= fault;
    this.#cancel();
    this.#cancel = this.#clock.at(after(this.#clock.now(), this.#retry), () => void this.#write());
    this.#retry = Math.min(this.#retry * 2, RETRY_LONGEST) as Duration;
  }
}
