import type { Store } from '#ports/store.ts';
import type { PortId } from '#units/ids.ts';
import { between, type Instant, inMs } from '#units/time.ts';
import type { Meaning } from './sheet.ts';

export type CallRecord = Parameters<Store['appendRecords']>[0][number];

/** What the judge knows of one call, from the people in it. */
export interface LedgerEntry {
  readonly port: PortId;
  /** A telephone was lifted, or an exchange line rang. */
  readonly from: 'phone' | 'line';
  readonly startedAt: Instant;
  digits: string;
  meaning: Meaning;
  /** Hung up before the number was complete, or before the exchange could know that it was. */
  early: boolean;
  /** Somebody answered: proved, because both heard each other. */
  answeredAt: Instant | null;
  endedAt: Instant | null;
  /** A conversation this long is surely known to the exchange; Infinity when its line gives no sign. */
  answerSureMs: number;
  /** The exchange is told when the far end goes away. */
  releaseSure: boolean;
  /** A limit of dear calls refused it, so far as can be known. */
  refusal: 'no' | 'perhaps' | 'surely';
  /** A fault or an accident of timing touched it: its record may differ, be missing or come in parts. */
  excused: boolean;
}

/** Delay between what people do and what the exchange can know: debounce, flash window, faults. */
const START_TOLERANCE_MS = 2500;
const ANSWER_TOLERANCE_MS = 3000;
/** Busy tone from outside must be heard for a while to be known. */
const END_TOLERANCE_MS = 12_000;

export interface Mismatch {
  readonly entry: LedgerEntry | null;
  readonly record: CallRecord | null;
  readonly what: string;
}

/** Compares the exchange's records with the judge's ledger: one record per call, saying what happened. */
export function compareRecords(
  entries: readonly LedgerEntry[],
  records: readonly CallRecord[],
  touched: (port: PortId, from: Instant, to: Instant) => boolean,
): Mismatch[] {
  const mismatches: Mismatch[] = doubles(records);
  const left = new Map<PortId, CallRecord[]>();
  for (const record of records) left.set(record.fromPort, [...(left.get(record.fromPort) ?? []), record]);
  for (const entry of entries) {
    const candidates = left.get(entry.port) ?? [];
    const index = candidates.findIndex((record) => startsWith(entry, record));
    if (index < 0) {
      if (!entry.excused) mismatches.push({ entry, record: null, what: 'a call without a record' });
      continue;
    }
    const [record] = candidates.splice(index, 1);
    // Whoever was part of it counts: a telephone in a scene may have passed it on.
    const { meaning } = entry;
    const called = meaning.kind === 'extension' ? [meaning.port] : [];
    const parties = [entry.port, ...called, ...record!.legs.map(({ port }) => port)];
    const spoiled =
      entry.excused || parties.some((port) => touched(port, entry.startedAt, record!.releasedAt));
    const what = spoiled ? null : difference(entry, record!);
    if (what !== null) mismatches.push({ entry, record: record!, what });
  }
  for (const record of [...left.values()].flat()) {
    if (!touched(record.fromPort, record.startedAt, record.releasedAt)) {
      mismatches.push({ entry: null, record, what: 'a record without a call' });
    }
  }
  return mismatches;
}

const seconds = (at: Instant | null): string => (at === null ? '–' : (at / 1e6).toFixed(3));

/** One line for the report: what people did, and what was recorded of it. */
export function inWords({ entry, record, what }: Mismatch): string {
  const lived =
    entry === null
      ? ''
      : `; ${entry.port} ${entry.digits || entry.from} from ${seconds(entry.startedAt)}, answered ${seconds(entry.answeredAt)}, ended ${seconds(entry.endedAt)}`;
  const kept =
    record === null
      ? ''
      : `; record ${record.call} ${record.kind} ${record.fromPort} to ${record.toPort ?? 'nobody'} from ${seconds(record.startedAt)}, answered ${seconds(record.answeredAt)}, released ${seconds(record.releasedAt)} cause ${record.cause}`;
  return what + lived + kept;
}

function doubles(records: readonly CallRecord[]): Mismatch[] {
  const seen = new Set<string>();
  return records.flatMap((record) => {
    if (!seen.has(record.call)) {
      seen.add(record.call);
      return [];
    }
    return [{ entry: null, record, what: 'two records of one call' }];
  });
}

function startsWith(entry: LedgerEntry, record: CallRecord): boolean {
  const delay = inMs(between(entry.startedAt, record.startedAt));
  return delay >= -100 && delay <= START_TOLERANCE_MS;
}

const KINDS: Readonly<Record<Meaning['kind'], readonly CallRecord['kind'][]>> = {
  nothing: ['incomplete'],
  vacant: ['incomplete', 'internal'],
  extension: ['internal'],
  outside: ['outgoing'],
  emergency: ['emergency'],
};

/** What a limit refuses has not gone anywhere. */
const REFUSAL_KINDS: Readonly<Record<LedgerEntry['refusal'], readonly CallRecord['kind'][] | null>> = {
  no: null,
  perhaps: ['incomplete', 'outgoing'],
  surely: ['incomplete'],
};
/** Q.850. */
const CALL_REJECTED = 21;

/** Null when the record says what the people did. */
function difference(entry: LedgerEntry, record: CallRecord): string | null {
  if (entry.from === 'line') {
    if (record.kind !== 'incoming') return `a call from outside recorded as ${record.kind}`;
  } else if (!entry.early) {
    const refusal = REFUSAL_KINDS[entry.refusal];
    if (!(refusal ?? KINDS[entry.meaning.kind]).includes(record.kind)) {
      return `dialled ${entry.digits} (${entry.meaning.kind}), recorded as ${record.kind}`;
    }
    if (entry.refusal === 'surely' && record.cause !== CALL_REJECTED)
      return `refused by a limit, recorded with cause ${record.cause}`;
    if (!sameDigits(entry, record)) return `dialled ${entry.digits}, recorded ${record.dialled}`;
  }
  return answerDifference(entry, record);
}

/**
 * A call that found no route, or no free line, ends before all its digits are heard; a call for help begins with the
 * first of them that make its number: of prefix 0 and 000, the fourth digit is heard by nobody.
 */
function sameDigits({ digits, meaning }: LedgerEntry, { dialled: whole, answeredAt }: CallRecord): boolean {
  // A desk phone's number is ended for it where more digits could follow.
  const dialled = whole.replace(/#$/, '');
  if (meaning.kind === 'emergency') return digits.startsWith(dialled) && dialled.endsWith(meaning.number);
  const mayBeCut = meaning.kind === 'vacant' || (meaning.kind === 'outside' && answeredAt === null);
  return mayBeCut ? digits.startsWith(dialled) : dialled === digits;
}

function answerDifference(entry: LedgerEntry, record: CallRecord): string | null {
  const { answeredAt, endedAt } = entry;
  const sure = entry.from === 'line' || entry.meaning.kind === 'extension';
  if (answeredAt === null)
    return sure && record.answeredAt !== null ? 'not answered, recorded as answered' : null;
  const talkedMs = inMs(between(answeredAt, endedAt ?? record.releasedAt));
  if (record.answeredAt === null)
    return talkedMs > entry.answerSureMs ? 'answered, recorded as not answered' : null;
  if (sure && Math.abs(inMs(between(answeredAt, record.answeredAt))) > ANSWER_TOLERANCE_MS) {
    return 'recorded as answered at another time';
  }
  if (endedAt === null || !entry.releaseSure) return null;
  const late = inMs(between(endedAt, record.releasedAt));
  return late < -1000 || late > END_TOLERANCE_MS ? 'recorded as ended at another time' : null;
}
