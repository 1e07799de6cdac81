/** Character classes of RFC 3261 §25.1, one bit each. */
export const TOKEN = 1;
export const DIGIT = 2;
export const WORD = 4;
export const USER = 8;
export const PASSWORD = 16;
export const URI_PARAM = 32;
export const HOST = 64;
export const BLANK = 128;

const CLASSES = new Uint8Array(128);
const give = (characters: string, classes: number): void => {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = CLASSES[code]! | classes;
  }
};
const ALPHA = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
give(ALPHA, TOKEN | WORD | USER | PASSWORD | URI_PARAM | HOST);
give('0123456789', DIGIT | TOKEN | WORD | USER | PASSWORD | URI_PARAM | HOST);
give("-.!%*_+`'~", TOKEN | WORD);
give('()<>:\\"/[]?{}@', WORD);
give("-_.!~*'()", USER | PASSWORD | URI_PARAM);
give('&=+$,', USER | PASSWORD);
give(';?/', USER);
give('[]/:&+$', URI_PARAM);
// An underscore is no letter of a host name, yet hosts that carry one exist.
give('-._', HOST);
give(' \t', BLANK);

export const inClass = (code: number, classes: number): boolean =>
  code < 128 && (CLASSES[code]! & classes) !== 0;

/** Steps of work, so that a test can say "linear" without a clock. */
export interface Meter {
  steps: number;
}

/** A fault in what was sent; caught in `decode`, never seen outside the codec. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
}

/** Walks a text once, forwards. Each character that it looks at is a step. */
export class Reader {
  readonly text: string;
  readonly meter: Meter;
  at = 0;

  constructor(text: string, meter: Meter) {
    this.text = text;
    this.meter = meter;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  /** Code of the next character, or -1. */
  peek(): number {
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : -1;
  }

  skipBlanks(): void {
    while (inClass(this.peekOr(0), BLANK)) this.at++;
  }

  /** Takes the character when it is next, with the blanks around it. */
  separator(character: string): boolean {
    this.skipBlanks();
    if (this.peek() !== character.charCodeAt(0)) return false;
    this.at++;
    this.skipBlanks();
    return true;
  }

  expect(character: string, where: string): void {
    if (!this.separator(character)) throw new SyntaxFault(`${where}: "${character}" expected`);
  }

  /** The longest run of a class; may be empty. */
  run(classes: number): string {
    const start = this.at;
    while (inClass(this.peekOr(128), classes)) this.at++;
    return this.text.slice(start, this.at);
  }

  token(where: string): string {
    const token = this.run(TOKEN);
    if (token === '') throw new SyntaxFault(`${where}: token expected`);
    return token;
  }

  /** Up to the first of the characters, or to the end. */
  until(stops: string): string {
    const start = this.at;
    while (!this.done && !stops.includes(this.text[this.at]!)) {
      this.at++;
      this.meter.steps++;
    }
    return this.text.slice(start, this.at);
  }

  /** A quoted string with its quotes, as written. */
  quoted(where: string): string {
    const start = this.at++;
    for (;;) {
      const code = this.peekOr(-1);
      if (code === -1) throw new SyntaxFault(`${where}: quote is not closed`);
      this.at += code === 0x5c ? 2 : 1;
      if (code === 0x22) break;
    }
    if (this.at > this.text.length) throw new SyntaxFault(`${where}: quote is not closed`);
    return this.text.slice(start, this.at);
  }

  end(where: string): void {
    this.skipBlanks();
    if (!this.done) throw new SyntaxFault(`${where}: unexpected text`);
  }

  private peekOr(otherwise: number): number {
    this.meter.steps++;
    return this.at < this.text.length ? this.text.charCodeAt(this.at) : otherwise;
  }
}

/** A whole number within bounds, from digits only; leading zeros are allowed, a length bound holds. */
export function wholeNumber(text: string, maximum: number, where: string): number {
  if (text === '' || text.length > 20) throw new SyntaxFault(`${where}: number expected`);
  for (let index = 0; index < text.length; index++)
    if (!inClass(text.charCodeAt(index), DIGIT)) throw new SyntaxFault(`${where}: number expected`);
  const value = Number(text);
  if (value > maximum) throw new SyntaxFault(`${where}: number out of range`);
  return value;
}
