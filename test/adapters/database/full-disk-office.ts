/**
 * Run on a file system of a few megabytes of its own (see `full-disk.test.ts`): fills it, goes on writing records,
 * frees it, makes it read-only and writable again. Tells what happened as one line of JSON.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Executor } from '#adapters/database/executor.ts';
import { Reserve } from '#adapters/database/reserve.ts';
import { newRecord } from '../../support/records.ts';

const folder = process.argv[2]!;
let reserve: Reserve | null = null;
let released = 0;
const executor = new Executor(folder, {
  fault: () => undefined,
  makeRoom: () => {
    const made = reserve?.release() ?? false;
    if (made) released += 1;
    return made;
  },
  opened: ({ names }) => {
    reserve = new Reserve(names, 2 << 20);
  },
});

const body = JSON.stringify(newRecord('c'));
let calls = 0;
const append = (): string => {
  calls += 1;
  const sql = `insert into records (boot_id, call, kind, entity, started_ms, answered, talk_ms, numbers, trunks, body)
    values ('b', ?, 'internal', 'main', 0, 0, 0, '', '', ?)`;
  const [answer] = executor.write([
    { kind: 'run', id: calls, write: true, statements: [{ sql, parameters: [`c${calls}`, body] }] },
  ]);
  return answer!.ok ? 'ok' : answer!.fault.code;
};
const stored = (): number => {
  const answer = executor.read({
    ...{ kind: 'run', id: 0, write: false },
    statements: [{ sql: 'select count(*) as count from records', parameters: [] }],
  });
  return answer.ok ? Number(answer.outcomes[0]!.rows[0]!.count) : -1;
};
const many = (count: number): string[] => Array.from({ length: count }, append);

const plain = many(50);
while (reserve!.work(executor.open!.db));
const stands = reserve!.stands;
const ballast = join(folder, 'ballast');
try {
  writeFileSync(ballast, Buffer.alloc(64 << 20));
} catch {
  // As much as there was room for: the disk is full now.
}
const full = many(500);
const afterRelease = { stands: reserve!.stands, released };
// Until also the room is used up.
const over = many(3_000);
const promised = [...plain, ...full, ...over].filter((answer) => answer === 'ok').length;
const keptWhenFull = stored();
rmSync(ballast);
const freed = many(5);
// A tmpfs lets itself be made read-only only while nobody has a file of it open; the next write opens it again.
executor.close();
execFileSync('mount', ['-o', 'remount,ro', folder]);
const readOnly = many(3);
execFileSync('mount', ['-o', 'remount,rw', folder]);
const deadline = performance.now() + 10_000;
let again = append();
while (again !== 'ok' && performance.now() < deadline) again = append();
while (reserve!.work(executor.open!.db));
console.log(
  JSON.stringify({
    ...{ stands, afterRelease, promised, keptWhenFull, readOnly, again },
    plain: [...new Set(plain)],
    full: [...new Set(full)],
    over: over.at(-1),
    freed: [...new Set(freed)],
    standsAgain: existsSync(join(folder, 'tipring.reserve')),
    storedAtEnd: stored() - keptWhenFull,
  }),
);
