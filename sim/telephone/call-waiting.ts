import { CallerIdAssembler } from '../dsp/caller-id-message.ts';
import { DtmfSender } from '../dsp/dtmf.ts';
import { FskReceiver } from '../dsp/fsk.ts';
import { meanSquare, meanSquareOf } from '../dsp/level.ts';
import { SAMPLE_RATE } from '../dsp/oscillator.ts';
import type { CallerDisplay } from '../people.ts';

/*
 * Caller ID while a call is up, as a telephone hears it (Telcordia GR-30 §2.5 and SR-TSV-002476; ETSI
 * EN 300 659-2 §6): the exchange sounds 2130 + 2750 Hz for 75 to 85 ms; the telephone silences handset and
 * microphone, answers with DTMF D of 55 to 65 ms within 100 ms, and reads an FSK message that begins within
 * 500 ms. Then, or when nothing comes, the conversation goes on.
 */
const ALERT_HZ = [2130, 2750] as const;
const ALERT_LEVEL_MIN_DBM0 = -34;
/** Of the frame's power that must lie in the two tones, and how much stronger one may be (6 dB, as power). */
const ALERT_SHARE_MIN = 0.7;
const ALERT_TWIST_MAX = 4;
/** Whole frames of 5 ms inside 75 ms, and the most that 110 ms (EN 300 659-2, loosest sender) can touch. */
const ALERT_FRAMES_MIN = 13;
const ALERT_FRAMES_MAX = 24;
/** A pause of 20 ms, so that the exchange has ended its own signal. */
const ANSWER_AFTER_FRAMES = 4;
const ANSWER_MS = 60;
const MESSAGE_WITHIN_FRAMES = 100;
/** A message of the greatest length, 255 bytes at 1200 bit/s, with its mark. */
const MESSAGE_FRAMES_MAX = 500;

type State =
  | { readonly is: 'talking' }
  | { readonly is: 'pausing' | 'answering'; readonly frames: number }
  | { readonly is: 'listening'; readonly frames: number; readonly begun: boolean };

/** Power of a frequency in a frame, over the frame's mean square when it is all there is. */
function powerAt(hz: number, frame: Float32Array): number {
  const step = (2 * Math.PI * hz) / SAMPLE_RATE;
  let [re, im] = [0, 0];
  for (let i = 0; i < frame.length; i++) {
    re += frame[i]! * Math.cos(step * i);
    im += frame[i]! * Math.sin(step * i);
  }
  return (2 * (re * re + im * im)) / (frame.length * frame.length);
}

function isAlert(frame: Float32Array): boolean {
  const all = meanSquare(frame);
  if (all < meanSquareOf(ALERT_LEVEL_MIN_DBM0)) return false;
  const [low, high] = ALERT_HZ.map((hz) => powerAt(hz, frame)) as [number, number];
  const twist = low / Math.max(high, 1e-9);
  return low + high > ALERT_SHARE_MIN * all && twist < ALERT_TWIST_MAX && twist > 1 / ALERT_TWIST_MAX;
}

/** The part of a telephone that reads callers who wait. */
export class CallWaitingDisplay {
  readonly #assembler = new CallerIdAssembler();
  readonly #keypad = new DtmfSender();
  readonly #fsk: FskReceiver;
  #state: State = { is: 'talking' };
  #alertFrames = 0;
  #read: CallerDisplay | null = null;

  constructor() {
    this.#fsk = new FskReceiver(
      (byte) => {
        if (this.#state.is === 'listening') this.#state = { ...this.#state, begun: true };
        this.#read = this.#assembler.take(byte) ?? this.#read;
      },
      () => this.#assembler.reset(),
    );
  }

  /** Handset and microphone are off. */
  get mutes(): boolean {
    return this.#state.is !== 'talking';
  }

  reset(): void {
    this.#state = { is: 'talking' };
    this.#alertFrames = 0;
    this.#keypad.stop();
  }

  /** Adds the answer to what the telephone sends; true while it sounds. */
  add(out: Float32Array): boolean {
    return this.#state.is === 'answering' && this.#keypad.add(out);
  }

  /** One frame from the line while the handset is lifted; a caller once one has been read. */
  hear(frame: Float32Array): CallerDisplay | null {
    const state = this.#state;
    switch (state.is) {
      case 'talking':
        this.#listenForAlert(frame);
        return null;
      case 'pausing':
        if (state.frames < ANSWER_AFTER_FRAMES) this.#state = { is: 'pausing', frames: state.frames + 1 };
        else {
          this.#keypad.send('D', { onMs: ANSWER_MS, offMs: 0 });
          this.#state = { is: 'answering', frames: 0 };
        }
        return null;
      case 'answering':
        if (this.#keypad.busy) return null;
        this.#fsk.reset();
        this.#assembler.reset();
        this.#state = { is: 'listening', frames: 0, begun: false };
        return null;
      case 'listening': {
        this.#read = null;
        this.#state = { ...state, frames: state.frames + 1 };
        this.#fsk.hear(frame);
        const begun = this.#state.is === 'listening' && this.#state.begun;
        const over = state.frames >= (begun ? MESSAGE_FRAMES_MAX : MESSAGE_WITHIN_FRAMES);
        if (this.#read !== null || over) this.reset();
        return this.#read;
      }
    }
  }

  #listenForAlert(frame: Float32Array): void {
    if (isAlert(frame)) {
      this.#alertFrames += 1;
      return;
    }
    const length = this.#alertFrames;
    this.#alertFrames = 0;
    if (length >= ALERT_FRAMES_MIN && length <= ALERT_FRAMES_MAX) this.#state = { is: 'pausing', frames: 1 };
  }
}
