/**
 * One question of the exchange, on the standard input, and its answer on the standard output: started by systemd for each
 * connection (`tipring-keeper.socket`), or by the exchange itself on a computer that is no box. `ports/box.ts` has the words.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KeeperAnswer, KeeperRequest } from '#ports/box.ts';
import { primaryOf } from './boot-state.ts';
import { textOf } from './files.ts';
import { type Asker, answer, type BoxRights, type Keeper } from './keeper/answer.ts';
import { OFFICE, RUN, readBootState, runningSlot, SYSTEM, wordIn } from './place.ts';
import { RAUC } from './rauc.ts';
import type { Says } from './support.ts';
import { systemctl } from './systemctl.ts';

const REQUEST_BYTES_MAX = 16_384;
const ROOT = resolve(import.meta.dirname, '../..');

const says: Says = (program, ...words) =>
  spawnSync(program, words, { encoding: 'utf8', timeout: 30_000, maxBuffer: 16 * 1024 * 1024 }).stdout ?? '';
/** The journal of a computer that is no box is about other things than the exchange. */
const OF_NO_BOX = new Set(['uname', 'df']);

const RIGHTS: BoxRights = {
  slots: () => {
    const state = readBootState();
    const running = runningSlot();
    return { running, next: primaryOf(state) ?? running, triesLeft: state.left };
  },
  system: SYSTEM,
  updater: RAUC,
  restart: () => systemctl('reboot'),
  stopExchange: () => systemctl('stop', 'tipring.service'),
  startExchange: () => systemctl('start', '--no-block', 'tipring.service'),
};

function keeper(): Keeper {
  if (existsSync(SYSTEM)) {
    const complaints = (textOf(RUN.complaints) ?? '').split('\n').filter((line) => line !== '');
    return { data: OFFICE, release: wordIn(RUN.release), complaints, says, box: RIGHTS };
  }
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    ...{ data: resolve(process.env.TIPRING_DATA ?? './data'), release: version, complaints: [], box: null },
    says: (program, ...words) => (OF_NO_BOX.has(program) ? says(program, ...words) : ''),
  };
}

/** The first line of what is asked; the unit's own limit ends a wait for it. */
function question(): KeeperRequest {
  const bytes = Buffer.alloc(REQUEST_BYTES_MAX);
  for (let filled = 0; filled < bytes.length; ) {
    const read = readSync(0, bytes, filled, bytes.length - filled, null);
    const end = bytes.indexOf('\n');
    filled += read;
    if (end >= 0) return JSON.parse(bytes.toString('utf8', 0, end)) as KeeperRequest;
    if (read === 0) break;
  }
  throw new Error('no question');
}

function write(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

let listens = true;
function tell(bytes: Uint8Array): void {
  if (!listens) return;
  try {
    write(bytes);
  } catch {
    listens = false;
  }
}
const asker: Asker = {
  tell: (said: KeeperAnswer) => tell(Buffer.from(`${JSON.stringify(said)}\n`)),
  send: tell,
};

await answer(question(), keeper(), asker);
