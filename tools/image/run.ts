import { type SpawnSyncOptions, spawnSync } from 'node:child_process';

/** Something that a person has to mend; `todo` is the command or sentence that mends it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly todo: string;

  constructor(message: string, todo: string) {
    super(message);
    this.todo = todo;
  }
}

export const say = (text: string): void => void process.stderr.write(`image: ${text}\n`);

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Buffer;
  /** Exit codes that are no failure; without: 0. */
  readonly fine?: readonly number[];
}

/** Runs a program to its end and gives what it wrote on standard output; a failure throws with what it complained. */
export function run(program: string, words: readonly string[], options: RunOptions = {}): string {
  return runBytes(program, words, options).toString('utf8');
}

export function runBytes(program: string, words: readonly string[], options: RunOptions = {}): Buffer {
  const settings: SpawnSyncOptions = {
    cwd: options.cwd,
    env: { ...process.env, LC_ALL: 'C', ...options.env },
    maxBuffer: 1024 * 1024 * 1024,
    ...(options.input === undefined ? {} : { input: options.input }),
  };
  const result = spawnSync(program, words, settings);
  if (result.status !== null && (options.fine ?? [0]).includes(result.status)) return result.stdout as Buffer;
  const said = result.error?.message ?? String(result.stderr).trim().split('\n').slice(-12).join('\n');
  throw new ImageError(
    `${program} ${words.slice(0, 3).join(' ')} … failed:\n${said}`,
    'read the message above',
  );
}
