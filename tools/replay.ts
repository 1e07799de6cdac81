/** `npm run replay -- FILE`: runs a saved journal through the core again and compares every effect. */
import { readFileSync } from 'node:fs';
import { replay } from '#runtime/replay.ts';

const [path] = process.argv.slice(2);

function main(): number {
  if (path === undefined) {
    process.stderr.write('usage: npm run replay -- FILE\n');
    return 2;
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    process.stderr.write(
      `TR-REPLAY-001 ${path}: cannot be read: ${(error as Error).message}\n  what to do: name a journal file\n`,
    );
    return 2;
  }
  const result = replay(text);
  if (!result.ok) {
    const { code, where, what, todo } = result.error;
    process.stderr.write(`${code} ${path}: ${where}: ${what}\n  what to do: ${todo}\n`);
    return 2;
  }
  const { events, effects, reason, difference } = result.value;
  process.stdout.write(`${events} events, ${effects} effects (saved because: ${reason})\n`);
  if (difference === null) {
    process.stdout.write('equal: the core does the same again, to the bit\n');
    return 0;
  }
  process.stdout.write(
    `different at line ${difference.line}, event ${JSON.stringify(difference.entry.event)}\n`,
  );
  process.stdout.write(`  recorded: ${difference.recorded}\n  replayed: ${difference.replayed}\n`);
  return 1;
}

process.exitCode = main();
