import { spawn } from 'node:child_process';

/** What a service tells the program that supervises it (systemd, `sd_notify(3)`). */
export interface ServiceManager {
  /** So often at least `alive` must be told, ms; null when nobody looks. */
  readonly withinMs: number | null;
  /** The start is over. */
  ready(): void;
  alive(): void;
  close(): void;
}

/** Node has no datagrams over Unix sockets: one small helper for all messages, started once. */
const HELPER = 'while read -r word; do systemd-notify "$word"; done';

type Environment = Readonly<Record<string, string | undefined>>;

/** Null when the firmware was not started as a service. */
export function openServiceManager(env: Environment): ServiceManager | null {
  if (!env.NOTIFY_SOCKET) return null;
  const helper = spawn('/bin/sh', ['-c', HELPER], { stdio: ['pipe', 'ignore', 'ignore'] });
  // A helper that is gone tells nothing: the supervisor finds out by itself, and starts us again.
  helper.on('error', () => undefined);
  helper.stdin.on('error', () => undefined);
  helper.unref();
  const tell = (word: string): void => void (helper.stdin.writable && helper.stdin.write(`${word}\n`));
  const withinUs = Number(env.WATCHDOG_USEC);
  return {
    withinMs: withinUs > 0 ? withinUs / 1_000 : null,
    ready: () => tell('READY=1'),
    alive: () => tell('WATCHDOG=1'),
    close: () => {
      tell('STOPPING=1');
      helper.stdin.end();
    },
  };
}
