/** The thread of the database: takes requests, does the writes that came together in one transaction, answers. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkBeside, isBackupDue, makeBackup } from './backup.ts';
import { Executor, type Run } from './executor.ts';
import { roomInUse } from './faults.ts';
import type { OpenFile } from './open-file.ts';
import type { Answered, FromWorker, Request, WorkerSettings } from './protocol.ts';
import { Reserve } from './reserve.ts';

const settings = workerData as WorkerSettings;
const port = parentPort!;
/** Writes in one transaction; a flood must not make the first wait for the last. */
const WRITES_AT_ONCE = 256;
/** The start belongs to the exchange; room and copies come after it. */
const CARE_AFTER_MS = 5_000;
const CARE_EVERY_MS = 60_000;
const CARE_AGAIN_MS = 20;

const waiting: Request[] = [];
let turning = false;
let reserve: Reserve | null = null;
let released = false;
let copying = false;

const say = (message: FromWorker): void => port.postMessage(message);
const answer = (id: number, given: Answered): void => say({ kind: 'answer', id, answer: given });

const executor = new Executor(settings.folder, {
  fault: (fault) => say({ kind: 'fault', raised: true, fault }),
  makeRoom: ({ names }) => {
    if (reserve === null || !reserve.release()) return false;
    if (!released) say({ kind: 'fault', raised: true, fault: roomInUse(names.folder) });
    released = true;
    return true;
  },
  opened: (open) => {
    reserve = new Reserve(open.names, settings.reserveBytes);
    if (open.unchecked) void checkLarge(open);
  },
});

async function checkLarge({ names }: OpenFile): Promise<void> {
  const wrong = await checkBeside(names.main);
  if (wrong !== null) executor.foundDamage(wrong);
}

port.on('message', (request: Request) => {
  waiting.push(request);
  if (turning) return;
  turning = true;
  // After everything that has come already: that is what shares the transaction.
  setImmediate(turn);
});

function turn(): void {
  turning = false;
  let first = waiting.shift();
  while (first !== undefined) {
    if (first.kind === 'run' && first.write) writeTogether(first);
    else other(first);
    first = waiting.shift();
  }
}

function writeTogether(first: Run): void {
  const together = [first];
  while (together.length < WRITES_AT_ONCE) {
    const next = waiting[0];
    if (next?.kind !== 'run' || !next.write) break;
    together.push(next);
    waiting.shift();
  }
  const answers = executor.write(together);
  for (const [i, request] of together.entries()) answer(request.id, answers[i]!);
}

function other(request: Request): void {
  if (request.kind === 'run') answer(request.id, executor.read(request));
  else if (request.kind === 'health') {
    const health = executor.health();
    answer(
      request.id,
      health.ok ? { ok: true, outcomes: [], health: health.value } : { ok: false, fault: health.error },
    );
  } else if (request.kind === 'damage') {
    executor.foundDamage(request.what);
    answer(request.id, { ok: true, outcomes: [] });
  } else {
    executor.close();
    answer(request.id, { ok: true, outcomes: [] });
    port.close();
    clearTimeout(careTimer);
  }
}

/** What nobody asks for: room for a day of records on a full disk, and a copy that is known to be whole. */
function care(): void {
  const open = executor.open;
  let again = false;
  if (open !== null) {
    again = reserve?.work(open.db) ?? false;
    if (released && reserve?.stands) {
      released = false;
      say({ kind: 'fault', raised: false, fault: roomInUse(open.names.folder) });
    }
    if (!copying && isBackupDue(open.names, Date.now())) void copy(open);
  }
  careTimer = setTimeout(care, again ? CARE_AGAIN_MS : CARE_EVERY_MS).unref();
}

async function copy({ db, names }: OpenFile): Promise<void> {
  copying = true;
  const wrong = await makeBackup(db, names);
  copying = false;
  if (wrong !== null) executor.foundDamage(wrong);
}

let careTimer = setTimeout(care, CARE_AFTER_MS).unref();
// At once, so that the first request finds it open.
executor.ensure();
