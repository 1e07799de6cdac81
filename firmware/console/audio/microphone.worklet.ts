/** The microphone side: down to 8 kHz, in messages of 160 samples (20 ms) as the bench wants them. */
import { Resampler } from './resampler.ts';

const TELEPHONE_HZ = 8_000;
const SAMPLES_PER_MESSAGE = 160;

class MicrophoneProcessor extends AudioWorkletProcessor {
  readonly #resampler = new Resampler(sampleRate, TELEPHONE_HZ);
  #message = new Int16Array(SAMPLES_PER_MESSAGE);
  #filled = 0;

  process(inputs: Float32Array[][]): boolean {
    const input = inputs[0]?.[0];
    if (input === undefined) return true;
    this.#resampler.push(input, 32767);
    for (let sample = this.#resampler.pull(); sample !== null; sample = this.#resampler.pull()) {
      this.#message[this.#filled] = Math.max(-32768, Math.min(32767, Math.round(sample)));
      this.#filled += 1;
      if (this.#filled === SAMPLES_PER_MESSAGE) {
        this.port.postMessage(this.#message, [this.#message.buffer]);
        this.#message = new Int16Array(SAMPLES_PER_MESSAGE);
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('tipring-microphone', MicrophoneProcessor);
