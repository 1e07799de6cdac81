import type { BusError, BusReply, CardBuses } from '#ports/bus.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import { AssertionFailure, type Fault, type Result } from '#units/result.ts';
import { after, type Duration, type Instant, ms } from '#units/time.ts';
import {
  attentionOf,
  decodeOperation,
  encodeOperation,
  OPERATION_BYTES,
  OPERATIONS_PER_TRANSFER,
  type Operation,
} from './operation.ts';
import type { Answer, Program, Request } from './program.ts';

/** A transfer or an I²C access without a reply for this long counts as failed; a late reply is dropped. */
const REPLY_DEADLINE: Duration = ms(250);
/** More steps than this without time going by is a program that forgot to wait. */
const STEPS_PER_INSTANT_MAX = 20_000;

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'abandoned'; readonly fault: Fault };

/** A program under way. */
export interface Task {
  /** Ends a wait that may be poked; remembered when the program is just doing something else. */
  poke(): void;
  /** Ends the program; its outcome is not told. */
  cancel(): void;
}

export interface ControlStatistics {
  transfers: number;
  operations: number;
  /** Operations whose answer was not theirs. */
  corrupted: number;
  /** Transfers that the bus did not carry out. */
  failed: number;
}

/**
 * Runs the programs of one card: gathers what all of them ask for into transfers of at most 32 operations,
 * one transfer at a time, and wakes those that wait. The order of asking is kept within a program; between
 * programs each transfer begins with another one, so that none waits for ever.
 */
export class Scheduler {
  readonly statistics: ControlStatistics = { transfers: 0, operations: 0, corrupted: 0, failed: 0 };
  /** Interrupt lines as the last good answer showed them, bit per position. */
  attention = 0;
  /** Hears after each transfer how many of its operations were answered. */
  onTransfer: (answered: number, asked: number) => void = () => {};
  readonly #buses: CardBuses;
  readonly #clock: Clock;
  readonly #tasks: RunningTask[] = [];
  #first = 0;
  #inFlight = false;
  #pumping = false;

  constructor(buses: CardBuses, clock: Clock) {
    this.#buses = buses;
    this.#clock = clock;
  }

  /** Starts a program at once; it has run to its first request when this returns. */
  spawn<T>(program: Program<T>, done: (outcome: Outcome<T>) => void): Task {
    const task = new RunningTask(this.#clock, this.#buses, program as Program<unknown>, {
      ended: (outcome) => {
        this.#forget(task);
        done(outcome as Outcome<T>);
      },
      asks: () => this.#pump(),
      cancelled: () => this.#forget(task),
    });
    this.#tasks.push(task);
    task.resume(null);
    this.#pump();
    return task;
  }

  #forget(task: RunningTask): void {
    const index = this.#tasks.indexOf(task);
    if (index >= 0) this.#tasks.splice(index, 1);
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (!this.#inFlight) {
        const batch = this.#gather();
        if (batch.length === 0) break;
        this.#send(batch);
      }
    } finally {
      this.#pumping = false;
    }
  }

  #gather(): RunningTask[] {
    const batch: RunningTask[] = [];
    let count = 0;
    const tasks = this.#tasks;
    for (let index = 0; index < tasks.length; index += 1) {
      const task = tasks[(this.#first + index) % tasks.length] as RunningTask;
      const asked = task.operations?.length ?? 0;
      if (asked === 0 || (count > 0 && count + asked > OPERATIONS_PER_TRANSFER)) continue;
      batch.push(task);
      count += asked;
    }
    if (tasks.length > 0) this.#first = (this.#first + 1) % tasks.length;
    return batch;
  }

  #send(batch: readonly RunningTask[]): void {
    const asked = batch.map((task) => task.takeOperations());
    const operations = asked.flat();
    const mosi = new Uint8Array(operations.length * OPERATION_BYTES);
    operations.forEach((operation, index) => {
      encodeOperation(operation, mosi, index * OPERATION_BYTES);
    });
    this.#inFlight = true;
    const reply = once<Uint8Array>(this.#clock, (result) => {
      this.#inFlight = false;
      const miso = result.ok && result.value.length === mosi.length ? result.value : null;
      const values = this.#valuesOf(operations, mosi, miso);
      let offset = 0;
      batch.forEach((task, index) => {
        const length = (asked[index] as readonly Operation[]).length;
        task.resume(values.slice(offset, offset + length));
        offset += length;
      });
      this.#pump();
    });
    this.#buses.control.transfer(mosi, reply);
  }

  #valuesOf(
    operations: readonly Operation[],
    mosi: Uint8Array,
    miso: Uint8Array | null,
  ): readonly (number | null)[] {
    this.statistics.transfers += 1;
    this.statistics.operations += operations.length;
    if (miso === null) this.statistics.failed += 1;
    let answered = 0;
    const values = operations.map((operation, index) => {
      if (miso === null) return null;
      const value = decodeOperation(operation, mosi, miso, index * OPERATION_BYTES);
      if (value === null) return null;
      answered += 1;
      this.attention = attentionOf(miso, index * OPERATION_BYTES);
      return value;
    });
    this.statistics.corrupted += miso === null ? 0 : operations.length - answered;
    this.onTransfer(answered, operations.length);
    return values;
  }
}

/** A reply that counts once: the bus's own, or a time-out when that does not come. */
function once<T>(clock: Clock, take: (result: Result<T, BusError>) => void): BusReply<T> {
  let open = true;
  let cancel: Cancel = () => {};
  const settle: BusReply<T> = (result) => {
    if (!open) return;
    open = false;
    cancel();
    take(result);
  };
  cancel = clock.at(after(clock.now(), REPLY_DEADLINE), () =>
    settle({ ok: false, error: { code: 'timeout', what: 'no reply from the bus' } }),
  );
  return settle;
}

interface TaskOwner {
  ended(outcome: Outcome<unknown>): void;
  asks(): void;
  cancelled(): void;
}

class RunningTask implements Task {
  /** Waiting to be put into a transfer. */
  operations: readonly Operation[] | null = null;
  readonly #clock: Clock;
  readonly #buses: CardBuses;
  readonly #program: Program<unknown>;
  readonly #owner: TaskOwner;
  #pokeable = false;
  #poked = false;
  #ended = false;
  #running = false;
  #cancelWait: Cancel = () => {};
  #lastInstant: Instant | null = null;
  #steps = 0;

  constructor(clock: Clock, buses: CardBuses, program: Program<unknown>, owner: TaskOwner) {
    this.#clock = clock;
    this.#buses = buses;
    this.#program = program;
    this.#owner = owner;
  }

  takeOperations(): readonly Operation[] {
    const operations = this.operations ?? [];
    this.operations = null;
    return operations;
  }

  poke(): void {
    if (this.#ended) return;
    if (!this.#pokeable) {
      this.#poked = true;
      return;
    }
    this.#cancelWait();
    this.#pokeable = false;
    this.resume(null);
    this.#owner.asks();
  }

  cancel(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelWait();
    this.operations = null;
    if (!this.#running) this.#program.return(undefined);
    this.#owner.cancelled();
  }

  resume(answer: Answer): void {
    if (this.#ended) return;
    this.#countStep();
    this.#running = true;
    const step = this.#program.next(answer);
    this.#running = false;
    if (this.#ended) return;
    if (step.done === true) this.#end({ kind: 'done', value: step.value });
    else this.#ask(step.value);
  }

  #end(outcome: Outcome<unknown>): void {
    this.#ended = true;
    this.#owner.ended(outcome);
  }

  #ask(request: Request): void {
    switch (request.kind) {
      case 'transfer':
        this.operations = request.operations;
        return;
      case 'wait':
        this.#wait(request.until, request.poke);
        return;
      case 'i2cRead': {
        const { bus, address, register, registerBytes, length } = request;
        const reply = once<Uint8Array>(this.#clock, (result) => this.#answered(result));
        this.#buses[bus].read(address, register, registerBytes, length, reply);
        return;
      }
      case 'i2cWrite': {
        const reply = once<void>(this.#clock, (result) =>
          this.#answered(result.ok ? { ok: true, value: new Uint8Array(0) } : result),
        );
        this.#buses[request.bus].write(request.address, request.register, 1, request.data, reply);
        return;
      }
      case 'abandon':
        this.#program.return(undefined);
        this.#end({ kind: 'abandoned', fault: request.fault });
    }
  }

  #answered(result: Result<Uint8Array, BusError>): void {
    this.resume(result.ok ? result.value : null);
    this.#owner.asks();
  }

  #wait(until: Instant, pokeable: boolean): void {
    const wake = () => {
      this.#pokeable = false;
      this.resume(null);
      this.#owner.asks();
    };
    if (pokeable && this.#poked) {
      this.#poked = false;
      this.#cancelWait = this.#clock.at(this.#clock.now(), wake);
      return;
    }
    this.#pokeable = pokeable;
    this.#cancelWait = this.#clock.at(until, wake);
  }

  #countStep(): void {
    const now = this.#clock.now();
    this.#steps = now === this.#lastInstant ? this.#steps + 1 : 0;
    this.#lastInstant = now;
    if (this.#steps > STEPS_PER_INSTANT_MAX)
      throw new AssertionFailure('a driver program runs on without letting time go by');
  }
}
