import type { StoredRecord } from '#ports/database.ts';
import type { DeskPending, Shift } from '#ports/desk-store.ts';
import type { Duty, Position } from './position.ts';
import type { DeskSources } from './sources.ts';
import { Tally } from './tally.ts';

/** An interrupted shift that is older than this is over. */
const RESUMED_MS_MAX = 16 * 3_600_000;
/** A call that was waiting when a shift began is in a record that began before. */
const CALL_MS_MAX = 2 * 3_600_000;
/** Shifts that are over, whose last calls may still be up. */
const ENDED_MAX = 32;
const RECORDS_AT_ONCE = 200;
/** Of records read again after a restart. */
const REPLAYED_MAX = 20_000;
const DAY_MS = 86_400_000;

type Figures = Pick<Shift['statistics'], 'transferred' | 'tickets'>;
const NOTHING: Figures = { transferred: 0, tickets: 0 };

export interface ShiftsOptions extends Pick<DeskSources, 'wallClock' | 'records' | 'office'> {
  readonly save: (shift: Shift) => void;
}

/** Who was on duty when, and what was done in that time. */
export class Shifts {
  readonly #options: ShiftsOptions;
  readonly #interrupted: Shift[];
  readonly #running = new Set<Duty>();
  #ended: Duty[] = [];
  #today: { readonly sinceEpochMs: number; readonly groups: Map<string, Tally> };
  #lastId: number;

  constructor(options: ShiftsOptions, pending: Pick<DeskPending, 'shifts' | 'last'>) {
    this.#options = options;
    this.#interrupted = [...pending.shifts];
    this.#lastId = pending.last.shift;
    this.#today = this.#newDay();
  }

  /** Of all consoles that answered for a group, since midnight. */
  today(group: string): Tally {
    const { groups, sinceEpochMs } = this.#day();
    const known = groups.get(group);
    if (known !== undefined) return known;
    const tally = this.#tally(sinceEpochMs, null, () => [group]);
    groups.set(group, tally);
    return tally;
  }

  /** Puts somebody on duty; a shift that a restart has interrupted goes on. */
  begin(operator: string, position: Position, handover: string): Duty {
    const now = Math.round(this.#options.wallClock.epochMs());
    const before = this.#takeInterrupted(operator, position.id, now);
    const shift = before ?? this.#fresh(operator, position.id, now);
    const tally = this.#dutyTally(shift.beganEpochMs, position.id, before?.statistics ?? NOTHING);
    const duty: Duty = { operator, shift, tally };
    this.#running.add(duty);
    position.duty = duty;
    position.handover = handover;
    this.#options.save(shift);
    if (before !== null)
      void this.#replay((record) => tally.booked(record), shift.beganEpochMs - CALL_MS_MAX);
    return duty;
  }

  end(position: Position, endedBy: Shift['endedBy'], more: Pick<Shift, 'to' | 'words'>): void {
    const { duty } = position;
    if (duty === null) return;
    const now = Math.round(this.#options.wallClock.epochMs());
    duty.tally.end(now);
    duty.shift = { ...duty.shift, ...more, endedBy, endedEpochMs: now };
    this.#running.delete(duty);
    this.#ended = [...this.#ended, duty].slice(-ENDED_MAX);
    position.duty = null;
    this.saveFigures(duty);
  }

  saveFigures(duty: Duty): void {
    duty.shift = { ...duty.shift, statistics: duty.tally.figures() };
    this.#options.save(duty.shift);
  }

  /** A call is over; true when some figures are different now. */
  booked(record: StoredRecord): boolean {
    let news = false;
    for (const { group } of record.attended) news = this.today(group).booked(record) || news;
    for (const duty of [...this.#running, ...this.#ended])
      if (duty.tally.booked(record)) {
        this.saveFigures(duty);
        news = true;
      }
    return news;
  }

  /** What was counted today before this start. */
  readToday(): Promise<void> {
    return this.#replay((record) => {
      for (const { group } of record.attended) this.today(group).booked(record);
    }, this.#day().sinceEpochMs - CALL_MS_MAX);
  }

  #fresh(operator: string, console: string, now: number): Shift {
    this.#lastId += 1;
    const statistics = this.#dutyTally(now, console, NOTHING).figures();
    return {
      ...{ id: this.#lastId, operator, console, beganEpochMs: now, endedEpochMs: null, endedBy: '' },
      ...{ to: '', words: '', statistics },
    };
  }

  /** The operator's own at this console; every other that it was in the way of is over. */
  #takeInterrupted(operator: string, console: string, now: number): Shift | null {
    let mine: Shift | null = null;
    for (const shift of this.#interrupted.splice(0)) {
      const concerned = shift.operator === operator || shift.console === console;
      const fits = shift.operator === operator && shift.console === console;
      if (!concerned) this.#interrupted.push(shift);
      else if (fits && now - shift.beganEpochMs < RESUMED_MS_MAX) mine = shift;
      else {
        const endedBy = shift.operator === operator ? 'replaced' : 'gone';
        this.#options.save({ ...shift, endedEpochMs: now, endedBy });
      }
    }
    return mine;
  }

  #dutyTally(sinceEpochMs: number, console: string, before: Figures): Tally {
    const serving = (): readonly string[] =>
      this.#options
        .office()
        .groups.filter(({ consoles }) => consoles.includes(console))
        .map(({ number }) => number);
    return this.#tally(sinceEpochMs, console, serving, before);
  }

  #tally(
    sinceEpochMs: number,
    console: string | null,
    groups: () => readonly string[],
    before: Figures = NOTHING,
  ): Tally {
    const ringCycleMs = (): number => this.#options.office().ringCycleMs;
    return new Tally({ sinceEpochMs, console, groups, ringCycleMs }, before);
  }

  /** Begins anew at midnight. */
  #day() {
    const { wallClock } = this.#options;
    if (wallClock.epochMs() >= this.#today.sinceEpochMs + DAY_MS) this.#today = this.#newDay();
    return this.#today;
  }

  #newDay() {
    const { wallClock } = this.#options;
    const now = wallClock.epochMs();
    const offsetMs = wallClock.offsetMinutes(now) * 60_000;
    const sinceEpochMs = Math.floor((now + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
    return { sinceEpochMs, groups: new Map<string, Tally>() };
  }

  /** Newest first, a page at a time; a disk that fails leaves the figures short, and says so itself. */
  async #replay(book: (record: StoredRecord) => unknown, fromEpochMs: number): Promise<void> {
    let before: number | undefined;
    for (let read = 0; read < REPLAYED_MAX; ) {
      const page = await this.#options.records.search({ fromEpochMs }, RECORDS_AT_ONCE, before);
      if (!page.ok) return;
      for (const record of page.value.records) book(record);
      read += page.value.records.length;
      if (page.value.next === null) return;
      before = page.value.next;
    }
  }
}
