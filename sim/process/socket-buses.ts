import type { Socket } from 'node:net';
import type { BusError, BusReply, CardBuses, ControlBus, I2cBus, InputLine, OutputLine } from '#ports/bus.ts';
import { ok } from '#units/result.ts';
import { busError, I2C_BYTES_MAX, transferProblem, WAITING_MAX } from '../world/card-buses.ts';
import {
  encodeI2cRead,
  encodeI2cWrite,
  encodeMessage,
  I2C_BUS,
  I2C_STATUS,
  INPUT_LINE,
  KIND,
  type Message,
  MessageReader,
  OUTPUT_LINE,
} from './protocol.ts';

/** A real spidev answers in well under a millisecond; this is the machine being busy. */
export const REQUEST_MS_MAX = 500;

type Answered = (payload: Uint8Array | BusError) => void;

interface Waiting {
  readonly answered: Answered;
  readonly timer: NodeJS.Timeout;
}

/** Requests and replies over control.sock, each with a deadline. */
export class ControlLink {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #inputs = new Map<string, SocketInput>();
  #lastId = 0;
  #closed = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    const reader = new MessageReader();
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      const messages = reader.take(chunk);
      if (messages === null) socket.destroy();
      else for (const message of messages) this.#take(message);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.close());
  }

  /** Asks; the answer, or why there is none, comes later, never from inside. */
  ask(card: number, kind: number, payload: Uint8Array, answered: Answered): void {
    if (this.#closed) {
      setImmediate(answered, { code: 'closed', what: 'the simulator is gone' });
      return;
    }
    this.#lastId = (this.#lastId % 0xffff_fffe) + 1;
    const id = this.#lastId;
    const timer = setTimeout(
      () => this.#settle(id, { code: 'timeout', what: `no reply in ${REQUEST_MS_MAX} ms` }),
      REQUEST_MS_MAX,
    );
    this.#waiting.set(id, { answered, timer });
    this.#socket.write(encodeMessage({ card, kind, id, payload }));
  }

  set(card: number, line: number, high: boolean): void {
    if (this.#closed) return;
    const payload = Uint8Array.of(line, high ? 1 : 0);
    this.#socket.write(encodeMessage({ card, kind: KIND.output, id: 0, payload }));
  }

  input(card: number, line: number): InputLine {
    const key = `${card}/${line}`;
    const known = this.#inputs.get(key) ?? new SocketInput();
    this.#inputs.set(key, known);
    return known;
  }

  close(): void {
    this.#closed = true;
    this.#socket.destroy();
    for (const id of [...this.#waiting.keys()])
      this.#settle(id, { code: 'closed', what: 'the simulator ended' });
  }

  #take({ card, kind, id, payload }: Message): void {
    if (kind === KIND.input) this.#inputs.get(`${card}/${payload[0]}`)?.tell(payload[1] === 1);
    else this.#settle(id, payload);
  }

  /** A reply that comes after its deadline finds nobody waiting. */
  #settle(id: number, answer: Uint8Array | BusError): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.answered(answer);
  }
}

/** Levels are pulled up until the simulator has told them, which it does first thing. */
class SocketInput implements InputLine {
  readonly #watchers = new Set<(high: boolean) => void>();
  #high = true;

  get(): boolean {
    return this.#high;
  }

  watch(changed: (high: boolean) => void): void {
    this.#watchers.add(changed);
  }

  tell(high: boolean): void {
    if (high === this.#high) return;
    this.#high = high;
    for (const changed of this.#watchers) changed(high);
  }
}

/** Counts what waits on one bus and refuses what is too much. */
class Lane {
  readonly #link: ControlLink;
  readonly #card: number;
  #waiting = 0;

  constructor(link: ControlLink, card: number) {
    this.#link = link;
    this.#card = card;
  }

  ask<T>(kind: number, payload: Uint8Array, reply: BusReply<T>, read: (answer: Uint8Array) => void): void {
    if (this.#waiting >= WAITING_MAX) {
      reply(busError('refused', `${WAITING_MAX} requests are waiting`));
      return;
    }
    this.#waiting += 1;
    this.#link.ask(this.#card, kind, payload, (answer) => {
      this.#waiting -= 1;
      if (answer instanceof Uint8Array) read(answer);
      else reply(busError(answer.code, answer.what));
    });
  }
}

function controlBus(link: ControlLink, card: number): ControlBus {
  const lane = new Lane(link, card);
  return {
    transfer(mosi, reply) {
      const problem = transferProblem(mosi);
      if (problem !== null) reply(problem);
      else lane.ask(KIND.control, mosi, reply, (miso) => reply(ok(miso)));
    },
  };
}

function i2cBus(link: ControlLink, card: number, bus: number): I2cBus {
  const lane = new Lane(link, card);
  const tooLong = (bytes: number) => busError('refused', `${bytes} bytes are not 1 to ${I2C_BYTES_MAX}`);
  const silent = (address: number) =>
    busError('no-answer', `no device acknowledged at 0x${address.toString(16)}`);
  return {
    read(address, register, registerBytes, length, reply) {
      if (length < 1 || length > I2C_BYTES_MAX) {
        reply(tooLong(length));
        return;
      }
      const payload = encodeI2cRead({ bus, address, registerBytes, register, length });
      lane.ask(KIND.i2cRead, payload, reply, (answer) =>
        reply(answer[0] === I2C_STATUS.ok ? ok(answer.slice(1)) : silent(address)),
      );
    },
    write(address, register, registerBytes, data, reply) {
      if (data.length > I2C_BYTES_MAX) {
        reply(tooLong(data.length));
        return;
      }
      const payload = encodeI2cWrite({ bus, address, registerBytes, register, data });
      lane.ask(KIND.i2cWrite, payload, reply, (answer) =>
        reply(answer[0] === I2C_STATUS.ok ? ok(undefined) : silent(address)),
      );
    },
  };
}

/** The buses of a card in the simulator's process. */
export function socketBuses(link: ControlLink, card: number): CardBuses {
  const output = (line: number): OutputLine => ({ set: (high) => link.set(card, line, high) });
  return {
    control: controlBus(link, card),
    i2c: i2cBus(link, card, I2C_BUS.i2c1),
    idEeprom: i2cBus(link, card, I2C_BUS.idEeprom),
    resetN: output(OUTPUT_LINE.resetN),
    relayArm: output(OUTPUT_LINE.relayArm),
    powerFailN: link.input(card, INPUT_LINE.powerFailN),
  };
}
