/** Thread that checks one file whole, beside the work: tells `null`, or what is wrong with it. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { whatIsWrong } from './check.ts';
import { isDamage } from './faults.ts';

function check(path: string): string | null {
  try {
    const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
    try {
      return whatIsWrong(db);
    } finally {
      db.close();
    }
  } catch (error) {
    // A disk that does not answer is told by the work itself; here only damage is meant.
    if (!isDamage(error)) return null;
    return error instanceof Error ? error.message : String(error);
  }
}

parentPort?.postMessage(check((workerData as { readonly path: string }).path));
