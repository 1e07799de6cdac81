import type { Clock } from '#ports/clock.ts';
import type { Database, StoredRecord } from '#ports/database.ts';
import { after, type Duration, type Instant, ms } from '#units/time.ts';

const AT_ONCE = 100;
/** Where calls end one after the other, those of this long are read together: nobody looks at a count more often. */
const READS_APART: Duration = ms(200);

/** Reads call records as they come on disk, each once and in order; what a failed disk keeps back comes later. */
export class RecordTail {
  readonly #clock: Clock;
  readonly #records: Pick<Database['records'], 'after'>;
  readonly #read: (record: StoredRecord) => void;
  /** Serial of the last one that was read; null: none has come yet. */
  #last: number | null = null;
  #newest = 0;
  #readAt: Instant | null = null;
  /** Reading, or waiting to. */
  #busy = false;

  constructor(
    clock: Clock,
    records: Pick<Database['records'], 'after'>,
    read: (record: StoredRecord) => void,
  ) {
    this.#clock = clock;
    this.#records = records;
    this.#read = read;
  }

  /** The record of this serial is on disk. */
  wake(serial: number): void {
    this.#last ??= serial - 1;
    this.#newest = Math.max(this.#newest, serial);
    if (this.#busy) return;
    this.#busy = true;
    const now = this.#clock.now();
    const next = this.#readAt === null ? now : after(this.#readAt, READS_APART);
    if (next <= now) void this.#follow();
    else this.#clock.at(next, () => void this.#follow());
  }

  async #follow(): Promise<void> {
    this.#readAt = this.#clock.now();
    while (this.#last! < this.#newest) {
      const some = await this.#records.after(this.#last!, AT_ONCE);
      if (!some.ok || some.value.length === 0) break;
      for (const record of some.value) {
        this.#last = record.serial;
        this.#read(record);
      }
    }
    this.#busy = false;
  }
}
