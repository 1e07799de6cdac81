import { spawnSync } from 'node:child_process';

const PROGRAM_MS_MAX = 60_000;

/** Throws, in systemd's own words, when it does not do it. */
export function systemctl(...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync('systemctl', words, {
    encoding: 'utf8',
    timeout: PROGRAM_MS_MAX,
  });
  if (status !== 0) throw new Error(`systemctl ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}
