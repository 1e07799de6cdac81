import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import type { Database, StoredRecord } from '#ports/database.ts';
import type { SmdrLink, SmdrSink } from '#ports/smdr.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';
import { notTaken, overflowed } from './faults.ts';
import { type PaperTimeOf, paperTime } from './layouts/layout.ts';
import { LAYOUTS } from './layouts/layouts.ts';

/** Records held in memory at a time; all others wait in the database. */
const BATCH = 50;
/** A line that is not taken for so long is an alarm; it is waited for all the same. */
const SLOW_AFTER: Duration = sec(30);
const RETRY_FIRST: Duration = sec(1);
const RETRY_LONGEST: Duration = sec(60);

export interface SpoolOptions {
  readonly sink: SmdrSink;
  readonly link: SmdrLink;
  readonly database: Pick<Database, 'records' | 'settings' | 'audit'>;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly alarm: (raised: boolean, fault: Fault) => void;
}

/**
 * Brings call records to one sink, in order, one line at a time: the next is sent when this one is acknowledged and
 * its place is on disk. So nothing is lost, and at most the one line that was under way comes twice.
 */
export class SmdrSpool {
  readonly #options: SpoolOptions;
  readonly #timeOf: PaperTimeOf;
  /** Serial up to which the sink has everything; null: not read yet. */
  #position: number | null = null;
  #newest = 0;
  #line = 0;
  #running = false;
  #again = false;
  #stopped = false;
  #refused: Fault | null = null;
  #overflow: Fault | null = null;
  #retry: Duration = RETRY_FIRST;
  #cancel: Cancel = () => undefined;

  constructor(options: SpoolOptions) {
    this.#options = options;
    const { wallClock, link } = options;
    this.#timeOf = paperTime((epochMs) => wallClock.offsetMinutes(epochMs));
    link.onUp(() => this.#soon());
  }

  /** A record of this serial is in the database; 0: look. */
  wake(serial: number): void {
    this.#newest = Math.max(this.#newest, serial);
    // A sink that does not answer is tried at its own pace, not at that of the calls.
    if (this.#refused === null) void this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#options.link.close();
  }

  #soon(): void {
    this.#cancel();
    this.#retry = RETRY_FIRST;
    void this.#run();
  }

  async #run(): Promise<void> {
    this.#again = true;
    if (this.#running || this.#stopped) return;
    this.#running = true;
    this.#cancel();
    let fault: Fault | null = null;
    while (this.#again && fault === null && !this.#stopped) {
      this.#again = false;
      fault = await this.#serve();
    }
    this.#running = false;
    if (fault === null || this.#stopped) return;
    const { clock } = this.#options;
    this.#cancel = clock.at(after(clock.now(), this.#retry), () => void this.#run());
    this.#retry = Math.min(this.#retry * 2, RETRY_LONGEST) as Duration;
  }

  /** Everything that waits; answers what stopped it. */
  async #serve(): Promise<Fault | null> {
    const { database } = this.#options;
    const began = await this.#begin();
    if (began !== null) return began;
    for (;;) {
      const skipped = await this.#leaveOut(this.#newest - this.#options.sink.backlogMax);
      if (skipped !== null) return skipped;
      const batch = await database.records.after(this.#position!, BATCH);
      if (!batch.ok) return batch.error;
      const [first] = batch.value;
      if (first === undefined) break;
      const gone = await this.#leaveOut(first.serial - 1);
      if (gone !== null) return gone;
      const fault = await this.#sendAll(batch.value);
      if (fault !== null || this.#stopped) return fault;
    }
    if (this.#overflow !== null) this.#options.alarm(false, this.#overflow);
    this.#overflow = null;
    return null;
  }

  /** Where it was before the restart; a new sink begins with the next call. */
  async #begin(): Promise<Fault | null> {
    if (this.#position !== null) return null;
    const { database } = this.#options;
    const kept = await database.settings.get(this.#key);
    if (!kept.ok) return kept.error;
    const last = await database.records.search({}, 1);
    if (!last.ok) return last.error;
    const newest = last.value.records[0]?.serial ?? 0;
    this.#newest = Math.max(this.#newest, newest);
    if (kept.value === null) return this.#moveTo(newest);
    this.#position = Number(kept.value);
    return null;
  }

  get #key(): string {
    return `smdr.${this.#options.sink.name}`;
  }

  async #moveTo(serial: number): Promise<Fault | null> {
    const saved = await this.#options.database.settings.put(this.#key, String(serial));
    if (!saved.ok) return saved.error;
    this.#position = serial;
    return null;
  }

  /** Records up to `serial` will never reach the sink: that is said aloud and written down, first. */
  async #leaveOut(serial: number): Promise<Fault | null> {
    const { database, wallClock, sink, alarm } = this.#options;
    const records = serial - this.#position!;
    if (records <= 0) return null;
    const facts = { first: this.#position! + 1, last: serial, records };
    const who = { epochMs: wallClock.epochMs(), who: 'system', from: '' };
    const noted = await database.audit.append({ ...who, action: 'smdr.overflow', target: sink.name, facts });
    if (!noted.ok) return noted.error;
    const moved = await this.#moveTo(serial);
    if (moved !== null) return moved;
    if (this.#overflow === null) {
      this.#overflow = overflowed(sink.name, records);
      alarm(true, this.#overflow);
    }
    return null;
  }

  async #sendAll(batch: readonly StoredRecord[]): Promise<Fault | null> {
    for (const record of batch) {
      if (this.#stopped) return null;
      const wanted = this.#options.sink.internal || record.legs.some(({ trunk }) => trunk !== null);
      if (wanted || isOutside(record)) {
        const fault = await this.#send(record);
        if (fault !== null) return fault;
      }
      const moved = await this.#moveTo(record.serial);
      if (moved !== null) return moved;
    }
    return null;
  }

  async #send(record: StoredRecord): Promise<Fault | null> {
    const { sink, link, clock } = this.#options;
    const layout = LAYOUTS[sink.layout];
    const newPage = layout.page !== null && this.#line % layout.page.lines === 0;
    const lines = [...(newPage ? layout.page.header : []), layout.line(record, this.#timeOf)];
    const slow = clock.at(after(clock.now(), SLOW_AFTER), () => this.#refuse('it takes nothing for 30 s'));
    const sent = await link.send(new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join('')));
    slow();
    if (!sent.ok) {
      this.#refuse(sent.error.what);
      return sent.error;
    }
    this.#line += 1;
    this.#retry = RETRY_FIRST;
    if (this.#refused !== null) this.#options.alarm(false, this.#refused);
    this.#refused = null;
    return null;
  }

  #refuse(why: string): void {
    if (this.#refused !== null || this.#stopped) return;
    this.#refused = notTaken(this.#options.sink.name, why);
    this.#options.alarm(true, this.#refused);
  }
}

const isOutside = ({ kind }: StoredRecord): boolean =>
  kind === 'incoming' || kind === 'outgoing' || kind === 'emergency';
