import { parseArgs } from 'node:util';
import { runRounds } from './crash/rounds.ts';

const USAGE = `npm run test:crash -- [--rounds N] [--seed S] [--parallel P] [--planted ack-before-commit]

Each round starts a busy office in virtual time on the real database with real syncs, kills it at a moment that the
seed draws (while it starts, migrates or works), and looks from outside: the file is whole, everything acknowledged
is there exactly once, and the next start serves within 3 s. Ends with 1 when anything was wrong.`;

interface Asked {
  readonly rounds: number;
  readonly seed: number;
  readonly parallel: number;
  readonly planted: string;
}

function ask(words: readonly string[]): Asked | string {
  const text = { type: 'string' } as const;
  const options = { rounds: text, seed: text, parallel: text, planted: text } as const;
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
  const planted = values.planted ?? '';
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    return `--rounds ${values.rounds}: a whole number is needed`;
  if (!Number.isSafeInteger(seed) || seed < 0) return `--seed ${values.seed}: a whole number is needed`;
  if (!(parallel >= 1 && parallel <= 64)) return `--parallel ${values.parallel}: 1 to 64`;
  if (planted !== '' && planted !== 'ack-before-commit') return `--planted ${planted}: ack-before-commit`;
  return { rounds, seed, parallel, planted };
}

async function main(): Promise<number> {
  const asked = ask(process.argv.slice(2));
  if (typeof asked === 'string') {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const begun = performance.now();
  const report = await runRounds({ ...asked, told: (line) => console.error(line) });
  const seconds = (performance.now() - begun) / 1_000;
  console.log(
    `${report.rounds} rounds (${report.killedStarting} killed while starting) in ${seconds.toFixed(1)} s; ` +
      `${report.acknowledged} acknowledged writes looked for; slowest start ${report.servedMsMax} ms`,
  );
  for (const failure of report.failures.slice(0, 20)) console.error(failure);
  if (report.failures.length > 20) console.error(`and ${report.failures.length - 20} more`);
  return report.failures.length > 0 ? 1 : 0;
}

process.exitCode = await main();
