import { pino } from 'pino';
import type { Log } from '#ports/log.ts';

/** JSON lines on standard error, for a journal daemon or a file. */
export function pinoLog(level: string): Log {
  const logger = pino({ level, base: null }, pino.destination({ fd: 2, sync: true }));
  return {
    info: (what, facts) => logger.info(facts ?? {}, what),
    fault: ({ code, where, what, todo }) => logger.warn({ code, where, todo }, what),
  };
}
