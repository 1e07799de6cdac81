import { createServer, type Server, type Socket } from 'node:net';
import { I2C_BYTES_MAX, transferProblem } from '../world/card-buses.ts';
import type { World, WorldCard } from '../world/world.ts';
import {
  decodeI2c,
  encodeMessage,
  I2C_STATUS,
  INPUT_LINE,
  KIND,
  type Message,
  MessageReader,
  OUTPUT_LINE,
} from './protocol.ts';

const CLIENTS_MAX = 4;

interface InputLevels {
  powerFailN: boolean;
  attention: boolean;
}

/** Control port, I²C and lines of all cards on one socket. */
export class ControlSocket {
  readonly #cards: readonly WorldCard[];
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  readonly #levels: InputLevels[];

  constructor(world: World) {
    this.#cards = world.cards;
    this.#levels = world.cards.map(({ card }) => levelsOf(card));
    this.#server = createServer((socket) => this.#connected(socket));
    this.#server.maxConnections = CLIENTS_MAX;
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  /** After each frame: tells edges of POWER_FAIL_N and ATTN. */
  frame(): void {
    for (let n = 0; n < this.#cards.length; n++) {
      const { card } = this.#cards[n]!;
      const before = this.#levels[n]!;
      if (card.powerFailN !== before.powerFailN) {
        before.powerFailN = card.powerFailN;
        this.#tellAll(n + 1, INPUT_LINE.powerFailN, before.powerFailN);
      }
      if (!card.attention !== before.attention) {
        before.attention = !card.attention;
        this.#tellAll(n + 1, INPUT_LINE.attention, before.attention);
      }
    }
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
    this.#server.close();
  }

  #connected(socket: Socket): void {
    const reader = new MessageReader();
    this.#clients.add(socket);
    socket.setNoDelay(true);
    this.#levels.forEach((levels, n) => {
      tell(socket, n + 1, INPUT_LINE.powerFailN, levels.powerFailN);
      tell(socket, n + 1, INPUT_LINE.attention, levels.attention);
    });
    socket.on('data', (chunk) => {
      const messages = reader.take(chunk);
      // Bytes that are no message cannot be resynchronised: the stream is worth nothing from here on.
      if (messages === null) socket.destroy();
      else for (const message of messages) this.#handle(socket, message);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#clients.delete(socket));
  }

  #handle(socket: Socket, message: Message): void {
    const at = this.#cards[message.card - 1];
    const answer = at === undefined ? null : answerTo(at, message);
    if (answer === null) {
      if (message.kind !== KIND.output) socket.destroy();
      return;
    }
    if (answer.length > 0) {
      socket.write(
        encodeMessage({ card: message.card, kind: message.kind, id: message.id, payload: answer }),
      );
    }
  }

  #tellAll(card: number, line: number, high: boolean): void {
    for (const client of this.#clients) tell(client, card, line, high);
  }
}

/** Levels of the wires; ATTN is low while something is pending. */
const levelsOf = (card: WorldCard['card']): InputLevels => ({
  powerFailN: card.powerFailN,
  attention: !card.attention,
});

/** A firmware that has not read for so long that this much waits is gone. */
const UNREAD_BYTES_MAX = 65_536;

const tell = (socket: Socket, card: number, line: number, high: boolean): void => {
  if (socket.writableLength > UNREAD_BYTES_MAX) {
    socket.destroy();
    return;
  }
  socket.write(encodeMessage({ card, kind: KIND.input, id: 0, payload: Uint8Array.of(line, high ? 1 : 0) }));
};

const NO_REPLY = new Uint8Array(0);

/** Payload of the reply, empty for none, null for a message that makes no sense. */
function answerTo({ card }: WorldCard, { kind, payload }: Message): Uint8Array | null {
  switch (kind) {
    case KIND.control:
      return transferProblem(payload) === null ? card.control(payload) : null;
    case KIND.i2cRead: {
      const request = decodeI2c(payload, 'read');
      if (request === null || request.length < 1 || request.length > I2C_BYTES_MAX) return null;
      const data = card.i2cRead(request.bus, request.address, request.register, request.length);
      return data === null ? Uint8Array.of(I2C_STATUS.noAnswer) : Uint8Array.of(I2C_STATUS.ok, ...data);
    }
    case KIND.i2cWrite: {
      const request = decodeI2c(payload, 'write');
      if (request === null) return null;
      const heard = card.i2cWrite(request.bus, request.address, request.register, request.data);
      return Uint8Array.of(heard ? I2C_STATUS.ok : I2C_STATUS.noAnswer);
    }
    case KIND.output: {
      const high = payload[1] === 1;
      if (payload[0] === OUTPUT_LINE.resetN) card.setResetN(high);
      else if (payload[0] === OUTPUT_LINE.relayArm) card.setRelayArm(high);
      return NO_REPLY;
    }
    default:
      return null;
  }
}
