import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import type { Database } from '#ports/database.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { databaseContract } from '../../contracts/database.ts';

databaseContract('SQLite in a thread', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-db-'));
  const opened: Database[] = [];
  const open = async (): Promise<Database> => {
    const fault = () => undefined;
    const database = openDatabase({ folder, clock: new RealClock(), fault, reserveBytes: 0 });
    opened.push(database);
    return database;
  };
  return {
    open,
    reopen: async (database) => {
      await database.close();
      return open();
    },
    close: async () => {
      for (const database of opened) await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

databaseContract('in memory', () => {
  const database = new MemoryDatabase();
  return { open: async () => database, close: () => database.close() };
});
