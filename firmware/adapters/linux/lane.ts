import type { BusError, BusReply } from '#ports/bus.ts';
import { fail, type Result } from '#units/result.ts';

/** What may wait on one bus, the request under way included. */
const WAITING_MAX = 8;
/** A controller answers in milliseconds; this is a machine that is very busy, or a controller that hangs. */
const REQUEST_MS_MAX = 500;

export const busError = (code: BusError['code'], what: string): Result<never, BusError> =>
  fail({ code, what });

/** errno(3): which of them say that nobody acknowledged depends on the I²C controller's driver. */
const CODES: Readonly<Record<number, BusError['code']>> = {
  6: 'no-answer',
  9: 'closed',
  16: 'refused',
  19: 'closed',
  108: 'closed',
  110: 'timeout',
  121: 'no-answer',
};

/** What a package's error means. The add-ons give `errno` as the kernel does, Node with the sign turned. */
export function fromErrno(error: Error): Result<never, BusError> {
  const { errno = 0 } = error as NodeJS.ErrnoException;
  return busError(CODES[Math.abs(errno)] ?? 'io', error.message);
}

/**
 * One request at a time on one bus, in the order asked: the packages hand each to a thread of Node's pool, where two at
 * once would overtake each other. A request that is not answered in time, waiting or under way, is answered for; the bus
 * stays taken until the kernel lets go of it.
 */
export class Lane {
  readonly #waiting: (() => void)[] = [];
  #open = 0;
  #busy = false;
  #closed = false;

  /** `start` begins the request and calls `done` once, from outside itself. */
  ask<T>(start: (done: (result: Result<T, BusError>) => void) => void, reply: BusReply<T>): void {
    if (this.#closed) {
      reply(busError('closed', 'the bus is closed'));
      return;
    }
    if (this.#open >= WAITING_MAX) {
      reply(busError('refused', `${WAITING_MAX} requests are waiting`));
      return;
    }
    this.#open += 1;
    let answered = false;
    const answer = (result: Result<T, BusError>): void => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      this.#open -= 1;
      reply(result);
    };
    const late = () => answer(busError('timeout', `no reply in ${REQUEST_MS_MAX} ms`));
    const timer = setTimeout(late, REQUEST_MS_MAX);
    this.#waiting.push(() => {
      if (this.#closed) answer(busError('closed', 'the bus is closed'));
      if (answered) return;
      this.#busy = true;
      start((result) => {
        this.#busy = false;
        answer(result);
        this.#next();
      });
    });
    this.#next();
  }

  /** What waits is answered as `closed`; what is under way ends by itself. */
  close(): void {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job();
  }

  #next(): void {
    while (!this.#busy) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      job();
    }
  }
}
