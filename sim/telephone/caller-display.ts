import { CallerIdAssembler } from '../dsp/caller-id-message.ts';
import { DtmfReceiver } from '../dsp/dtmf-receiver.ts';
import { FskReceiver } from '../dsp/fsk.ts';
import type { CallerDisplay } from '../people.ts';

/** No further digit for so long ends a DTMF caller ID. */
const DTMF_GAP_FRAMES = 100;
const DTMF_DIGITS_MAX = 40;

/** `A…D…B…C`, `A…#`, `D…C`, `…#` (YD/T, ETSI EN 300 659-1 annex B): the first number is the caller's. */
export function parseDtmfCallerId(digits: string): CallerDisplay | null {
  const found = /^[AD]?(\d{1,20})(?:[ABD]\d*)*[C#]$/.exec(digits);
  return found === null ? null : { number: found[1]!, name: '', dateTime: '', absence: '' };
}

/** A telephone's caller-ID receiver: hears FSK and DTMF while the handset is on its rest. */
export class CallerIdReceiver {
  readonly #assembler = new CallerIdAssembler();
  readonly #dtmf = new DtmfReceiver();
  readonly #fsk: FskReceiver;
  #digits = '';
  #quietFrames = 0;
  #decoded: CallerDisplay | null = null;

  constructor() {
    this.#fsk = new FskReceiver(
      (byte) => {
        this.#decoded = this.#assembler.take(byte) ?? this.#decoded;
      },
      () => this.#assembler.reset(),
    );
  }

  reset(): void {
    this.#assembler.reset();
    this.#fsk.reset();
    this.#dtmf.reset();
    this.#digits = '';
    this.#quietFrames = DTMF_GAP_FRAMES;
  }

  /** One frame from the line; the answer is a caller when one has just been read. */
  hear(frame: Float32Array, silent: boolean): CallerDisplay | null {
    if (silent && this.#quietFrames >= DTMF_GAP_FRAMES) return null;
    this.#quietFrames = silent ? this.#quietFrames + 1 : 0;
    this.#decoded = null;
    if (!silent) this.#fsk.hear(frame);
    const digit = this.#dtmf.hear(frame, silent);
    if (digit !== null && this.#digits.length < DTMF_DIGITS_MAX) this.#digits += digit;
    if (digit === 'C' || digit === '#') {
      this.#decoded = parseDtmfCallerId(this.#digits);
      this.#digits = '';
    }
    if (this.#quietFrames >= DTMF_GAP_FRAMES) {
      this.#digits = '';
      this.#assembler.reset();
      this.#fsk.reset();
    }
    return this.#decoded;
  }
}
