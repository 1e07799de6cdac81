import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  findRegion,
  runSimulation,
  type SimulationOptions,
  type SimulationReport,
} from './sim/simulation.ts';

const USAGE = `npm run sim -- --seed N [--hours H] [--depth port|register] [--faults off|on] [--region cn] [--json]

One seed draws board, numbering plan, people, traffic and faults. First their life, watched by a judge who
knows only telephones, lines and the numbering sheet; then everybody hangs up, and everything must come to
rest. Ends with 1 when anything was wrong, and leaves the journal for npm run replay.`;

interface Asked extends SimulationOptions {
  readonly json: boolean;
}

function ask(words: readonly string[]): Asked | string {
  const text = { type: 'string' } as const;
  const options = {
    seed: text,
    hours: text,
    depth: text,
    faults: text,
    region: text,
    json: { type: 'boolean' },
  } as const;
  let values: ReturnType<typeof parse>;
  const parse = () => parseArgs({ args: [...words], options, strict: true }).values;
  try {
    values = parse();
  } catch (error) {
    return (error as Error).message;
  }
  const seed = Number(values.seed ?? 1);
  const depth = values.depth ?? 'port';
  const hours = Number(values.hours ?? (depth === 'port' ? 24 : 1));
  const faults = values.faults ?? 'on';
  if (!Number.isSafeInteger(seed) || seed < 0) return `--seed ${values.seed}: a whole number is needed`;
  if (!(hours > 0 && hours <= 8760)) return `--hours ${values.hours}: more than 0, at most 8760`;
  if (depth !== 'port' && depth !== 'register') return `--depth ${depth}: port or register`;
  if (faults !== 'on' && faults !== 'off') return `--faults ${faults}: on or off`;
  return {
    seed,
    hours,
    depth,
    faults: faults === 'on',
    region: values.region ?? 'cn',
    json: values.json ?? false,
  };
}

function leaveJournal(seed: number, text: string): string {
  const folder = resolve(process.env.TIPRING_DATA ?? './data', 'journals');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `simulation-seed-${seed}.jsonl`);
  writeFileSync(path, text);
  return path;
}

function summary(report: SimulationReport): string {
  const { violations, findings, traceHash, faults, features, ...figures } = report;
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(20)} ${value}`);
  const injected = Object.entries(faults).map(([name, count]) => `${name} ${count}`);
  return [
    ...lines,
    `  ${'faults'.padEnd(20)} ${injected.join(', ') || 'none'}`,
    `  ${'features'.padEnd(20)} ${
      Object.entries(features)
        .map(([name, count]) => `${name} ${count}`)
        .join('; ') || 'none'
    }`,
    `  ${'traceHash'.padEnd(20)} ${traceHash}`,
    violations === 0 ? 'no violation' : `${violations} violations:`,
    ...findings.map((finding) => `  ${finding}`),
  ].join('\n');
}

function main(): number {
  const asked = ask(process.argv.slice(2));
  if (typeof asked === 'string') {
    console.error(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const region = findRegion(asked.region);
  if (!region.ok) {
    const { code, where, what, todo } = region.error;
    console.error(`${code} ${where}: ${what}\n  what to do: ${todo}`);
    return 2;
  }
  const { report, journal } = runSimulation(asked);
  console.log(asked.json ? JSON.stringify(report) : summary(report));
  if (report.violations === 0) return 0;
  console.error(`The journal is in ${leaveJournal(asked.seed, journal)}; npm run replay -- that file`);
  return 1;
}

process.exitCode = main();
