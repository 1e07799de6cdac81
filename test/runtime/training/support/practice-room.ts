import type { DeskAction } from '#ports/desk.ts';
import type { TrainingScore, TrainingSeat, TrainingWish } from '#ports/training.ts';
import { OperatorsTraining } from '#runtime/training/training.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { ms } from '#units/time.ts';
import { NOON_EPOCH_MS } from '../../../support/records.ts';

/** Where operators practise, on virtual time. */
export class PracticeRoom {
  readonly clock = new VirtualClock();
  readonly wallClock = new VirtualWallClock(this.clock, NOON_EPOCH_MS, 480);
  readonly scores: Omit<TrainingScore, 'id'>[] = [];
  readonly duties = new Map<string, string>();
  readonly training: OperatorsTraining;

  constructor(seed = 1) {
    const { clock, wallClock } = this;
    this.training = new OperatorsTraining({
      ...{ clock, wallClock, seed: () => seed, dutyOf: (user) => this.duties.get(user) ?? null },
      scored: (score) => this.scores.push(score),
    });
  }

  /** Time passes; what is promised meanwhile is kept at once. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.runFor(ms(milliseconds));
    for (let i = 0; i < 40; i++) await Promise.resolve();
    this.clock.runFor(ms(0));
  }

  async sit(
    wish: Partial<TrainingWish> = {},
    { user = 'chen', tab = 'a', taken = (): void => {} } = {},
  ): Promise<TrainingSeat> {
    const all: TrainingWish = { lesson: 'plain', level: 1, language: 'en', run: 'r', ...wish };
    const sat = await this.training.sit(user, all, tab, taken);
    if (!sat.ok) throw new Error(`${sat.error.code} ${sat.error.what}`);
    await this.pass(0);
    return sat.value;
  }

  async act(seat: TrainingSeat, action: DeskAction): Promise<boolean> {
    const reply = await seat.act(action);
    await this.pass(0);
    return reply.ok;
  }
}
