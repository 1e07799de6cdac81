import type { StoredRecord } from '#ports/database.ts';
import type { ShiftFigures } from '#ports/desk-store.ts';
import type { CallId } from '#units/ids.ts';

/** Calls of one shift that are counted one by one; more than anybody answers in a day. */
const CALLS_MAX = 20_000;
/** A call is answered in time before the fourth ring begins (三声铃). */
const RINGS = 3;

interface Counted {
  readonly answerMs: readonly number[];
  readonly recalled: number;
  readonly lost: number;
}

export interface TallyOptions {
  readonly sinceEpochMs: number;
  /** Null: every console that has answered for these groups. */
  readonly console: string | null;
  readonly groups: () => readonly string[];
  readonly ringCycleMs: () => number;
}

/**
 * What was done in a shift: what is seen counts at once, and is put right by the record of the call when that is
 * written, so that in the end the figures are those of the ledger.
 */
export class Tally {
  readonly #options: TallyOptions;
  readonly #seen = new Map<CallId, Counted>();
  readonly #booked = new Map<string, Counted>();
  readonly #transferred = new Set<CallId>();
  readonly #before: Pick<ShiftFigures, 'transferred' | 'tickets'>;
  #untilEpochMs = Number.POSITIVE_INFINITY;
  #tickets = 0;
  #figures: ShiftFigures | null = null;

  /** `before`: what a shift that a restart interrupted had counted, as far as no record tells it. */
  constructor(
    options: TallyOptions,
    before: Pick<ShiftFigures, 'transferred' | 'tickets'> = { transferred: 0, tickets: 0 },
  ) {
    this.#options = options;
    this.#before = before;
  }

  get sinceEpochMs(): number {
    return this.#options.sinceEpochMs;
  }

  /** The shift is over; what was answered in it still counts when its record comes. */
  end(epochMs: number): void {
    this.#untilEpochMs = epochMs;
  }

  answered(call: CallId, answerMs: number, recalled: boolean): void {
    const before = this.#seen.get(call) ?? NOTHING;
    this.#see(call, {
      ...before,
      answerMs: [...before.answerMs, Math.max(0, answerMs)],
      recalled: before.recalled + (recalled ? 1 : 0),
    });
  }

  lost(call: CallId): void {
    const before = this.#seen.get(call) ?? NOTHING;
    this.#see(call, { ...before, lost: before.lost + 1 });
  }

  /** The caller went on to somebody else. */
  transferred(call: CallId): void {
    if (this.#transferred.size < CALLS_MAX) this.#transferred.add(call);
    this.#figures = null;
  }

  ticket(): void {
    this.#tickets += 1;
    this.#figures = null;
  }

  /** The call is over: its record is what counts. True: something is different now. */
  booked(record: StoredRecord): boolean {
    const seen = this.#seen.delete(record.call);
    const counted = this.#countedIn(record);
    if (counted !== null && this.#booked.size < CALLS_MAX)
      this.#booked.set(`${record.bootId} ${record.call}`, counted);
    if (!seen && counted === null) return false;
    this.#figures = null;
    return true;
  }

  figures(): ShiftFigures {
    this.#figures ??= this.#made();
    return this.#figures;
  }

  #see(call: CallId, counted: Counted): void {
    if (this.#seen.size >= CALLS_MAX) this.#seen.delete(this.#seen.keys().next().value!);
    this.#seen.set(call, counted);
    this.#figures = null;
  }

  #isWithin(epochMs: number): boolean {
    return epochMs >= this.#options.sinceEpochMs && epochMs < this.#untilEpochMs;
  }

  #countedIn(record: StoredRecord): Counted | null {
    const { console, groups } = this.#options;
    const stays = record.attended;
    const mine = stays.filter(
      (one) =>
        one.console !== null &&
        (console === null ? groups().includes(one.group) : one.console === console) &&
        one.answeredEpochMs !== null &&
        this.#isWithin(one.answeredEpochMs),
    );
    const lost = stays.filter(
      (one) =>
        one.outcome === 'abandoned' &&
        one.answeredEpochMs === null &&
        this.#isWithin(one.leftEpochMs) &&
        groups().includes(one.group),
    ).length;
    if (mine.length === 0 && lost === 0) return null;
    return {
      answerMs: mine.map(({ answeredEpochMs, queuedEpochMs }) => answeredEpochMs! - queuedEpochMs),
      recalled: mine.filter(({ kind }) => kind === 'recall').length,
      lost,
    };
  }

  #made(): ShiftFigures {
    const all = [...this.#booked.values(), ...this.#seen.values()];
    const answers = all.flatMap(({ answerMs }) => answerMs).sort((a, b) => a - b);
    const inTimeMs = this.#options.ringCycleMs() * RINGS;
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
    return {
      answered: answers.length,
      answeredInThreeRings: answers.filter((one) => one < inTimeMs).length,
      answerMeanMs: answers.length === 0 ? 0 : Math.round(sum(answers) / answers.length),
      answerP95Ms: Math.round(answers[Math.ceil(answers.length * 0.95) - 1] ?? 0),
      transferred: this.#before.transferred + this.#transferred.size,
      recalled: sum(all.map(({ recalled }) => recalled)),
      lost: sum(all.map(({ lost }) => lost)),
      tickets: this.#before.tickets + this.#tickets,
    };
  }
}

const NOTHING: Counted = { answerMs: [], recalled: 0, lost: 0 };
