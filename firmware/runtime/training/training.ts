import type { Clock, WallClock } from '#ports/clock.ts';
import type { DeskSeat } from '#ports/desk.ts';
import type { Training, TrainingScore, TrainingSeat, TrainingView, TrainingWish } from '#ports/training.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { PracticeSession } from './session.ts';

/** Each is an exchange of its own, though a small one. */
export const SESSIONS_MAX = 6;

export interface OperatorsTrainingOptions {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  /** A different lesson each time. */
  readonly seed: () => number;
  /** Console at which somebody is on duty; null: at none. */
  readonly dutyOf: (user: string) => string | null;
  /** Keeps a score and answers its id. */
  readonly scored: (score: Omit<TrainingScore, 'id'>) => number;
}

const onDuty = (console: string): Fault => ({
  code: 'TR-DESK-006',
  where: 'training',
  what: `this operator is on duty at console ${console}`,
  todo: 'log out there first: callers would wait',
});

const tooMany = (): Fault => ({
  code: 'TR-DESK-007',
  where: 'training',
  what: `${SESSIONS_MAX} operators practise already`,
  todo: 'try again when one of them has ended',
});

/** All who practise. */
export class OperatorsTraining implements Training {
  readonly #options: OperatorsTrainingOptions;
  readonly #sessions = new Map<string, PracticeSession>();

  constructor(options: OperatorsTrainingOptions) {
    this.#options = options;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  async sit(user: string, wish: TrainingWish, tab: string, taken: () => void): Promise<Result<TrainingSeat>> {
    const duty = this.#options.dutyOf(user);
    if (duty !== null) {
      this.end(user);
      return fail(onDuty(duty));
    }
    if (this.#sessions.get(user)?.run !== wish.run) this.end(user);
    if (!this.#sessions.has(user) && this.#sessions.size >= SESSIONS_MAX) return fail(tooMany());
    const session = this.#sessions.get(user) ?? this.#begin(user, wish);
    let seat: PracticeSeat | null = null;
    const sat = await session.sit(tab, () => {
      seat?.lost();
      taken();
    });
    if (!sat.ok) return sat;
    seat = new PracticeSeat(session, sat.value);
    return ok(seat);
  }

  end(user: string): void {
    this.#sessions.get(user)?.close();
  }

  async close(): Promise<void> {
    for (const session of [...this.#sessions.values()]) session.close();
  }

  #begin(user: string, wish: TrainingWish): PracticeSession {
    const { clock, wallClock, seed, scored } = this.#options;
    const session: PracticeSession = new PracticeSession({
      ...{ user, wish, clock, wallClock, scored, seed: seed() },
      over: () => {
        if (this.#sessions.get(user) === session) this.#sessions.delete(user);
      },
    });
    this.#sessions.set(user, session);
    return session;
  }
}

/** A seat at the practice desk, and what is said there. */
class PracticeSeat implements TrainingSeat {
  readonly #session: PracticeSession;
  readonly #seat: DeskSeat;
  #open = true;

  constructor(session: PracticeSession, seat: DeskSeat) {
    this.#session = session;
    this.#seat = seat;
  }

  view: DeskSeat['view'] = () => this.#seat.view();
  lamps: DeskSeat['lamps'] = () => this.#seat.lamps();
  onLamps: DeskSeat['onLamps'] = (changed) => this.#seat.onLamps(changed);
  search: DeskSeat['search'] = (text, limit) => this.#seat.search(text, limit);
  act: DeskSeat['act'] = (action) => this.#seat.act(action);

  onChange(changed: () => void): () => void {
    const ends = [this.#seat.onChange(changed), this.#session.onChange(changed)];
    return () => {
      for (const end of ends) end();
    };
  }

  training(): TrainingView {
    return this.#session.view();
  }

  ask(): boolean {
    return this.#open && this.#session.ask();
  }

  finish(): void {
    if (this.#open) this.#session.finish();
  }

  leave(): void {
    this.#seat.leave();
    this.lost();
  }

  /** Another page sits there now. */
  lost(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#session.leave();
  }
}
