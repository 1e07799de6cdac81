import type { SerialLine } from '#ports/serial.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

const XON = '\x11';
const XOFF = '\x13';

/** Both ends of a cable with XON/XOFF, without time: the firmware has one, whoever simulates the other system the other. */
export class SerialCable implements SerialLine {
  /** Everything that arrived at the other end. */
  heard = '';
  readonly #unplugged: Fault;
  #plugged = false;
  #open = true;
  #held = false;
  #waiting = '';
  #up: () => void = () => undefined;
  /** Told when something has changed that a `send` or a `receive` waits for. */
  readonly #changed = new Set<() => void>();

  constructor(unplugged: Fault) {
    this.#unplugged = unplugged;
  }

  plug(): void {
    this.#plugged = true;
    this.#held = false;
    this.#up();
  }

  unplug(): void {
    this.#plugged = false;
    this.#waiting = '';
    this.#tell();
  }

  /** The other end says this; XOFF and XON are for the cable, as a kernel takes them (termios, IXON). */
  says(text: string): void {
    if (!this.#plugged) return;
    for (const character of text) {
      if (character === XOFF) this.#held = true;
      else if (character === XON) this.#held = false;
      else this.#waiting += character;
    }
    this.#tell();
  }

  async send(bytes: Uint8Array): Promise<Result<null>> {
    while (this.#there && this.#held) await this.#change();
    if (!this.#there) return fail(this.#unplugged);
    this.heard += Buffer.from(bytes).toString('latin1');
    return ok(null);
  }

  async receive(): Promise<Result<Uint8Array>> {
    while (this.#there && this.#waiting === '') await this.#change();
    if (!this.#there) return fail(this.#unplugged);
    const bytes = new Uint8Array(Buffer.from(this.#waiting, 'latin1'));
    this.#waiting = '';
    return ok(bytes);
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#there) listener();
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#tell();
  }

  get #there(): boolean {
    return this.#plugged && this.#open;
  }

  #change(): Promise<void> {
    return new Promise((changed) => this.#changed.add(changed));
  }

  #tell(): void {
    const waiting = [...this.#changed];
    this.#changed.clear();
    for (const changed of waiting) changed();
  }
}
