import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import type { DeskSeat, LeftMessage } from '#ports/desk.ts';
import type { Operation } from '#ports/desk-store.ts';
import type { TrainingScore, TrainingView, TrainingWish, TrainingWords } from '#ports/training.ts';
import { OperatorsDesk } from '#runtime/desk/desk.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import type { CallId, DialString, PortId } from '#units/ids.ts';
import { ok, type Result } from '#units/result.ts';
import { after, earlier, type Instant, instant, ms } from '#units/time.ts';
import { PracticeDrawer } from './drawer.ts';
import { PracticeExchange } from './exchange.ts';
import { drawLesson, nameIn, type Part, type Plan } from './lesson.ts';
import { portOfLine, practiceOffice, RING_CYCLE_MS } from './office.ts';
import { CONSOLE, DEPARTMENTS, OPERATOR_NUMBER, staffAt } from './people.ts';
import { askable, type Cue, play } from './player/play.ts';
import { drawScene } from './player/scene.ts';
import { type Act, openStage, type Said, type Stage } from './player/stage.ts';
import { pointsOfAll, scoreCall } from './score.ts';

/** The longest lesson takes a quarter of an hour; one that is left lying is over then. */
export const LESSON_MS_MAX = 30 * 60_000;
/** For tickets, when the last caller has gone. */
export const WRAP_UP_MS = 60_000;
/** Without a page for so long the operator has left. */
export const GONE_MS = 60_000;
/** After its end the score stays to be looked at. */
export const SHOWN_MS = 10 * 60_000;
const WORDS_MAX = 8;

export interface SessionOptions {
  readonly user: string;
  readonly wish: TrainingWish;
  readonly seed: number;
  readonly clock: Clock;
  readonly wallClock: WallClock;
  /** The lesson was gone through; answers the id under which its score is kept. */
  readonly scored: (score: Omit<TrainingScore, 'id'>) => number;
  /** Nobody is here any more. */
  readonly over: () => void;
}

/** A key by which something is done with a caller; typing notes and coming and going are none. */
const isControlKey = ({ op }: Operation): boolean =>
  op === 'leaveMessage' ||
  (op.startsWith('console') && !['consoleIn', 'consoleOut', 'consoleTouch', 'consolePlug'].includes(op));

/** One operator's lesson: the real core and the real desk, with players at all telephones but one. */
export class PracticeSession {
  readonly plan: Plan;
  readonly #options: SessionOptions;
  readonly #exchange: PracticeExchange;
  readonly #drawer: PracticeDrawer;
  readonly #desk: Promise<OperatorsDesk>;
  readonly #telephone: PortId;
  readonly #portOf: ReadonlyMap<DialString, PortId>;
  readonly #listeners = new Set<() => void>();
  readonly #partOfCall = new Map<CallId, number>();
  readonly #words: TrainingWords[] = [];
  readonly #endsAt: Instant;
  #wrapUpAt: Instant | null = null;
  #stage: Stage;
  #score: TrainingScore | null = null;
  #lastWords = 0;
  #seats = 0;
  #cancelDue: Cancel = () => undefined;
  #cancelEnd: Cancel = () => undefined;
  #cancelGone: Cancel = () => undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { clock, wallClock, wish, seed } = options;
    this.plan = drawLesson(wish.lesson, wish.level, seed);
    this.#stage = openStage(this.plan, this.#nowMs());
    const office = practiceOffice(wish.language);
    this.#exchange = new PracticeExchange({ clock, wallClock, office });
    this.#portOf = new Map(
      office.extensions
        .filter(({ number }) => number !== OPERATOR_NUMBER)
        .map(({ number, port }) => [number, port]),
    );
    this.#drawer = new PracticeDrawer(wish.language, {
      operation: (row) => this.#acted(row),
      message: (row) => this.#left(row),
    });
    const directory = new OfficeDirectory(this.#drawer);
    directory.setExtensions(office.extensions.filter(({ number }) => staffAt(number) !== null));
    const { consoles, attendantGroups: groups } = office.services;
    const { observe, request } = this.#exchange;
    this.#desk = OperatorsDesk.open({
      ...{ clock, wallClock, directory, observe, request, store: this.#drawer, bootId: `practice ${seed}` },
      attendants: () => this.#exchange.attendants(),
      office: () => ({ consoles, groups, extensions: office.extensions, ringCycleMs: RING_CYCLE_MS }),
      records: {
        search: async () => ok({ records: [], next: null, total: 0, totalTalkMs: 0, totalUnits: 0 }),
      },
      ...{
        alarm: () => undefined,
        notice: () => undefined,
        trusts: async () => false,
        goneMs: LESSON_MS_MAX,
      },
    });
    // An operator with a headset: the telephone attends, and a key talks at once.
    this.#telephone = office.extensions.find(({ number }) => number === OPERATOR_NUMBER)!.port;
    this.#exchange.feed({ kind: 'offHook', port: this.#telephone });
    observe.onChange(() => this.#look());
    this.#endsAt = after(clock.now(), ms(LESSON_MS_MAX));
    this.#armEnd(this.#endsAt, () => this.finish());
    this.#leftAlone();
  }

  get run(): string {
    return this.#options.wish.run;
  }

  /** A page comes, or comes back. */
  async sit(tab: string, taken: () => void): Promise<Result<DeskSeat>> {
    const desk = await this.#desk;
    await desk.loaded;
    const sat = await desk.sit(this.#options.user, CONSOLE, tab, taken);
    if (!sat.ok) return sat;
    this.#cancelGone();
    this.#seats += 1;
    this.#look();
    return sat;
  }

  /** A page has gone; the next one may be here already. */
  leave(): void {
    this.#seats -= 1;
    if (this.#seats === 0) this.#leftAlone();
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  view(): TrainingView {
    const { lesson, level } = this.plan;
    const { callers } = this.#stage;
    return {
      ...{ lesson, level, of: callers.length, words: [...this.#words], score: this.#score },
      done: callers.filter(({ phase }) => phase === 'gone').length,
      mayAsk: this.#score === null && askable(this.#stage) !== null,
      wrapUp: this.#wrapUpAt !== null,
      endsEpochMs: this.#exchange.observe.epochMsOf(earlier(this.#endsAt, this.#wrapUpAt)!),
    };
  }

  ask(): boolean {
    if (this.#score !== null || askable(this.#stage) === null) return false;
    this.#cue({ kind: 'ask' });
    return true;
  }

  finish(): void {
    if (this.#score !== null || this.#closed) return;
    this.#cancelDue();
    const { user, wallClock, wish } = this.#options;
    const calls = this.#stage.callers.flatMap((caller, place) => {
      const part = this.plan.parts[place]!;
      if (caller.phase === 'coming') return [];
      return [scoreCall(part, caller, this.#ticketOf(place), wish.language)];
    });
    const score = {
      ...{ operator: user, endedEpochMs: Math.round(wallClock.epochMs()), calls },
      ...{ lesson: this.plan.lesson, level: this.plan.level, points: pointsOfAll(calls) },
    };
    this.#score = { ...score, id: this.#options.scored(score) };
    this.#hangUpAll();
    const { clock } = this.#options;
    this.#armEnd(after(clock.now(), ms(SHOWN_MS)), () => this.close());
    this.#tell();
  }

  /** Whoever is here is shown out; nothing is left behind but a score. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const cancel of [this.#cancelDue, this.#cancelEnd, this.#cancelGone]) cancel();
    this.#exchange.stop();
    this.#listeners.clear();
    void this.#desk.then((desk) => desk.close());
    this.#options.over();
  }

  /** Whole ms: what is due at one of them is due then, and not a rounding later. */
  readonly #nowMs = (): number => Math.floor(this.#options.clock.now() / 1_000);

  #armEnd(at: Instant, then: () => void): void {
    this.#cancelEnd();
    this.#cancelEnd = this.#options.clock.at(at, then);
  }

  #leftAlone(): void {
    const { clock } = this.#options;
    this.#cancelGone();
    this.#cancelGone = clock.at(after(clock.now(), ms(GONE_MS)), () => this.close());
  }

  #ticketOf(place: number) {
    for (const [call, part] of this.#partOfCall) {
      const ticket = part === place ? this.#drawer.ticketOf(call) : null;
      if (ticket !== null) return ticket;
    }
    return null;
  }

  readonly #scene = () => drawScene(this.plan, this.#exchange, this.#portOf);

  #look(): void {
    if (this.#score !== null || this.#closed || this.#seats === 0) return;
    const scene = this.#scene();
    scene.calls.forEach((call, place) => {
      if (call !== null) this.#partOfCall.set(call, place);
    });
    this.#cue({ kind: 'look', scene });
    if (this.#wrapUpAt !== null || this.#stage.callers.some(({ phase }) => phase !== 'gone')) return;
    this.#wrapUpAt = after(this.#options.clock.now(), ms(WRAP_UP_MS));
    this.#armEnd(this.#wrapUpAt, () => this.finish());
    this.#tell();
  }

  #cue(cue: Cue): void {
    const { clock } = this.#options;
    const played = play(this.#stage, cue, this.#nowMs());
    this.#stage = played.stage;
    for (const said of played.said) this.#hear(said);
    for (const act of played.acts) this.#do(act);
    if (cue.kind === 'look') {
      this.#cancelDue();
      const { dueMs } = played;
      if (dueMs !== null) this.#cancelDue = clock.at(instant(dueMs * 1_000), () => this.#look());
    }
    this.#tell();
  }

  #hear({ part, who, line, number }: Said): void {
    const { language } = this.#options.wish;
    const speaker = who === 'party' ? staffAt(number) : null;
    const valuesOf = (): TrainingWords['values'] => ({
      ...{ said: nameIn(language, part.said), wanted: nameIn(language, part.wanted) },
      ...{ written: part.wanted.name, number: part.wanted.number },
      ...{ caller: nameIn(language, part.caller), department: DEPARTMENTS[part.wanted.department][language] },
    });
    this.#lastWords += 1;
    const name = speaker === null ? '' : nameIn(language, speaker);
    this.#words.push({ id: this.#lastWords, who, name, line, values: valuesOf() });
    if (this.#words.length > WORDS_MAX) this.#words.shift();
  }

  #do(act: Act): void {
    const port = (number: DialString): PortId => this.#portOf.get(number)!;
    switch (act.do) {
      case 'callIn':
        this.#callIn(act.part);
        return;
      case 'hangUp':
        this.#exchange.feed({ kind: 'cleared', port: portOfLine(act.part.line), cause: 16 });
        return;
      case 'lift':
        this.#exchange.feed({ kind: 'offHook', port: port(act.number) });
        return;
      case 'putDown':
        this.#exchange.feed({ kind: 'onHook', port: port(act.number) });
        return;
      case 'talk':
        this.#exchange.feed({ kind: 'offHook', port: port(act.from) });
        for (const digit of act.to)
          this.#exchange.feed({ kind: 'digit', port: port(act.from), digit, via: 'dtmf' });
        this.#exchange.feed({ kind: 'offHook', port: port(act.to) });
    }
  }

  #callIn({ line, callerNumber: number }: Part): void {
    const port = portOfLine(line);
    const absence = number === '' ? 'P' : '';
    this.#exchange.feed({ kind: 'callerId', port, callerId: { number, name: '', absence } });
    this.#exchange.feed({ kind: 'ringing', port, on: true });
  }

  #hangUpAll(): void {
    for (const part of this.plan.parts) this.#do({ do: 'hangUp', part });
    for (const port of [this.#telephone, ...this.#portOf.values()])
      this.#exchange.feed({ kind: 'onHook', port });
  }

  /** Whom a key was about: by his call, else whoever is in front of the operator now. */
  #partOf(call: string): number | null {
    return this.#partOfCall.get(call as CallId) ?? this.#scene().source;
  }

  #acted(row: Operation): void {
    if (this.#score !== null || !isControlKey(row)) return;
    const part = this.#partOf(row.call);
    if (part === null) return;
    this.#cue({ kind: 'key', part });
    if (row.op === 'consoleHarassing' && row.outcome === 'done') this.#cue({ kind: 'marked', part });
  }

  #left(row: LeftMessage): void {
    const part = this.#scene().source;
    if (this.#score === null && part !== null && row.readEpochMs === null)
      this.#cue({ kind: 'message', part, for: row.for });
  }

  #tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }
}
