import type { CallerDisplay } from '../people.ts';

/**
 * Data-link messages of a caller-ID signal (Bellcore GR-30 / ETSI EN 300 659-3): type, length, content,
 * checksum = two's complement of the sum of all bytes before it.
 */
const SDMF = 0x04;
const MDMF = 0x80;
const PARAM_DATE_TIME = 0x01;
const PARAM_NUMBER = 0x02;
const PARAM_NUMBER_ABSENT = 0x04;
const PARAM_NAME = 0x07;
const CONTENT_MAX = 255;
const NUMBER_MAX = 32;
const NAME_MAX = 50;

const bytesOf = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const textOf = (bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1');

const parameter = (type: number, text: string): number[] => {
  const bytes = bytesOf(text);
  return [type, bytes.length, ...bytes];
};

/** The whole message, checksum included. */
export function encodeCallerId(caller: CallerDisplay, format: 'sdmf' | 'mdmf'): Uint8Array {
  const number = caller.number.slice(0, NUMBER_MAX);
  const content =
    format === 'sdmf'
      ? bytesOf(caller.dateTime + (number || caller.absence))
      : [
          ...(caller.dateTime ? parameter(PARAM_DATE_TIME, caller.dateTime) : []),
          ...(number
            ? parameter(PARAM_NUMBER, number)
            : parameter(PARAM_NUMBER_ABSENT, caller.absence || 'O')),
          ...(caller.name ? parameter(PARAM_NAME, caller.name.slice(0, NAME_MAX)) : []),
        ];
  const message = [format === 'sdmf' ? SDMF : MDMF, content.length, ...content];
  const sum = message.reduce((total, byte) => total + byte, 0);
  return Uint8Array.from([...message, -sum & 0xff]);
}

/** Gathers bytes into a message; a wrong checksum or an unknown type is forgotten. */
export class CallerIdAssembler {
  #bytes: number[] = [];

  reset(): void {
    this.#bytes.length = 0;
  }

  /** The message that this byte completes, or null. */
  take(byte: number): CallerDisplay | null {
    if (this.#bytes.length === 0 && byte !== SDMF && byte !== MDMF) return null;
    this.#bytes.push(byte);
    const length = this.#bytes[1];
    if (length === undefined || this.#bytes.length < length + 3) return null;
    const message = this.#bytes;
    this.#bytes = [];
    return decodeCallerId(message);
  }
}

/** What a complete message says, or null when it is damaged or of another service. */
export function decodeCallerId(message: readonly number[]): CallerDisplay | null {
  const [type, length] = message;
  if (length === undefined || length > CONTENT_MAX || message.length !== length + 3) return null;
  if ((message.reduce((total, byte) => total + byte, 0) & 0xff) !== 0) return null;
  const content = message.slice(2, -1);
  if (type === SDMF) return decodeSdmf(content);
  if (type === MDMF) return decodeMdmf(content);
  return null;
}

function decodeSdmf(content: readonly number[]): CallerDisplay | null {
  if (content.length < 8) return null;
  const number = textOf(content.slice(8));
  const absence = number === 'P' || number === 'O' ? number : '';
  return { number: absence ? '' : number, name: '', dateTime: textOf(content.slice(0, 8)), absence };
}

function decodeMdmf(content: readonly number[]): CallerDisplay | null {
  let number = '';
  let name = '';
  let dateTime = '';
  let absence: CallerDisplay['absence'] = '';
  for (let at = 0; at < content.length; ) {
    const length = content[at + 1];
    if (length === undefined || at + 2 + length > content.length) return null;
    const text = textOf(content.slice(at + 2, at + 2 + length));
    if (content[at] === PARAM_DATE_TIME) dateTime = text;
    else if (content[at] === PARAM_NUMBER) number = text;
    else if (content[at] === PARAM_NAME) name = text;
    else if (content[at] === PARAM_NUMBER_ABSENT) absence = text === 'P' ? 'P' : 'O';
    at += 2 + length;
  }
  return { number, name, dateTime, absence };
}
