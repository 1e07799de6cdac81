/**
 * Bytes between the simulator's process and the firmware's: everything of a board but its media bursts.
 * `u32le length of the rest, u8 card, u8 kind, u32le request id, payload`.
 */
export const KIND = { control: 1, i2cRead: 2, i2cWrite: 3, output: 4, input: 5 } as const;
export const OUTPUT_LINE = { resetN: 0, relayArm: 1 } as const;
export const INPUT_LINE = { powerFailN: 0, attention: 1 } as const;
export const I2C_STATUS = { ok: 0, noAnswer: 1 } as const;
export const I2C_BUS = { i2c1: 0, idEeprom: 1 } as const;
/** The one byte that says that a card's FRAME line fell. */
export const FRAME_FELL = 0x46;

const LENGTH_BYTES = 4;
const HEAD_BYTES = 6;
/** The longest honest message is an I²C write of 4096 bytes. */
export const MESSAGE_BYTES_MAX = 8192;

export interface Message {
  readonly card: number;
  readonly kind: number;
  /** 0 where no reply is expected. */
  readonly id: number;
  readonly payload: Uint8Array;
}

export function encodeMessage({ card, kind, id, payload }: Message): Uint8Array {
  const bytes = new Uint8Array(LENGTH_BYTES + HEAD_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, HEAD_BYTES + payload.length, true);
  bytes[4] = card;
  bytes[5] = kind;
  view.setUint32(6, id, true);
  bytes.set(payload, LENGTH_BYTES + HEAD_BYTES);
  return bytes;
}

/** Cuts a byte stream into messages. */
export class MessageReader {
  #pending = new Uint8Array(0);

  /** Messages that `chunk` completes; null when the stream is none of ours (the caller hangs up). */
  take(chunk: Uint8Array): Message[] | null {
    const bytes = new Uint8Array(this.#pending.length + chunk.length);
    bytes.set(this.#pending);
    bytes.set(chunk, this.#pending.length);
    const view = new DataView(bytes.buffer);
    const messages: Message[] = [];
    let at = 0;
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = view.getUint32(at, true);
      if (length < HEAD_BYTES || length > MESSAGE_BYTES_MAX) return null;
      const end = at + LENGTH_BYTES + length;
      if (end > bytes.length) break;
      messages.push({
        card: bytes[at + 4]!,
        kind: bytes[at + 5]!,
        id: view.getUint32(at + 6, true),
        payload: bytes.slice(at + LENGTH_BYTES + HEAD_BYTES, end),
      });
      at = end;
    }
    this.#pending = bytes.slice(at);
    return messages;
  }
}

export interface I2cRequest {
  readonly bus: number;
  readonly address: number;
  readonly registerBytes: 1 | 2;
  readonly register: number;
  /** Read: how many; write: the data. */
  readonly length: number;
  readonly data: Uint8Array;
}

const I2C_HEAD_BYTES = 5;

export function encodeI2cRead(request: Omit<I2cRequest, 'data'>): Uint8Array {
  const payload = new Uint8Array(I2C_HEAD_BYTES + 2);
  putI2cHead(payload, request);
  new DataView(payload.buffer).setUint16(I2C_HEAD_BYTES, request.length, true);
  return payload;
}

export function encodeI2cWrite(request: Omit<I2cRequest, 'length'>): Uint8Array {
  const payload = new Uint8Array(I2C_HEAD_BYTES + request.data.length);
  putI2cHead(payload, request);
  payload.set(request.data, I2C_HEAD_BYTES);
  return payload;
}

function putI2cHead(payload: Uint8Array, request: Omit<I2cRequest, 'data' | 'length'>): void {
  payload[0] = request.bus;
  payload[1] = request.address;
  payload[2] = request.registerBytes;
  new DataView(payload.buffer).setUint16(3, request.register, true);
}

/** Null: too short, or a read without a length. */
export function decodeI2c(payload: Uint8Array, kind: 'read' | 'write'): I2cRequest | null {
  if (payload.length < I2C_HEAD_BYTES + (kind === 'read' ? 2 : 0)) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  return {
    bus: payload[0]!,
    address: payload[1]!,
    registerBytes: payload[2] === 2 ? 2 : 1,
    register: view.getUint16(3, true),
    length: kind === 'read' ? view.getUint16(I2C_HEAD_BYTES, true) : 0,
    data: kind === 'read' ? new Uint8Array(0) : payload.subarray(I2C_HEAD_BYTES),
  };
}
