import type { DeskAction } from '#ports/desk.ts';
import type { ScriptId, TrainingSeat, TrainingWords } from '#ports/training.ts';
import { STAFF } from '#runtime/training/people.ts';
import { SCRIPT_OF } from '#runtime/training/scripts.ts';
import type { PracticeRoom } from './practice-room.ts';

const TICK_MS = 500;
/** Longer than any lesson. */
const TICKS_MAX = 4_000;

/**
 * Somebody who does everything right, from nothing but what a page shows: the view, the words that are said, and what
 * the lesson book says about each kind of caller.
 */
export class PerfectOperator {
  readonly #room: PracticeRoom;
  readonly #seat: TrainingSeat;
  readonly #noted = new Set<string>();
  readonly #messaged = new Set<string>();
  readonly refused: string[] = [];

  constructor(room: PracticeRoom, seat: TrainingSeat) {
    this.#room = room;
    this.#seat = seat;
  }

  async work(): Promise<void> {
    for (let tick = 0; tick < TICKS_MAX && this.#seat.training().score === null; tick++) {
      await this.#step();
      if (this.#seat.training().wrapUp) this.#seat.finish();
      await this.#room.pass(TICK_MS);
    }
  }

  async #do(action: DeskAction): Promise<void> {
    if (!(await this.#room.act(this.#seat, action))) this.refused.push(action.op);
  }

  /** What the caller of now has said, the last line first. */
  #said(who: TrainingWords['who']): readonly TrainingWords[] {
    const { words } = this.#seat.training();
    const opened = words.findLastIndex(({ line }) => line.endsWith('.opening'));
    return words
      .slice(Math.max(0, opened))
      .filter((one) => one.who === who)
      .reverse();
  }

  async #step(): Promise<void> {
    const { source, destination, waiting, ticket, may } = this.#seat.view();
    if (source === null) {
      if (waiting.length > 0 && may.includes('consoleAnswer'))
        await this.#do({ op: 'consoleAnswer', call: null });
      return;
    }
    const [last] = this.#said('caller');
    if (last === undefined) return;
    if (ticket !== null && !this.#noted.has(source.call)) {
      this.#noted.add(source.call);
      const change = { callerName: last.values.caller!, reason: 'wants somebody' };
      await this.#do({ op: 'note', ticket: ticket.id, change });
      return;
    }
    const script = SCRIPT_OF[last.line.split('.')[0] as ScriptId];
    if (script.right === 'harassing') {
      await this.#do({ op: 'consoleHarassing' });
      await this.#do({ op: 'consoleRelease' });
      return;
    }
    if (destination !== null) return this.#withDestination(destination.state, script.right);
    if (script.mustAsk && !last.line.endsWith('.asked')) {
      this.#seat.ask();
      return;
    }
    if (last.line.endsWith('.then') && script.right === 'message') {
      if (this.#messaged.has(source.call)) return this.#do({ op: 'consoleRelease' });
      this.#messaged.add(source.call);
      return this.#do({ op: 'leaveMessage', for: this.#number(last), from: '', text: 'call back' });
    }
    if (this.#tried.has(source.call) && !last.line.endsWith('.then')) {
      this.#seat.ask();
      return;
    }
    await this.#do({ op: 'consoleCall', to: this.#number(last) });
    this.#tried.add(source.call);
  }

  readonly #tried = new Set<string>();
  #rang = 0;

  async #withDestination(state: string, right: string): Promise<void> {
    const [party] = this.#said('party');
    if (state === 'busy') {
      const [last] = this.#said('caller');
      const waits = right === 'camp-on' && last?.line.endsWith('.then') === true;
      return this.#do({ op: waits ? 'consoleTransfer' : 'consoleCancel' });
    }
    if (state === 'no-answer' || state === 'failed') return this.#do({ op: 'consoleCancel' });
    // Two rings are enough to know that nobody lifts.
    this.#rang = state === 'alerting' ? this.#rang + 1 : 0;
    if (this.#rang * TICK_MS > 9_000) {
      this.#rang = 0;
      return this.#do({ op: 'consoleCancel' });
    }
    if (state !== 'connected' || party === undefined) return;
    await this.#do({ op: party.line === 'party.declines' ? 'consoleCancel' : 'consoleTransfer' });
  }

  /** As the directory has it: by name, or by what is said when asked. */
  #number({ values }: TrainingWords): string {
    return STAFF.find(({ number }) => number === values.number)!.number;
  }
}

const NUMBERS = [...STAFF.map(({ number }) => number), '800', '890', '71', '999', ''];

/** Somebody who presses whatever he finds. */
export class RandomOperator {
  readonly #room: PracticeRoom;
  readonly #seat: TrainingSeat;
  readonly #chance: () => number;

  constructor(room: PracticeRoom, seat: TrainingSeat, chance: () => number) {
    this.#room = room;
    this.#seat = seat;
    this.#chance = chance;
  }

  async work(keys: number): Promise<void> {
    for (let key = 0; key < keys; key++) {
      if (this.#chance() < 0.1) this.#seat.ask();
      await this.#seat.act(this.#anything());
      await this.#room.pass(this.#chance() * 3_000);
    }
  }

  #anything(): DeskAction {
    const number = NUMBERS[Math.floor(this.#chance() * NUMBERS.length)]!;
    const plain = [
      ...(['consoleHold', 'consoleCancel', 'consoleTransfer', 'consoleToggle', 'consoleConference'] as const),
      ...([
        'consoleSplit',
        'consoleRelease',
        'consoleRingAgain',
        'consoleCampOn',
        'consoleHarassing',
      ] as const),
      ...(['consoleTouch'] as const),
    ].map((op): DeskAction => ({ op }));
    const all: readonly DeskAction[] = [
      ...plain,
      ...[0, 1, 2].map((): DeskAction => ({ op: 'consoleAnswer', call: null })),
      ...[0, 1, 2].map((): DeskAction => ({ op: 'consoleCall', to: number })),
      ...[{ op: 'consoleRetrieve', call: null } as const, { op: 'consoleSend', to: number } as const],
      { op: 'consoleReserve', number: this.#chance() < 0.5 ? null : number },
      { op: 'consolePark', slot: null },
      { op: 'consoleIntrude', number, how: this.#chance() < 0.5 ? 'barge' : 'intercept' },
      { op: 'consoleForceRelease', number },
      { op: 'consoleCallFor', from: number, to: '811' },
      { op: 'consoleGroupCall', numbers: [number, '812'], rollCall: this.#chance() < 0.5 },
      { op: 'consoleChain', on: this.#chance() < 0.5 },
      { op: 'leaveMessage', for: number, from: '', text: 'x' },
      { op: 'setMode', mode: this.#chance() < 0.5 ? 'night' : null },
      { op: 'setDoNotDisturb', number, on: this.#chance() < 0.5, from: null, to: null },
      { op: 'note', ticket: Math.floor(this.#chance() * 9), change: { notes: 'x', state: 'staged' } },
      { op: 'suspend', on: this.#chance() < 0.3 },
      { op: 'handOver', user: 'amir', password: 'x', words: '' },
    ];
    return all[Math.floor(this.#chance() * all.length)]!;
  }
}
