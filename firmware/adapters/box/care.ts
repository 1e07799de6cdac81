/** The box, through its keeper: what takes its time goes on without whoever asked for it. */
import type {
  BoxCare,
  BoxFacts,
  BoxFile,
  BoxStick,
  BoxUpload,
  BoxView,
  BoxWork,
  KeeperRequest,
} from '#ports/box.ts';
import type { Clock, WallClock } from '#ports/clock.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { askKeeper, type Kept } from './ask.ts';
import type { Reach } from './reach.ts';
import { Uploads } from './uploads.ts';

/** A box of today that does nothing else takes seconds; a busy Zero 2 W many. */
const FACTS_MS_MAX = 60_000;
/** A backup of all that a box may keep, made on the slowest one. */
const FILE_MS_MAX = 600_000;
/** A slot is fetched, written and verified in far less. */
const WORK_MS_MAX = 2_400_000;

export interface BoxOptions {
  readonly reach: Reach;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly wallClock: WallClock;
}

export class KeptBox implements BoxCare {
  readonly #options: BoxOptions;
  readonly #uploads: Uploads;
  /** They change by what is done here alone. */
  #facts: Promise<Result<BoxFacts>> | null = null;
  #work: BoxWork | null = null;
  #making = false;
  /** While it is looked, whoever asks gets the same answer: each look mounts a stick. */
  #looking: Promise<Result<BoxStick>> | null = null;

  constructor(options: BoxOptions) {
    this.#options = options;
    this.#uploads = new Uploads(options.dataFolder);
  }

  async view(): Promise<Result<BoxView>> {
    // Before the facts: what has ended is told with the facts of afterwards.
    const work = this.#work;
    const facts = await this.#known();
    if (!facts.ok) return facts;
    const [update, backup, freeBytes] = await Promise.all([
      this.#uploads.bytes('update'),
      this.#uploads.bytes('backup'),
      this.#uploads.freeBytes(),
    ]);
    return ok({ ...facts.value, work, uploaded: { update, backup }, freeBytes });
  }

  async upload(what: BoxUpload, offset: number, piece: Uint8Array): Promise<Result<number>> {
    if (this.#work?.state === 'running') return fail(busy(this.#work));
    return this.#uploads.take(what, offset, piece);
  }

  async update(address: string | null): Promise<Result<null>> {
    if (address === null && (await this.#uploads.bytes('update')) === 0) return fail(notThere('update'));
    return this.#begin('update', { ask: 'update', address });
  }

  async stick(): Promise<Result<BoxStick>> {
    if (this.#work?.state === 'running') return fail(busy(this.#work));
    this.#looking ??= this.#ask({ ask: 'stick' }, FACTS_MS_MAX).then((answer) => {
      this.#looking = null;
      if (!answer.ok) return answer;
      return 'stick' in answer.value ? ok(answer.value.stick) : fail(unexpected());
    });
    return this.#looking;
  }

  updateFromStick(name: string): Promise<Result<null>> {
    return this.#begin('update', { ask: 'updateFromStick', name });
  }

  async restore(passphrase: string): Promise<Result<null>> {
    if ((await this.#uploads.bytes('backup')) === 0) return fail(notThere('backup'));
    return this.#begin('restore', { ask: 'restore', passphrase });
  }

  restart = (): Promise<Result<null>> => this.#atOnce({ ask: 'restart' });
  reset = (): Promise<Result<null>> => this.#atOnce({ ask: 'reset' });
  backup = (passphrase: string): Promise<Result<BoxFile>> => this.#file({ ask: 'backup', passphrase });
  support = (): Promise<Result<BoxFile>> => this.#file({ ask: 'support' });

  #ask(request: KeeperRequest, withinMs: number): Promise<Result<Kept>> {
    return askKeeper(this.#options.reach, request, this.#options.clock, withinMs);
  }

  #known(): Promise<Result<BoxFacts>> {
    this.#facts ??= this.#ask({ ask: 'facts' }, FACTS_MS_MAX).then((answer) => {
      if (answer.ok && 'facts' in answer.value) return ok(answer.value.facts);
      this.#facts = null;
      return answer.ok ? fail(unexpected()) : answer;
    });
    return this.#facts;
  }

  async #atOnce(request: KeeperRequest): Promise<Result<null>> {
    if (this.#work?.state === 'running') return fail(busy(this.#work));
    const answer = await this.#ask(request, FACTS_MS_MAX);
    return answer.ok ? ok(null) : answer;
  }

  /** One at a time: a backup takes as much memory as it has bytes. */
  async #file(request: KeeperRequest): Promise<Result<BoxFile>> {
    if (this.#making) return fail(making());
    this.#making = true;
    const { reach, clock } = this.#options;
    const once: Reach = () => {
      const reached = reach();
      return {
        ...reached,
        close: () => {
          this.#making = false;
          reached.close();
        },
      };
    };
    const answer = await askKeeper(once, request, clock, FILE_MS_MAX);
    if (!answer.ok) return answer;
    return 'file' in answer.value ? ok(answer.value.file) : fail(unexpected());
  }

  /** Refused at once where there is nothing to do it to; else it goes on, and `view` tells how it ended. */
  async #begin(what: BoxWork['what'], request: KeeperRequest): Promise<Result<null>> {
    const facts = await this.#known();
    if (!facts.ok) return facts;
    if (this.#work?.state === 'running') return fail(busy(this.#work));
    if (facts.value.slots === null) return this.#atOnce(request);
    const began: BoxWork = {
      ...{ what, state: 'running', why: '' },
      sinceEpochMs: Math.round(this.#options.wallClock.epochMs()),
    };
    this.#work = began;
    void this.#ask(request, WORK_MS_MAX).then((answer) => {
      this.#facts = null;
      this.#work = answer.ok
        ? { ...began, state: 'done' }
        : { ...began, state: 'failed', why: answer.error.what };
    });
    return ok(null);
  }
}

const busy = ({ what }: BoxWork): Fault => ({
  code: 'TR-BOX-004',
  where: 'box',
  what: `a ${what} is going on`,
  todo: 'wait until it has ended',
});
const making = (): Fault => ({
  code: 'TR-BOX-004',
  where: 'box',
  what: 'another file is being made',
  todo: 'wait until it has been read',
});
const notThere = (what: BoxUpload): Fault => ({
  code: 'TR-BOX-005',
  where: what,
  what: 'no file was brought',
  todo: 'send it first',
});
const unexpected = (): Fault => ({
  code: 'TR-BOX-002',
  where: 'keeper of the box',
  what: 'it answers something else',
  todo: 'start the box anew',
});
