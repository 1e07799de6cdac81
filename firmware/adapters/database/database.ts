import type { Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { Fault } from '#units/result.ts';
import { deskOn } from './desk.ts';
import { keptOn, settingsOn, versionsOn } from './office.ts';
import { auditOn, tokensOn, usersOn } from './people.ts';
import { recordsOn } from './records.ts';
import { WorkerLink } from './worker-link.ts';

export interface DatabaseOptions {
  /** The data folder; `tipring.db` and its companions are made in it. */
  readonly folder: string;
  readonly clock: Clock;
  /** What a person should know about the file; `raised` false ends it. */
  readonly fault: (raised: boolean, fault: Fault) => void;
  /** Room kept on the disk for records; default: a day of them, measured. */
  readonly reserveBytes?: number;
  /** Another thread than ours, for tests of what a bad one may do. */
  readonly threadUrl?: URL;
}

/** The database of a data folder: SQLite in a thread of its own. Opens by itself, also when the disk comes late. */
export function openDatabase(options: DatabaseOptions): Database {
  const { reserveBytes = null, ...rest } = options;
  const link = new WorkerLink({ ...rest, reserveBytes });
  return {
    records: recordsOn(link),
    kept: keptOn(link),
    versions: versionsOn(link),
    audit: auditOn(link),
    users: usersOn(link),
    tokens: tokensOn(link),
    desk: deskOn(link),
    settings: settingsOn(link),
    health: () => link.health(),
    close: () => link.close(),
  };
}
