import type { Cancel, Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { Kept } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';

/** Things that may wait while the disk fails; every extension and mode of a box, and room to spare. */
export const KEPT_MAX = 10_000;
const RETRY_FIRST: Duration = sec(1);
const RETRY_LONGEST: Duration = sec(60);

export interface KeptListener {
  /** The database failed (`fault`) or works again (null). */
  readonly troubled: (fault: Fault | null) => void;
}

/**
 * Holds what people set until the database acknowledges it. What is set again meanwhile replaces what waits; all
 * that waits is saved together.
 */
export class KeptOutbox {
  readonly #clock: Clock;
  readonly #kept: Database['kept'];
  readonly #listener: KeptListener;
  readonly #waiting = new Map<string, Kept>();
  #writing: ReadonlyMap<string, Kept> = new Map();
  #troubled = false;
  #retry: Duration = RETRY_FIRST;
  #cancel: Cancel = () => undefined;

  constructor(clock: Clock, kept: Database['kept'], listener: KeptListener) {
    this.#clock = clock;
    this.#kept = kept;
    this.#listener = listener;
  }

  get waiting(): number {
    return this.#waiting.size + this.#writing.size;
  }

  add(kept: Kept): void {
    const key = `${kept.what} ${kept.key}`;
    // In the order in which they were last set.
    this.#waiting.delete(key);
    if (this.#waiting.size >= KEPT_MAX) this.#waiting.delete(this.#waiting.keys().next().value!);
    this.#waiting.set(key, kept);
    if (this.#writing.size === 0 && !this.#troubled) void this.#write();
  }

  stop(): void {
    this.#cancel();
  }

  async #write(): Promise<void> {
    this.#writing = new Map(this.#waiting);
    this.#waiting.clear();
    const saved = await this.#kept.save([...this.#writing.values()]);
    const written = this.#writing;
    this.#writing = new Map();
    if (!saved.ok) {
      this.#failed(saved.error, written);
      return;
    }
    this.#retry = RETRY_FIRST;
    if (this.#troubled) this.#listener.troubled(null);
    this.#troubled = false;
    if (this.#waiting.size > 0) void this.#write();
  }

  /** Back to what waits, before what came meanwhile, but for what that replaces. */
  #failed(fault: Fault, written: ReadonlyMap<string, Kept>): void {
    const newer = [...this.#waiting];
    this.#waiting.clear();
    for (const [key, kept] of written) this.#waiting.set(key, kept);
    for (const [key, kept] of newer) {
      this.#waiting.delete(key);
      this.#waiting.set(key, kept);
    }
    if (!this.#troubled) this.#listener.troubled(fault);
    this.#troubled = true;
    this.#cancel = this.#clock.at(after(this.#clock.now(), this.#retry), () => void this.#write());
    this.#retry = Math.min(this.#retry * 2, RETRY_LONGEST) as Duration;
  }
}
