import { A_LAW_IDLE } from '../g711.ts';
import { PAYLOAD_BYTES, slotsOf } from './burst.ts';

/** The MCU queues up to 8 frames each way. */
export const QUEUE_FRAMES = 8;
const DESIRED_DEFAULT = 2;
/** Deeper than asked by more than this is delay that somebody hears: the oldest goes. */
const EXCESS_FRAMES = 2;
/** A missing frame is bridged by the last good one three times, then by quiet. */
const REPEATS_MAX = 3;

class TxFrame {
  readonly payload: Uint8Array = new Uint8Array(PAYLOAD_BYTES);
  readonly slots: readonly Uint8Array[] = slotsOf(this.payload);
  seq = 0;
  good = false;
}

/** Frames from the host that wait to be played, and what is played when none waits. */
export class TxQueue {
  private readonly ring: readonly TxFrame[] = Array.from({ length: QUEUE_FRAMES }, () => new TxFrame());
  private readonly idle = new TxFrame();
  private readonly last = new TxFrame();
  private head = 0;
  private count = 0;
  private lastSeq = -1;
  private filling = true;
  /** A frame has sounded since the last resync: from then on a missing one is missed. */
  private started = false;
  private repeats = 0;
  private playing: TxFrame = this.idle;
  private desired = DESIRED_DEFAULT;
  lost = 0;
  /** The frame that sounds now is a repetition, or quiet in place of one that is missing. */
  underrun = false;
  draining = false;

  constructor() {
    this.setIdle(A_LAW_IDLE);
  }

  get depth(): number {
    return this.count;
  }

  get slots(): readonly Uint8Array[] {
    return this.playing.slots;
  }

  get payload(): Uint8Array {
    return this.playing.payload;
  }

  get seqPlaying(): number {
    return this.last.seq;
  }

  setIdle(code: number): void {
    if (this.idle.payload[0] !== code) this.idle.payload.fill(code);
  }

  setDesired(frames: number): void {
    this.desired = frames === 0 ? DESIRED_DEFAULT : Math.min(QUEUE_FRAMES - EXCESS_FRAMES, frames);
  }

  /** Drops what waits; the next frames fill the queue to its desired depth before one is played. */
  resync(): void {
    this.head = (this.head + this.count) % this.ring.length;
    this.count = 0;
    this.filling = true;
    this.lastSeq = -1;
    this.started = false;
  }

  /**
   * A frame with a good header. Without a good payload its place is kept, and bridged when its time comes;
   * frames that never came are counted, and as many places kept as the desired depth asks for.
   */
  push(seq: number, payload: Uint8Array | null, from: number): void {
    const ahead = this.lastSeq < 0 ? 1 : (seq - this.lastSeq) & 0xffff;
    if (ahead === 0) return;
    this.lastSeq = seq;
    if (ahead >= 0x8000) {
      // The host has begun a new count: nothing is known to be lost.
      this.filling = true;
    } else if (ahead > 1) {
      this.lost = (this.lost + ahead - 1) & 0xffff;
      for (let missing = ahead - 1; missing > 0 && this.count + 1 < this.desired; missing--) this.place(seq);
    }
    const frame = this.place(seq);
    if (payload !== null) {
      frame.good = true;
      frame.payload.set(payload.subarray(from, from + PAYLOAD_BYTES));
    }
    if (this.count >= this.desired) this.filling = false;
  }

  /** Chooses what sounds for the next 5 ms. */
  next(): void {
    this.underrun = false;
    if (!this.filling && this.count > 0) {
      const frame = this.ring[this.head]!;
      this.head = (this.head + 1) % this.ring.length;
      this.count--;
      if (frame.good) {
        this.last.payload.set(frame.payload);
        this.last.seq = frame.seq;
        this.playing = this.last;
        this.started = true;
        this.repeats = 0;
        return;
      }
    } else if (this.count === 0 && !this.draining) this.filling = true;
    this.underrun = this.started && !this.draining;
    this.repeats++;
    if (!this.started || this.repeats > REPEATS_MAX) this.playing = this.idle;
  }

  private place(seq: number): TxFrame {
    while (this.count >= this.desired + EXCESS_FRAMES) {
      this.head = (this.head + 1) % this.ring.length;
      this.count--;
      this.lost = (this.lost + 1) & 0xffff;
    }
    const frame = this.ring[(this.head + this.count) % this.ring.length]!;
    this.count++;
    frame.seq = seq;
    frame.good = false;
    return frame;
  }
}
