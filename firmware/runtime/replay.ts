import type { Exchange } from '#switching/exchange.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { EXCHANGE_CORE, type ExchangeCore } from './core.ts';
import { JOURNAL_VERSION, type JournalEntry, type JournalHead } from './journal.ts';
import { decode, encode } from './plain-json.ts';

export interface ReplayDifference {
  /** Line of the journal file, from 1. */
  readonly line: number;
  readonly entry: JournalEntry;
  /** JSON of what the journal has, and of what the core does now. */
  readonly recorded: string;
  readonly replayed: string;
}

export interface ReplayReport {
  readonly events: number;
  readonly effects: number;
  readonly reason: string;
  /** The first place where the core does not do again what it did; null when all is equal. */
  readonly difference: ReplayDifference | null;
}

/** Runs a journal again and compares every effect and deadline, to the bit. */
export function replay(text: string, core: ExchangeCore = EXCHANGE_CORE): Result<ReplayReport> {
  const lines = text.split('\n');
  const head = readHead(lines[0] ?? '');
  if (!head.ok) return head;
  let exchange: Exchange = head.value.exchange;
  let events = 0;
  let effects = 0;
  for (let i = 1; i < lines.length; i++) {
    if (lines[i] === '') continue;
    const read = readEntry(lines[i]!, i + 1);
    if (!read.ok) return read;
    const entry = read.value;
    const recorded = outcome(entry.effects, entry.deadline);
    const next = again(core, exchange, entry);
    events += 1;
    effects += entry.effects.length;
    const replayed = next.ok ? outcome(next.value.effects, next.value.deadline) : next.error;
    if (replayed !== recorded || !next.ok) {
      const difference = { line: i + 1, entry, recorded, replayed };
      return ok({ events, effects, reason: head.value.reason, difference });
    }
    exchange = next.value.exchange;
  }
  return ok({ events, effects, reason: head.value.reason, difference: null });
}

function again(core: ExchangeCore, exchange: Exchange, entry: JournalEntry) {
  try {
    return ok(core.step(exchange, entry.event, entry.at));
  } catch (error) {
    return fail(`thrown: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const outcome = (effects: unknown, deadline: unknown): string => encode({ effects, deadline });

const damaged = (line: number, what: string): Fault => ({
  code: 'TR-JNL-001',
  where: `journal, line ${line}`,
  what,
  todo: 'take a journal that the exchange or the simulation saved, whole',
});

function parse(line: string): Record<string, unknown> | null {
  try {
    const value = decode(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function readHead(line: string): Result<JournalHead> {
  const head = parse(line);
  if (head === null || !('journal' in head)) return fail(damaged(1, 'this is no journal'));
  if (head.journal !== JOURNAL_VERSION) {
    const what = `journal format ${String(head.journal)}; this version reads ${JOURNAL_VERSION}`;
    return fail({
      ...damaged(1, what),
      code: 'TR-JNL-002',
      todo: 'replay it with the version that wrote it',
    });
  }
  if (typeof head.exchange !== 'object' || head.exchange === null || !('office' in head.exchange)) {
    return fail(damaged(1, 'the state of the exchange is missing'));
  }
  return ok(head as unknown as JournalHead);
}

function readEntry(line: string, number: number): Result<JournalEntry> {
  const entry = parse(line);
  const event = entry?.event as { readonly kind?: unknown } | undefined;
  if (
    entry === null ||
    typeof event?.kind !== 'string' ||
    !Number.isSafeInteger(entry.at) ||
    !Array.isArray(entry.effects)
  ) {
    return fail(damaged(number, 'cut off or damaged here'));
  }
  return ok(entry as unknown as JournalEntry);
}
