import { AssertionFailure, type Fault } from '#units/result.ts';
import { after, type Duration, type Instant, ms } from '#units/time.ts';
import { type DriverFaultCode, fault } from '../faults.ts';
import { type Operation, realignment, type Wire } from './operation.ts';

/** Which of a card's I²C buses. */
export type I2cBusName = 'i2c' | 'idEeprom';

/** What a program asks of the outside. Everything that waits has a deadline, here or in the bus. */
export type Request =
  | { readonly kind: 'transfer'; readonly operations: readonly Operation[] }
  /** `poke` lets an interrupt or a command end the wait early. */
  | { readonly kind: 'wait'; readonly until: Instant; readonly poke: boolean }
  | {
      readonly kind: 'i2cRead';
      readonly bus: I2cBusName;
      readonly address: number;
      readonly register: number;
      readonly registerBytes: 1 | 2;
      readonly length: number;
    }
  | {
      readonly kind: 'i2cWrite';
      readonly bus: I2cBusName;
      readonly address: number;
      readonly register: number;
      readonly data: Uint8Array;
    }
  /** The program ends here and never resumes. */
  | { readonly kind: 'abandon'; readonly fault: Fault };

/** Values per operation (null: not answered), or the bytes of an I²C read (null: nobody there). */
export type Answer = readonly (number | null)[] | Uint8Array | null;

/** A driver is a program: it computes, asks, and is resumed with the answer. It does no I/O itself. */
export type Program<T = void> = Generator<Request, T, Answer>;

/** Ends the whole program with a fault; the card puts the position out of service. */
export function* abandon(reason: Fault): Program<never> {
  yield { kind: 'abandon', fault: reason };
  throw new AssertionFailure('a program was resumed after it gave up');
}

/** Waits until that time, or until it is poked. */
export function* untilPoked(until: Instant): Program {
  yield { kind: 'wait', until, poke: true };
}

export function* sleepUntil(until: Instant): Program {
  yield { kind: 'wait', until, poke: false };
}

export function* i2cRead(
  bus: I2cBusName,
  address: number,
  register: number,
  registerBytes: 1 | 2,
  length: number,
): Program<Uint8Array | null> {
  const answer = yield { kind: 'i2cRead', bus, address, register, registerBytes, length };
  return answer instanceof Uint8Array && answer.length === length ? answer : null;
}

export function* i2cWrite(
  bus: I2cBusName,
  address: number,
  register: number,
  data: Uint8Array,
): Program<boolean> {
  return (yield { kind: 'i2cWrite', bus, address, register, data }) !== null;
}

/** An answer is asked for again this often before the control port counts as broken. */
const TRIES_MAX = 40;
const TRY_PAUSE: Duration = ms(5);
/** Reads that must be equal: at 10⁻⁴ bit errors three equal wrong ones are one in 10⁹ and more. */
const AGREEMENT = 3;
const AGREE_TRIES_MAX = 20;
const WRITE_TRIES_MAX = 10;
const REALIGN_AT = 5;

/** The registers of one chip (or of the card's logic) as programs; `where` names it in faults. */
export class Registers {
  readonly wire: Wire;
  readonly position: number;
  readonly where: string;
  readonly now: () => Instant;

  constructor(wire: Wire, position: number, where: string, now: () => Instant) {
    this.wire = wire;
    this.position = position;
    this.where = where;
    this.now = now;
  }

  readOperation(register: number): Operation {
    return { wire: this.wire, position: this.position, register, data: null };
  }

  writeOperation(register: number, data: number): Operation {
    return { wire: this.wire, position: this.position, register, data };
  }

  /** Runs these operations, in order, in one go. Unanswered ones make all of them be asked again. */
  *transfer(operations: readonly Operation[]): Program<readonly number[]> {
    for (let attempt = 1; attempt <= TRIES_MAX; attempt += 1) {
      const answer = (yield { kind: 'transfer', operations }) as readonly (number | null)[];
      if (!answer.includes(null)) return answer as readonly number[];
      if (attempt > 3) yield* this.sleep(TRY_PAUSE);
    }
    return yield* this.fail('TR-CARD-010', `${TRIES_MAX} attempts without an answer`);
  }

  *read(register: number): Program<number> {
    return (yield* this.transfer([this.readOperation(register)]))[0] as number;
  }

  *readAll(registers: readonly number[]): Program<readonly number[]> {
    return yield* this.transfer(registers.map((register) => this.readOperation(register)));
  }

  /** Reads until it is the same three times running: what a single corrupted bit cannot pretend. */
  *readAgreed(register: number): Program<number> {
    const value = yield* this.readAgreedOrNull(register);
    return value ?? (yield* this.fail('TR-CHIP-002', `register ${register}`));
  }

  /** As `readAgreed`, for a chip that may be out of step: null when it never reads the same. */
  *readAgreedOrNull(register: number): Program<number | null> {
    const same = Array.from({ length: AGREEMENT }, () => this.readOperation(register));
    for (let attempt = 1; attempt <= AGREE_TRIES_MAX; attempt += 1) {
      const values = yield* this.transfer(same);
      if (values.every((value) => value === values[0])) return values[0] as number;
    }
    return null;
  }

  /** For registers that read back differently from what was written, or clear themselves. */
  *write(register: number, data: number): Program {
    yield* this.transfer([this.writeOperation(register, data)]);
  }

  /**
   * Writes until it reads back, in the bits of `mask`. For a register that several programs share, `data` is a
   * function: asked when the operation is sent, so that no program writes what another has changed since.
   */
  *writeVerified(register: number, data: number | (() => number), mask = 0xff): Program {
    const valueNow = typeof data === 'number' ? () => data : data;
    const { wire, position } = this;
    const operations: readonly Operation[] = [
      {
        wire,
        position,
        register,
        get data() {
          return valueNow();
        },
      },
      this.readOperation(register),
      this.readOperation(register),
    ];
    for (let attempt = 1; attempt <= WRITE_TRIES_MAX; attempt += 1) {
      const [, first, second] = yield* this.transfer(operations);
      if (first === second && ((first as number) & mask) === (valueNow() & mask)) return;
      // So often wrong is no chance: the chip is broken, or out of step by a corrupted framing bit.
      if (attempt === REALIGN_AT && this.wire !== 'card')
        yield* this.transfer(realignment(this.wire, this.position));
    }
    yield* this.fail('TR-CHIP-005', `register ${register} does not become 0x${valueNow().toString(16)}`);
  }

  /** Looks every `every` until `done` says so (true) or the deadline is past (false). */
  *until(done: () => Program<boolean>, deadline: Duration, every: Duration): Program<boolean> {
    const end = after(this.now(), deadline);
    while (!(yield* done())) {
      if (this.now() >= end) return false;
      yield* this.sleep(every);
    }
    return true;
  }

  *sleep(duration: Duration): Program {
    yield* sleepUntil(after(this.now(), duration));
  }

  *fail(code: DriverFaultCode, detail = ''): Program<never> {
    return yield* abandon(fault(code, this.where, detail));
  }
}
