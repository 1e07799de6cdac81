import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Judge } from './judge.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Sheet } from './sheet.ts';
import type { Attempt } from './verdict.ts';

/*
 * Numbers that cost extra, and how many calls to them may begin in an hour. People count by what they dialled, and by
 * what the exchange lines heard; the exchange counts from the moment in which it lets a call out, which is between.
 */

/** What the house has written beside the telephone of numbers that cost extra. */
export interface DearRule {
  /** Such numbers begin so, behind the prefix for outside; no emergency number of any country does. */
  readonly begins: string;
  /** Calls that each telephone, and that all together, may begin in an hour; null: as many as they like. */
  readonly eachPerHourMax: number | null;
  readonly allPerHourMax: number | null;
  /** Calls to the outside that one telephone may have at a time. */
  readonly linesEachMax: number;
}

const HOUR_MS = 3_600_000;
/** From the digit that makes a number dear until an exchange line has all digits of it: a slow dialler, a slow line. */
const DIALLING_MS = 120_000;

type Count = (attempt: Attempt) => boolean;

export const isDear = ({ dear }: Sheet, { meaning }: LedgerEntry): boolean =>
  dear !== null && meaning.kind === 'outside' && meaning.number.startsWith(dear.begins);

/** Other dear calls of the last while that `counts` is true of. */
function others(judge: Judge, than: Attempt, whileMs: number, counts: Count): readonly Attempt[] {
  const found: Attempt[] = [];
  for (let i = judge.entries.length - 1; i >= 0; i--) {
    const entry = judge.entries[i]!;
    // The list is in order of beginning.
    if (judge.msSince(entry.startedAt) > whileMs) break;
    if (entry === than || entry.from !== 'phone' || !isDear(judge.sheet, entry)) continue;
    const attempt = entry as Attempt;
    if (counts(attempt)) found.push(attempt);
  }
  return found;
}

/** Whether a limit leaves no room for this one, beside `before`. */
function isFull({ sheet: { dear } }: Judge, { port }: Attempt, before: readonly Attempt[]): boolean {
  if (dear === null) return false;
  const { eachPerHourMax, allPerHourMax } = dear;
  const own = before.filter((attempt) => attempt.port === port).length;
  return (
    (eachPerHourMax !== null && own >= eachPerHourMax) ||
    (allPerHourMax !== null && before.length >= allPerHourMax)
  );
}

/** Nobody may be surprised that this call is refused: all are counted that could have been. A refused one is not. */
export const mayBeRefused = (judge: Judge, attempt: Attempt): boolean =>
  isDear(judge.sheet, attempt) &&
  isFull(
    judge,
    attempt,
    others(judge, attempt, HOUR_MS + DIALLING_MS, ({ refusal }) => refusal !== 'surely'),
  );

/** As many as may be have gone out before it, beyond doubt. */
export const mustBeRefused = (judge: Judge, attempt: Attempt): boolean =>
  isDear(judge.sheet, attempt) &&
  isFull(
    judge,
    attempt,
    others(judge, attempt, HOUR_MS - DIALLING_MS, ({ wentOutAt }) => wentOutAt !== null),
  );

/** An exchange line has all digits of what this telephone dialled. */
export function wentOut(judge: Judge, line: PortId, phone: PortId, at: Instant): void {
  const attempt = judge.attemptOf(phone);
  if (attempt === null || attempt.wentOutAt !== null || attempt.meaning.kind !== 'outside') return;
  attempt.wentOutAt = at;
  if (!mustBeRefused(judge, attempt)) return;
  const what = `${phone} called ${attempt.digits}, one dear call too many in an hour`;
  judge.strictViolation(what, [line, phone], attempt.startedAt);
}
