import type { PortId } from '#units/ids.ts';
import type { Judge } from './judge.ts';

/** Time between two digits, after which a number without end is complete, and what may come on top. */
const NO_MORE_DIGITS_MS = 7_000;

/** Somebody dials digit after digit, and may have this line: one that speaks in messages does not know it yet. */
export function dialsOn(judge: Judge, line: PortId, but: PortId | null = null): boolean {
  const { lines, groups } = judge.sheet;
  const { messages, group } = lines.find(({ port }) => port === line)!;
  if (messages !== true) return false;
  const { prefix } = groups.find(({ id }) => id === group)!;
  return [...judge.seen.phones.keys()].some((port) => {
    const attempt = port === but ? null : judge.attemptOf(port);
    if (!attempt?.digits.startsWith(prefix)) return false;
    return attempt.dialledAt === null || judge.msSince(attempt.dialledAt) < NO_MORE_DIGITS_MS;
  });
}
