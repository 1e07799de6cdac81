import type { Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { FinishedCall, Store } from '#ports/store.ts';
import type { Kept } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';
import { faultOf } from '../alarms.ts';
import { KeptOutbox } from './kept-outbox.ts';
import { storedRecord } from './stored-record.ts';

/** A stop waits so long for what people have set last. */
const STOP_WITHIN: Duration = sec(2);
const LOOK_EVERY = 20_000 as Duration;

export interface DatabaseStoreOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly saveJournal: Store['saveJournal'];
  readonly alarm: (raised: boolean, fault: Fault) => void;
  /** A record is on disk: for spools. */
  readonly stored?: (serial: number) => void;
}

/** The host's store on the database: records as they come, what people set with retries, journals as files. */
export class DatabaseStore implements Store {
  readonly #options: DatabaseStoreOptions;
  readonly #outbox: KeptOutbox;

  constructor(options: DatabaseStoreOptions) {
    this.#options = options;
    this.#outbox = new KeptOutbox(options.clock, options.database.kept, {
      troubled: (fault) => options.alarm(fault !== null, unsaved(fault)),
    });
  }

  appendRecords(records: readonly FinishedCall[], done: (error: Fault | null) => void): void {
    const { database, stored } = this.#options;
    void database.records.appendAll(records.map(storedRecord)).then((appended) => {
      done(appended.ok ? null : appended.error);
      if (appended.ok) for (const serial of appended.value) stored?.(serial);
    });
  }

  keep(kept: Kept): void {
    this.#outbox.add(kept);
  }

  saveJournal(name: string, text: string, done: (path: string | null) => void): void {
    this.#options.saveJournal(name, text, done);
  }

  /** Ends when everything that was to be kept is on disk, or after 2 s. */
  close(): Promise<void> {
    const { clock } = this.#options;
    const until = after(clock.now(), STOP_WITHIN);
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#outbox.waiting > 0 && clock.now() < until) {
          clock.at(after(clock.now(), LOOK_EVERY), look);
          return;
        }
        this.#outbox.stop();
        resolve();
      };
      look();
    });
  }
}

function unsaved(fault: Fault | null): Fault {
  const alarm = faultOf('TR-RUN-007', 'settings of extensions');
  return fault === null ? alarm : { ...alarm, what: `${fault.where}: ${fault.what}`, todo: fault.todo };
}
