import type { BusError, BusReply, CardBuses, ControlBus, I2cBus, InputLine, OutputLine } from '#ports/bus.ts';
import { fail, ok, type Result } from '#units/result.ts';
import type { SimulatedCard } from '../card/card.ts';

export const OPERATION_BYTES = 8;
export const TRANSFER_BYTES_MAX = 256;
export const WAITING_MAX = 8;
export const I2C_BYTES_MAX = 4096;

export const busError = (code: BusError['code'], what: string): Result<never, BusError> =>
  fail({ code, what });

/** What is wrong with a control transfer, or null. */
export function transferProblem(mosi: Uint8Array): Result<never, BusError> | null {
  const { length } = mosi;
  if (length > 0 && length % OPERATION_BYTES === 0 && length <= TRANSFER_BYTES_MAX) return null;
  return busError('refused', `a transfer of ${length} bytes is not 1 to 32 operations of 8`);
}

/**
 * Runs requests at once, one after the other: a request made from inside a reply waits until that reply
 * has returned, so that a driver's chain of transfers does not pile up on the stack.
 */
class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #busy = false;

  /** False when too many wait already. */
  enter(job: () => void): boolean {
    if (this.#waiting.length >= WAITING_MAX) return false;
    this.#waiting.push(job);
    if (this.#busy) return true;
    this.#busy = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
    } finally {
      this.#busy = false;
    }
    return true;
  }
}

class DirectControl implements ControlBus {
  readonly #card: SimulatedCard;
  readonly #turns = new Turnstile();

  constructor(card: SimulatedCard) {
    this.#card = card;
  }

  transfer(mosi: Uint8Array, reply: BusReply<Uint8Array>): void {
    const problem = transferProblem(mosi);
    if (problem !== null) {
      reply(problem);
      return;
    }
    const entered = this.#turns.enter(() => reply(ok(this.#card.control(mosi))));
    if (!entered) reply(busError('refused', `${WAITING_MAX} control transfers are waiting`));
  }
}

class DirectI2c implements I2cBus {
  readonly #card: SimulatedCard;
  readonly #bus: number;
  readonly #turns = new Turnstile();

  constructor(card: SimulatedCard, bus: number) {
    this.#card = card;
    this.#bus = bus;
  }

  read(address: number, register: number, _width: 1 | 2, length: number, reply: BusReply<Uint8Array>): void {
    if (length < 1 || length > I2C_BYTES_MAX) {
      reply(busError('refused', `cannot read ${length} bytes`));
      return;
    }
    this.#take(reply, () => {
      const data = this.#card.i2cRead(this.#bus, address, register, length);
      reply(data === null ? silent(address) : ok(data));
    });
  }

  write(address: number, register: number, _width: 1 | 2, data: Uint8Array, reply: BusReply<void>): void {
    if (data.length > I2C_BYTES_MAX) {
      reply(busError('refused', `cannot write ${data.length} bytes`));
      return;
    }
    this.#take(reply, () => {
      const heard = this.#card.i2cWrite(this.#bus, address, register, data);
      reply(heard ? ok(undefined) : silent(address));
    });
  }

  #take(reply: BusReply<never>, job: () => void): void {
    if (!this.#turns.enter(job)) reply(busError('refused', `${WAITING_MAX} I²C transfers are waiting`));
  }
}

const silent = (address: number): Result<never, BusError> =>
  busError('no-answer', `no device acknowledged at 0x${address.toString(16)}`);

/** A wire from the card that is looked at once a frame. */
export class PolledInput implements InputLine {
  readonly #read: () => boolean;
  readonly #watchers = new Set<(high: boolean) => void>();
  #last: boolean;

  constructor(read: () => boolean) {
    this.#read = read;
    this.#last = read();
  }

  get(): boolean {
    return this.#read();
  }

  watch(changed: (high: boolean) => void): void {
    this.#watchers.add(changed);
  }

  poll(): void {
    const high = this.#read();
    if (high === this.#last) return;
    this.#last = high;
    for (const changed of this.#watchers) changed(high);
  }
}

const output = (set: (high: boolean) => void): OutputLine => ({ set });

/** The buses of a card in the same process: every reply comes at once. */
export class DirectBuses implements CardBuses {
  readonly control: ControlBus;
  readonly i2c: I2cBus;
  readonly idEeprom: I2cBus;
  readonly resetN: OutputLine;
  readonly relayArm: OutputLine;
  readonly powerFailN: PolledInput;

  constructor(card: SimulatedCard) {
    this.control = new DirectControl(card);
    this.i2c = new DirectI2c(card, 0);
    this.idEeprom = new DirectI2c(card, 1);
    this.resetN = output((high) => card.setResetN(high));
    this.relayArm = output((high) => card.setRelayArm(high));
    this.powerFailN = new PolledInput(() => card.powerFailN);
  }

  /** Once a frame: tells edges of the input lines. */
  poll(): void {
    this.powerFailN.poll();
  }
}
