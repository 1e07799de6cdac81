import { encodeCallerId } from '../dsp/caller-id-message.ts';
import { DtmfSender } from '../dsp/dtmf.ts';
import { FskSender } from '../dsp/fsk.ts';
import { TonePlayer } from '../dsp/tone-player.ts';
import type { Nation } from '../nations.ts';
import type { ExchangeLineSettings, HeardTone } from '../people.ts';

const DTMF_TIMING = { onMs: 70, offMs: 70 };
/** SIN 227 section 5: idle-state tone alert, 100 ms. */
const ALERT = {
  levelDbm0: -13,
  repeat: false,
  steps: [{ hz: [2130, 2750], ms: 100 }],
} as const;

/** Tones and caller-ID signals that the public exchange puts on the line. */
export class ExchangeSignals {
  readonly #nation: Nation;
  readonly #tone = new TonePlayer();
  readonly #fsk = new FskSender();
  readonly #dtmf = new DtmfSender();
  #recording: Int16Array | null = null;
  #played = 0;

  constructor(nation: Nation) {
    this.#nation = nation;
  }

  /** A caller-ID signal is on its way. */
  get sending(): boolean {
    return this.#fsk.busy || this.#dtmf.busy || this.#recording !== null;
  }

  tone(name: HeardTone | null): void {
    this.#tone.start(name === null ? null : (this.#nation.tones[name] ?? null));
  }

  alert(): void {
    this.#tone.start(ALERT);
  }

  sendCallerId(
    caller: { readonly number: string; readonly name: string },
    dateTime: string,
    how: NonNullable<ExchangeLineSettings['callerId']>,
  ): void {
    if (how.signal === 'recorded') {
      this.#recording = how.samples;
      this.#played = 0;
      return;
    }
    if (how.signal === 'dtmf') {
      this.#dtmf.send(how.start + caller.number.replace(/[^0-9]/g, '') + how.end, DTMF_TIMING);
      return;
    }
    const absence = caller.number === '' ? 'P' : '';
    this.#fsk.send(encodeCallerId({ ...caller, dateTime, absence }, how.format), how.standard);
  }

  stop(): void {
    this.#tone.start(null);
    this.#fsk.stop();
    this.#dtmf.stop();
    this.#recording = null;
  }

  add(out: Float32Array): boolean {
    const tone = this.#tone.playing && this.#tone.add(out);
    const fsk = this.#fsk.busy && this.#fsk.add(out);
    const dtmf = this.#dtmf.busy && this.#dtmf.add(out);
    return this.#addRecording(out) || tone || fsk || dtmf;
  }

  #addRecording(out: Float32Array): boolean {
    if (this.#recording === null) return false;
    const end = Math.min(this.#recording.length, this.#played + out.length);
    for (let i = this.#played; i < end; i++) out[i - this.#played]! += this.#recording[i]!;
    this.#played = end;
    if (end === this.#recording.length) this.#recording = null;
    return true;
  }
}
