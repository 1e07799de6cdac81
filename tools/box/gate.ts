/** Whether a version may be kept: more is asked of a new one than of one that was good before. */
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'yaml';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { nowLocal, officeOf } from '../office/load.ts';

/** What was seen of the version that runs. */
export interface Seen {
  readonly serves: boolean;
  readonly linesInService: number;
  /** Null: there are none yet. */
  readonly recordsReadable: boolean | null;
  /** A call inside, through the exchange of this version, with the box's own office; without a telephone. */
  readonly callWorks: boolean;
}

/** Kept when a version is marked good: what was well then must be well in the next version. */
export interface LastGood extends Omit<Seen, 'serves'> {
  readonly release: string;
}

/** A line card pulled out on the day of an update must not undo the update; a version that loses the lines must. */
const LINES_SHARE = 0.5;

/** Why the version may not be kept; none: it may. */
export function objections(seen: Seen, release: string, lastGood: LastGood | null): readonly string[] {
  if (!seen.serves) return ['it does not serve'];
  // A version that was kept once runs on whatever else is broken: starting again would mend nothing.
  if (lastGood === null || lastGood.release === release) return [];
  const lines = Math.ceil(lastGood.linesInService * LINES_SHARE);
  return [
    ...(seen.linesInService < lines
      ? [`${seen.linesInService} lines in service; ${lastGood.release} had ${lastGood.linesInService}`]
      : []),
    ...(seen.recordsReadable === false && lastGood.recordsReadable !== false
      ? ['call records cannot be read']
      : []),
    ...(lastGood.callWorks && !seen.callWorks ? ['a call inside does not work'] : []),
  ];
}

/** Of the file that `good.ts` keeps; null when it says nothing that can be used. */
export function lastGoodOf(text: string | null): LastGood | null {
  try {
    const { release, linesInService, ...rest } = JSON.parse(text ?? '') as Partial<LastGood>;
    if (typeof release !== 'string' || typeof linesInService !== 'number') return null;
    const recordsReadable = typeof rest.recordsReadable === 'boolean' ? rest.recordsReadable : null;
    return { release, linesInService, recordsReadable, callWorks: rest.callWorks === true };
  } catch {
    return null;
  }
}

/** Whether the exchange's database gives call records. */
export function recordsReadable(file: string): boolean {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      database.prepare('SELECT * FROM records LIMIT 100').all();
      return true;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Where the office names no two extensions: it is made of what is plugged in, and this stands for it. */
const PLAIN_OFFICE =
  'extensions: [{ number: "801", name: A, port: "1/1" }, { number: "802", name: B, port: "1/2" }]\n';

/** The first two extensions of an office. */
function pairOf(office: string | null): readonly [string, string] | null {
  try {
    const { extensions } = parse(office ?? '', { maxAliasCount: 0 }) as {
      readonly extensions: readonly { readonly number: unknown }[];
    };
    const [one, other] = extensions.map(({ number }) => String(number));
    return one === undefined || other === undefined ? null : [one, other];
  } catch {
    return null;
  }
}

/** One extension calls another in a copy of the office: it rings, or the exchange says why it does not. */
export function callWorks(office: string | null, region: string): boolean {
  const own = pairOf(office);
  const [from, dials] = own ?? ['801', '802'];
  try {
    const read = officeOf(own === null ? PLAIN_OFFICE : (office ?? ''), region);
    if (!read.ok) return false;
    // An office that this version refuses leaves the last one in force, with an alarm: no reason to go back.
    if (read.value.office === null) return true;
    const answer = dryRun(read.value.office, { from, dials, at: nowLocal(), down: [], busy: [] });
    return 'findings' in answer || answer.outcome !== 'nothing';
  } catch {
    return false;
  }
}
