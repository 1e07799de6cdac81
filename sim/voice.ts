import type { VoiceSource } from '#ports/bench.ts';
import { sinePeak } from './dsp/level.ts';
import { speechClip } from './dsp/speech.ts';

const TEST_TONE_HZ = 1000;
const TEST_TONE_DBM0 = -10;
const SAMPLE_RATE = 8000;
const PERIOD = SAMPLE_RATE / TEST_TONE_HZ;
const TEST_TONE = Float32Array.from(
  { length: PERIOD },
  (_, i) => sinePeak(TEST_TONE_DBM0) * Math.sin((2 * Math.PI * i) / PERIOD),
);
/** Live samples that may wait: half a second; older ones are dropped, a talker is not an archive. */
const LIVE_SAMPLES_MAX = SAMPLE_RATE / 2;
/** Before live samples are played, so that their arrival in lumps is not heard. */
const LIVE_SAMPLES_START = 480;

/** What somebody says: nothing, the 1 kHz test tone at −10 dBm0, speech, or a microphone's samples. */
export class Voice {
  #source: VoiceSource = 'none';
  #at = 0;
  #live: Float32Array | null = null;
  #liveRead = 0;
  #liveCount = 0;
  #livePlaying = false;

  get source(): VoiceSource {
    return this.#source;
  }

  say(source: VoiceSource): void {
    this.#source = source;
    this.#at = 0;
    this.#liveCount = 0;
    this.#livePlaying = false;
  }

  /** Samples of a microphone; ignored unless that is the source. */
  feed(samples: Int16Array): void {
    if (this.#source !== 'microphone') return;
    this.#live ??= new Float32Array(LIVE_SAMPLES_MAX);
    for (const sample of samples) {
      if (this.#liveCount === LIVE_SAMPLES_MAX) {
        this.#liveRead = (this.#liveRead + 1) % LIVE_SAMPLES_MAX;
        this.#liveCount -= 1;
      }
      this.#live[(this.#liveRead + this.#liveCount) % LIVE_SAMPLES_MAX] = sample;
      this.#liveCount += 1;
    }
  }

  /** Adds the next samples; false when there are none. */
  add(out: Float32Array): boolean {
    if (this.#source === 'none') return false;
    if (this.#source === 'microphone') return this.#addLive(out);
    const clip = this.#source === 'tone1k' ? TEST_TONE : speechClip();
    for (let i = 0; i < out.length; i++) {
      out[i]! += clip[this.#at]!;
      this.#at = this.#at + 1 === clip.length ? 0 : this.#at + 1;
    }
    return true;
  }

  #addLive(out: Float32Array): boolean {
    if (this.#liveCount >= LIVE_SAMPLES_START) this.#livePlaying = true;
    if (this.#liveCount < out.length) this.#livePlaying = false;
    if (!this.#livePlaying || this.#live === null) return false;
    for (let i = 0; i < out.length; i++) {
      out[i]! += this.#live[this.#liveRead]!;
      this.#liveRead = (this.#liveRead + 1) % LIVE_SAMPLES_MAX;
    }
    this.#liveCount -= out.length;
    return true;
  }
}
