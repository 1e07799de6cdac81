import { openVirtualMedia, type PacketLegOptions } from '#native/binding.ts';
import { DtmfSender } from '#sim/dsp/dtmf.ts';
import { dbm0OfMeanSquare, meanSquare } from '#sim/dsp/level.ts';
import { Oscillator } from '#sim/dsp/oscillator.ts';
import { spectrumOf } from '#sim/dsp/spectrum.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Timeslot } from '#units/ids.ts';
import { type Duration, FRAME, SAMPLES_PER_FRAME } from '#units/time.ts';
import type { MediaUnderTest, Said } from '../contracts/media-plane.ts';
import { FakeCard } from './fake-card.ts';

const EAR_SAMPLES = 800;

/** One slot's mouth and ear. */
class Voice {
  readonly #tone = new Oscillator();
  #toneOn = false;
  readonly #keypad = new DtmfSender();
  readonly #heard = new Float32Array(EAR_SAMPLES);
  readonly #out = new Float32Array(SAMPLES_PER_FRAME);
  readonly #in = new Float32Array(SAMPLES_PER_FRAME);

  say(said: Said): void {
    this.#toneOn = said === 'testTone' || said === 'dialTone';
    if (said === 'testTone') this.#tone.tune(1000, -10);
    if (said === 'dialTone') this.#tone.tune(450, -10);
    if (typeof said === 'object') this.#keypad.hold(said.key);
    else this.#keypad.release();
  }

  frame(card: FakeCard, slot: number): void {
    this.#out.fill(0);
    if (this.#toneOn) this.#tone.add(this.#out, 0, SAMPLES_PER_FRAME);
    this.#keypad.add(this.#out);
    card.say(slot, this.#out);
    card.hear(slot, this.#in);
    this.#heard.copyWithin(0, SAMPLES_PER_FRAME);
    this.#heard.set(this.#in, EAR_SAMPLES - SAMPLES_PER_FRAME);
  }

  hears(): { hz: readonly number[]; dbm0: number } {
    const dbm0 = dbm0OfMeanSquare(meanSquare(this.#heard));
    return { hz: spectrumOf(this.#heard, 0, EAR_SAMPLES).hz, dbm0 };
  }
}

/** The Rust plane in virtual time between two bare cards. */
export class MediaBench implements MediaUnderTest {
  readonly clock = new VirtualClock();
  readonly cards: readonly FakeCard[];
  readonly plane: ReturnType<typeof openVirtualMedia>;
  /** Cards (from 0) that give no burst. */
  readonly out = new Set<number>();
  readonly #voices: Voice[];

  constructor(cards = 1, packetLegs?: PacketLegOptions) {
    this.cards = Array.from({ length: cards }, () => new FakeCard());
    this.#voices = Array.from({ length: cards * 16 }, () => new Voice());
    this.plane = openVirtualMedia(cards, this.clock, packetLegs);
    this.plane.prime(this.cards.map((card) => card.mosi));
  }

  now = () => this.clock.now();

  say(slot: Timeslot, said: Said): void {
    this.#voices[slot]!.say(said);
  }

  hears(slot: Timeslot): { hz: readonly number[]; dbm0: number } {
    return this.#voices[slot]!.hears();
  }

  pass(span: Duration): void {
    for (let left = span; left > 0; left = (left - FRAME) as Duration) this.frame();
  }

  /** One frame; `swap` may change what the cards say just before their bursts. */
  frame(swap: () => void = () => undefined): void {
    this.clock.runFor(FRAME);
    for (const [slot, voice] of this.#voices.entries()) voice.frame(this.cards[slot >> 4]!, slot & 15);
    swap();
    const miso = this.cards.map((card, index) => (this.out.has(index) ? new Uint8Array(0) : card.exchange()));
    this.plane.frame(
      miso,
      this.cards.map((card) => card.mosi),
    );
  }
}
