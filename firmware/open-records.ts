/** Part of the composition root: everything that is kept, opened in the order in which a start needs it. */
import { randomUUID } from 'node:crypto';
import { systemWallClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import { importOldCalls } from '#adapters/database/import-calls.ts';
import { journalFiles } from '#adapters/journal-files.ts';
import { openSmdrLink } from '#adapters/smdr/open-link.ts';
import type { Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { Log } from '#ports/log.ts';
import type { FetchLog } from '#ports/provisioning.ts';
import { AlarmRelay } from '#runtime/alarm-relay.ts';
import { DatabaseFetchLog } from '#runtime/provisioning/fetch-log.ts';
import { DatabaseStore } from '#runtime/records/database-store.ts';
import { SmdrSpools } from '#runtime/smdr/spools.ts';
import type { Kept } from '#switching/model.ts';

export interface Records {
  readonly database: Database;
  readonly store: DatabaseStore;
  readonly alarms: AlarmRelay;
  /** Printers and billing systems; `configure` gives it the sinks of the office's document. */
  readonly smdr: SmdrSpools;
  readonly fetches: FetchLog;
  readonly kept: readonly Kept[];
  readonly bootId: string;
  /** Hears the serial of each record that is on disk. */
  onStored(stored: (serial: number) => void): void;
  close(): Promise<void>;
}

/** Ends when what was kept is read, or could not be read; telephones are served either way. */
export async function openRecords(folder: string, clock: Clock, log: Log): Promise<Records> {
  const alarms = new AlarmRelay();
  const database = openDatabase({ folder, clock, fault: alarms.tell });
  const alarm = alarms.tell;
  const common = { database, clock, alarm };
  const smdr = new SmdrSpools({ ...common, wallClock: systemWallClock, openLink: openSmdrLink });
  const listeners: ((serial: number) => void)[] = [(serial) => smdr.wake(serial)];
  const stored = (serial: number): void => {
    for (const listener of listeners) listener(serial);
  };
  const store = new DatabaseStore({ ...common, saveJournal: journalFiles(folder), stored });
  const fetches = new DatabaseFetchLog(database.settings, clock);
  const kept = await database.kept.load();
  if (!kept.ok) alarms.tell(true, kept.error);
  void fetches.load();
  const imported = importOldCalls(folder, database.records).then((done) => {
    if (!done.ok) alarms.tell(true, done.error);
    else if (done.value.files > 0) log.info('old call records taken over', { ...done.value });
  });
  return {
    ...{ database, store, alarms, smdr, fetches, bootId: randomUUID() },
    kept: kept.ok ? kept.value : [],
    onStored: (listener) => void listeners.push(listener),
    close: async () => {
      await imported;
      await store.close();
      await smdr.stop();
      await fetches.close();
      await database.close();
    },
  };
}
