import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';

const LOOKS_APART: Duration = sec(6 * 3_600);
const MS_PER_DAY = 86_400_000;

export interface RetentionOptions {
  readonly records: Pick<Database['records'], 'prune'>;
  readonly clock: Clock;
  readonly wallClock: Pick<WallClock, 'epochMs'>;
  readonly alarm: (raised: boolean, fault: Fault) => void;
  /** Asked at each look: the office may have changed its mind. */
  readonly days: () => number;
}

/** Deletes call records that are older than the office wants to keep them, a few times a day. */
export class Retention {
  readonly #options: RetentionOptions;
  #cancel: Cancel = () => undefined;
  #stopped = false;
  #fault: Fault | null = null;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** The first look, and from then on every six hours. */
  async look(): Promise<void> {
    const { records, clock, wallClock, alarm, days } = this.#options;
    const pruned = await records.prune(wallClock.epochMs() - days() * MS_PER_DAY);
    if (this.#stopped) return;
    if (this.#fault !== null) alarm(false, this.#fault);
    this.#fault = pruned.ok ? null : pruned.error;
    if (this.#fault !== null) alarm(true, this.#fault);
    this.#cancel = clock.at(after(clock.now(), LOOKS_APART), () => void this.look());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
