import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import type { Database } from '#ports/database.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { type DatabaseUnderTest, databaseContract } from '../../contracts/database.ts';
import { deskStoreContract } from '../../contracts/desk-store.ts';

const inThread = (): DatabaseUnderTest => {
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
};
const inMemory = (): DatabaseUnderTest => {
  const database = new MemoryDatabase();
  return { open: async () => database, close: () => database.close() };
};

databaseContract('SQLite in a thread', inThread);
databaseContract('in memory', inMemory);
deskStoreContract('SQLite in a thread', inThread);
deskStoreContract('in memory', inMemory);
