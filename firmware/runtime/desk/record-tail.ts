import type { Database, StoredRecord } from '#ports/database.ts';

const AT_ONCE = 100;

/** Reads call records as they come on disk, each once and in order; what a failed disk keeps back comes later. */
export class RecordTail {
  readonly #records: Pick<Database['records'], 'after'>;
  readonly #read: (record: StoredRecord) => void;
  /** Serial of the last one that was read; null: none has come yet. */
  #last: number | null = null;
  #newest = 0;
  #reading = false;

  constructor(records: Pick<Database['records'], 'after'>, read: (record: StoredRecord) => void) {
    this.#records = records;
    this.#read = read;
  }

  /** The record of this serial is on disk. */
  wake(serial: number): void {
    this.#last ??= serial - 1;
    this.#newest = Math.max(this.#newest, serial);
    if (!this.#reading) void this.#follow();
  }

  async #follow(): Promise<void> {
    this.#reading = true;
    while (this.#last! < this.#newest) {
      const some = await this.#records.after(this.#last!, AT_ONCE);
      if (!some.ok || some.value.length === 0) break;
      for (const record of some.value) {
        this.#last = record.serial;
        this.#read(record);
      }
    }
    this.#reading = false;
  }
}
