/**
 * The loudspeaker side: one small jitter buffer per telephone that is listened to, mixed to one output.
 * The simulator's clock and the sound card's drift apart; the buffer's fill steers the rate by at most
 * 0.5 %, which nobody hears.
 */
import { Resampler } from './resampler.ts';

const TELEPHONE_HZ = 8_000;
const TARGET_SAMPLES = 0.06 * TELEPHONE_HZ;
const MOST_SAMPLES = 0.25 * TELEPHONE_HZ;
/** Of 128 samples: about five reports a second. */
const BLOCKS_PER_REPORT = 75;
const FADE_PER_SAMPLE = 1 / 240;

type Message =
  | { readonly op: 'samples'; readonly device: string; readonly samples: Int16Array }
  | { readonly op: 'stop'; readonly device: string };

class Voice {
  readonly #resampler = new Resampler(TELEPHONE_HZ, sampleRate);
  #playing = false;
  #gain = 0;
  /** Output samples so far, and how often the next one was not there. */
  played = 0;
  gaps = 0;

  push(samples: Int16Array): void {
    if (this.#resampler.waiting > MOST_SAMPLES)
      this.#resampler.skip(this.#resampler.waiting - TARGET_SAMPLES);
    this.#resampler.push(samples, 1 / 32768);
  }

  mixInto(output: Float32Array): void {
    const { waiting } = this.#resampler;
    if (!this.#playing && waiting < TARGET_SAMPLES) return;
    this.#playing = true;
    const error = (waiting - TARGET_SAMPLES) / TARGET_SAMPLES;
    const rate = 1 + Math.max(-0.005, Math.min(0.005, error * 0.005));
    for (let i = 0; i < output.length; i += 1) {
      const sample = this.#resampler.pull(rate);
      if (sample === null) {
        this.#playing = false;
        this.#gain = 0;
        this.gaps += 1;
        return;
      }
      this.#gain = Math.min(1, this.#gain + FADE_PER_SAMPLE);
      output[i]! += sample * this.#gain;
      this.played += 1;
    }
  }
}

class EarpieceProcessor extends AudioWorkletProcessor {
  readonly #voices = new Map<string, Voice>();
  #blocks = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.op === 'stop') {
        this.#voices.delete(data.device);
        return;
      }
      const voice = this.#voices.get(data.device) ?? new Voice();
      this.#voices.set(data.device, voice);
      voice.push(data.samples);
    };
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0];
    if (output === undefined) return true;
    for (const voice of this.#voices.values()) voice.mixInto(output);
    this.#blocks += 1;
    if (this.#blocks % BLOCKS_PER_REPORT === 0) this.#report();
    return true;
  }

  #report(): void {
    const voices = [...this.#voices].map(([device, { played, gaps }]) => [device, { played, gaps }]);
    this.port.postMessage(Object.fromEntries(voices));
  }
}

registerProcessor('tipring-earpiece', EarpieceProcessor);
