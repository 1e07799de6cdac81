import { Worker } from 'node:worker_threads';
import type { Cancel, Clock } from '#ports/clock.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, type Duration, type Instant, ms, sec } from '#units/time.ts';
import { closed, noAnswer, tooMany, workerDied } from './faults.ts';
import type {
  Answered,
  FromWorker,
  Health,
  Outcome,
  Request,
  Statement,
  WorkerSettings,
} from './protocol.ts';

/** Requests that may wait; more than all outboxes and pages of a box ask for together. */
export const REQUESTS_MAX = 2_000;
export const ANSWER_WITHIN: Duration = sec(10);
/** A thread that ended is started again after this, doubling while it goes on ending. */
const RESTART_FIRST: Duration = ms(50);
const RESTART_LONGEST: Duration = sec(5);

interface Waiting {
  readonly answer: (answered: Answered) => void;
  readonly cancel: Cancel;
}

export interface LinkOptions extends WorkerSettings {
  readonly clock: Clock;
  /** What a person should know; `raised` false ends it. */
  readonly fault: (raised: boolean, fault: Fault) => void;
  /** Another thread than ours, for tests of what a bad one may do. */
  readonly threadUrl?: URL;
}

/** The main thread's end of the database's thread: every request is answered, whatever the thread does. */
export class WorkerLink {
  readonly #options: LinkOptions;
  readonly #waiting = new Map<number, Waiting>();
  /** Asked while no thread ran. */
  #unsent: Request[] = [];
  #thread: Worker | null = null;
  #lastId = 0;
  #lastAnswerAt: Instant;
  #restart: Duration = RESTART_FIRST;
  #cancelRestart: Cancel = () => undefined;
  #closed = false;
  #ending = false;
  #died: Fault | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#lastAnswerAt = options.clock.now();
    this.#start();
  }

  get where(): string {
    return this.#options.folder;
  }

  async run(write: boolean, statements: readonly Statement[]): Promise<Result<readonly Outcome[]>> {
    const answered = await this.#ask((id) => ({ kind: 'run', id, write, statements }));
    return answered.ok ? ok(answered.outcomes) : fail(answered.fault);
  }

  async health(): Promise<Result<Health>> {
    const answered = await this.#ask((id) => ({ kind: 'health', id }));
    return answered.ok ? ok(answered.health!) : fail(answered.fault);
  }

  /** What was read is not what was written: the thread sees to it that somebody is told. */
  foundDamage(what: string): void {
    void this.#ask((id) => ({ kind: 'damage', id, what }));
  }

  /** After what was asked before; what is asked afterwards is refused. */
  async close(): Promise<void> {
    if (this.#closed) return;
    const thread = this.#thread;
    const answered = this.#ask((id) => ({ kind: 'close', id }));
    this.#closed = true;
    await answered;
    this.#cancelRestart();
    await thread?.terminate();
  }

  #ask(make: (id: number) => Request): Promise<Answered> {
    const { clock, folder } = this.#options;
    if (this.#closed) return Promise.resolve({ ok: false, fault: closed(folder) });
    if (this.#waiting.size >= REQUESTS_MAX) {
      return Promise.resolve({ ok: false, fault: tooMany(folder, REQUESTS_MAX) });
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const request = make(id);
    return new Promise((resolve) => {
      const cancel = clock.at(after(clock.now(), ANSWER_WITHIN), () => this.#late(id));
      this.#waiting.set(id, { answer: resolve, cancel });
      if (this.#thread === null) this.#unsent.push(request);
      else this.#thread.postMessage(request);
    });
  }

  /** A thread that answered nobody for so long hangs in the disk, or in itself: another one is tried. */
  #late(id: number): void {
    const { clock, folder } = this.#options;
    this.#unsent = this.#unsent.filter((request) => request.id !== id);
    this.#settle(id, { ok: false, fault: noAnswer(folder) });
    if (this.#ending || clock.now() < after(this.#lastAnswerAt, ANSWER_WITHIN)) return;
    this.#ending = true;
    void this.#thread?.terminate();
  }

  #settle(id: number, answered: Answered): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    waiting.answer(answered);
  }

  #start(): void {
    const { folder, reserveBytes, threadUrl } = this.#options;
    const settings: WorkerSettings = { folder, reserveBytes };
    const thread = new Worker(threadUrl ?? new URL('./worker.ts', import.meta.url), {
      workerData: settings,
      execArgv: [],
      // Rows come and go; room for more of them than one page is memory that a small box does without.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.#thread = thread;
    this.#ending = false;
    let why = 'it ended by itself';
    thread.on('message', (message: FromWorker) => this.#heard(message));
    thread.on('error', (error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => this.#ended(why));
    for (const request of this.#unsent.splice(0)) thread.postMessage(request);
  }

  #heard(message: FromWorker): void {
    const { clock, fault } = this.#options;
    if (message.kind === 'fault') {
      fault(message.raised, message.fault);
      return;
    }
    this.#lastAnswerAt = clock.now();
    this.#restart = RESTART_FIRST;
    if (this.#died !== null) fault(false, this.#died);
    this.#died = null;
    this.#settle(message.id, message.answer);
  }

  /** What it had taken may be on disk or not: nobody is told that it is. */
  #ended(why: string): void {
    const { clock, fault, folder } = this.#options;
    this.#thread = null;
    const died = workerDied(folder, why);
    for (const id of [...this.#waiting.keys()]) this.#settle(id, { ok: false, fault: died });
    if (this.#closed) return;
    if (this.#died === null) fault(true, died);
    this.#died = died;
    this.#cancelRestart = clock.at(after(clock.now(), this.#restart), () => this.#start());
    this.#restart = Math.min(this.#restart * 2, RESTART_LONGEST) as Duration;
  }
}
