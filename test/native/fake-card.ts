import {
  BURST_BYTES,
  encodeCardBurst,
  HostBurst,
  PAYLOAD_OFFSET,
  RxFrame,
  SAMPLES,
} from '#sim/card/burst.ts';
import { A_LAW } from '#sim/g711.ts';

/** Edge event as the card writes it. */
export interface CardEvent {
  readonly position: number;
  readonly kind: number;
  readonly tick: number;
  readonly value: number;
}

/** The media half of a PX8 card and nothing else: 16 slots that say and hear samples. */
export class FakeCard {
  readonly frame = new RxFrame();
  readonly host = new HostBurst();
  readonly miso = new Uint8Array(BURST_BYTES);
  readonly mosi = new Uint8Array(BURST_BYTES);
  /** Waits to be sent with the next burst. */
  events: CardEvent[] = [];
  /** How the next burst is spoilt on its way. */
  spoil: (miso: Uint8Array) => Uint8Array = (miso) => miso;

  constructor() {
    this.frame.payload.fill(A_LAW.idle);
    this.frame.present = 0xff;
  }

  /** Puts 40 samples of one slot into the next burst; A-law. */
  say(slot: number, samples: Float32Array): void {
    const codes = this.frame.slots[slot]!;
    for (let i = 0; i < SAMPLES; i++) codes[i] = A_LAW.encode[(Math.round(samples[i]!) + 32_768) >> 2]!;
  }

  /** What the host sent to one slot in the last burst. */
  hear(slot: number, to: Float32Array): void {
    const from = PAYLOAD_OFFSET + slot * SAMPLES;
    for (let i = 0; i < SAMPLES; i++) to[i] = A_LAW.decode[this.mosi[from + i]!]!;
  }

  /** The exchange: reads what the host had ready, and gives this card's own burst. */
  exchange(): Uint8Array {
    this.host.read(this.mosi);
    this.events.forEach((event, index) => {
      this.frame.events.set([event.position, event.kind, event.tick, event.value], index * 4);
    });
    this.frame.eventCount = this.events.length;
    this.events = [];
    const counters = { txDepth: 2, rxDepth: 1, crcErrors: 0, lostTx: 0, supplyMillivolts: 12_000 };
    encodeCardBurst(this.frame, counters, this.miso);
    this.frame.events.fill(0);
    this.frame.seq = (this.frame.seq + 1) & 0xffff;
    this.frame.tick += SAMPLES;
    const sent = this.spoil(this.miso);
    this.spoil = (miso) => miso;
    return sent;
  }
}
