import { parseArgs } from 'node:util';
import { runRounds, SERVING_MS_MAX } from './crash/rounds.ts';
import { runStorage } from './crash/storage.ts';

const USAGE = `npm run test:crash -- [--rounds N] [--seed S] [--parallel P] [--within MS] [--planted ack-before-commit]

Each round starts a busy office in virtual time on the real database with real syncs, kills it at a moment that the
seed draws (while it starts, migrates or works), and looks from outside: the file is whole, everything acknowledged
is there exactly once, and the next start serves within 3 s (--within; 0: not
looked at, for a machine that others use). Ends with 1 when anything was wrong.

npm run test:crash -- --storage [--rounds N] [--seed S] [--planted no-sync]

Records every write and sync of a workload, and opens the database on the states that a power cut before and after
each sync could have left: all unsynced writes lost, some lost, torn at 512 and 4096 bytes, none lost.`;

interface Asked {
  readonly rounds: number;
  readonly seed: number;
  readonly parallel: number;
  /** Infinity: not looked at. */
  readonly servingMsMax: number;
  readonly planted: string;
  readonly storage: boolean;
}

function ask(words: readonly string[]): Asked | string {
  const text = { type: 'string' } as const;
  const storage = { type: 'boolean' } as const;
  const options = { rounds: text, seed: text, parallel: text, within: text, planted: text, storage } as const;
  const parse = () => parseArgs({ args: [...words], options, strict: true }).values;
  let values: ReturnType<typeof parse>;
  try {
    values = parse();
  } catch (error) {
    return (error as Error).message;
  }
  const rounds = Number(values.rounds ?? 20);
  const seed = Number(values.seed ?? 1);
  const parallel = Number(values.parallel ?? 1);
  const within = Number(values.within ?? SERVING_MS_MAX);
  const planted = values.planted ?? '';
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    return `--rounds ${values.rounds}: a whole number is needed`;
  if (!Number.isSafeInteger(seed) || seed < 0) return `--seed ${values.seed}: a whole number is needed`;
  if (!(parallel >= 1 && parallel <= 64)) return `--parallel ${values.parallel}: 1 to 64`;
  if (!(within >= 0)) return `--within ${values.within}: milliseconds, 0 or more`;
  const bug = values.storage ? 'no-sync' : 'ack-before-commit';
  if (planted !== '' && planted !== bug) return `--planted ${planted}: ${bug}`;
  const servingMsMax = within === 0 ? Number.POSITIVE_INFINITY : within;
  return { rounds, seed, parallel, servingMsMax, planted, storage: values.storage ?? false };
}

async function main(): Promise<number> {
  const asked = ask(process.argv.slice(2));
  if (typeof asked === 'string') {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  return asked.storage ? cutStorage(asked) : killOffices(asked);
}

async function killOffices(asked: Asked): Promise<number> {
  const begun = performance.now();
  const report = await runRounds({
    ...asked,
    told: (line) => console.error(line),
  });
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `${report.rounds} rounds (${report.killedStarting} killed while starting) in ${seconds.toFixed(1)} s; ` +
      `${report.acknowledged} acknowledged writes looked for; slowest start ${report.servedMsMax} ms`,
  );
  return told(report.failures);
}

/** One workload a round, each of another seed. */
function cutStorage({ rounds, seed, planted }: Asked): number {
  for (let round = 0; round < rounds; round++) {
    const report = runStorage({ seed: seed + round, writes: 100, planted: planted === '' ? '' : 'no-sync' });
    const { states, syncs, acknowledged } = report;
    console.log(
      `seed ${seed + round}: ${states} states of ${syncs} syncs, ${acknowledged} acknowledged writes looked for`,
    );
    if (report.failures.length > 0) return told(report.failures);
  }
  return 0;
}

function told(failures: readonly string[]): number {
  for (const failure of failures.slice(0, 20)) console.error(failure);
  if (failures.length > 20) console.error(`and ${failures.length - 20} more`);
  return failures.length > 0 ? 1 : 0;
}

process.exitCode = await main();
