import { INDIRECT, IRQ1, IRQ2, REG } from './registers.ts';
import { LINE_FEED, type Si3215State } from './state.ts';

/** 125 µs counts of the ring timers in one step of 1.25 ms. */
const TIMER_COUNTS = 10;
/** Thresholds sit in bits 14:9 (0x3600 = 34 mA, 0x1000 = 10 mA), 1.27 mA a step. */
const MILLIAMPS_PER_STEP = 1.27;
const HYSTEN = 0x01;
const AUTO = { open: 0x01, onClosure: 0x02, onRingTrip: 0x04 } as const;
const RING = { inactiveTimer: 0x08, activeTimer: 0x10 } as const;
const STATUS = { lcr: 0x01, rtp: 0x02, below: 0x04 } as const;

/** Loop closure or ring-trip threshold of an indirect register, mA. */
export const thresholdMilliamps = (value: number): number => ((value >> 9) & 0x3f) * MILLIAMPS_PER_STEP;

/** Register 64 and everything that moves by itself around it: cadence, hook detection, ring trip. */
export class LineFeed {
  private readonly state: Si3215State;
  private closureSteps = 0;
  private tripSteps = 0;
  private timer = 0;

  constructor(state: Si3215State) {
    this.state = state;
  }

  reset(): void {
    this.closureSteps = 0;
    this.tripSteps = 0;
    this.timer = 0;
  }

  /** Register 64. */
  write(value: number): void {
    const { state } = this;
    const wanted = value & 7;
    const wasRinging = (state.direct[REG.lineFeed]! & 7) === LINE_FEED.ringing;
    this.enter(wanted);
    state.direct[REG.loopStatus]! &= ~STATUS.rtp;
    if (wanted === LINE_FEED.ringing && !wasRinging) {
      this.timer = state.pair(REG.ringActive);
      this.tripSteps = 0;
    }
  }

  get register(): number {
    return (this.state.feed << 4) | (this.state.direct[REG.lineFeed]! & 7);
  }

  /** Power in transistor Q1…Q6 above its threshold. */
  powerAlarm(transistor: number): void {
    this.state.raise(REG.irq2, IRQ2.powerQ1 << (transistor - 1));
    if (this.state.direct[REG.automatic]! & AUTO.open) this.enter(LINE_FEED.open);
  }

  advance(): void {
    const { state } = this;
    if ((state.direct[REG.lineFeed]! & 7) === LINE_FEED.ringing) this.cadence();
    if (state.feed === LINE_FEED.ringing) this.ringTrip();
    else this.loopClosure();
  }

  /** An automatic transition rewrites LF too: reading 0x00 after a power alarm is how it is noticed. */
  private enter(feed: number): void {
    this.state.feed = feed;
    this.state.direct[REG.lineFeed] = feed;
  }

  private cadence(): void {
    const { state } = this;
    const control = state.direct[REG.ringControl]!;
    const bursting = state.feed === LINE_FEED.ringing;
    if ((control & (bursting ? RING.activeTimer : RING.inactiveTimer)) === 0) return;
    this.timer -= TIMER_COUNTS;
    if (this.timer > 0) return;
    state.raise(REG.irq1, bursting ? IRQ1.ringActive : IRQ1.ringInactive);
    state.feed = bursting ? LINE_FEED.forwardOnHook : LINE_FEED.ringing;
    this.timer += state.pair(bursting ? REG.ringInactive : REG.ringActive);
    this.tripSteps = 0;
    this.closureSteps = 0;
  }

  private ringTrip(): void {
    const { state } = this;
    const { direct } = state;
    const threshold = thresholdMilliamps(state.indirect[INDIRECT.ringTripThreshold]!);
    if (state.lineMilliamps <= threshold) {
      this.tripSteps = 0;
      return;
    }
    this.tripSteps++;
    if (this.tripSteps < direct[REG.ringTripDebounce]! || direct[REG.loopStatus]! & STATUS.rtp) return;
    direct[REG.loopStatus]! |= STATUS.rtp;
    state.raise(REG.irq2, IRQ2.ringTrip);
    if (direct[REG.automatic]! & AUTO.onRingTrip) this.enter(LINE_FEED.forwardActive);
  }

  private loopClosure(): void {
    const { state } = this;
    const { direct, indirect } = state;
    const status = direct[REG.loopStatus]!;
    const closed = (status & STATUS.lcr) !== 0;
    const feeding = state.feed !== LINE_FEED.open;
    const low = closed && (direct[REG.enhance]! & HYSTEN) !== 0;
    const threshold = thresholdMilliamps(indirect[low ? INDIRECT.loopThresholdLow : INDIRECT.loopThreshold]!);
    const exceeded = feeding && state.lineMilliamps > threshold;
    direct[REG.loopStatus] =
      exceeded || !feeding ? direct[REG.loopStatus]! & ~STATUS.below : direct[REG.loopStatus]! | STATUS.below;
    if (exceeded === closed) {
      this.closureSteps = 0;
      return;
    }
    this.closureSteps++;
    // Register 63 is the debounce of loop closure in the silence between two rings.
    const silence = (direct[REG.lineFeed]! & 7) === LINE_FEED.ringing;
    if (this.closureSteps < direct[silence ? REG.lcdRinging : REG.loopDebounce]!) return;
    this.closureSteps = 0;
    direct[REG.loopStatus]! ^= STATUS.lcr;
    state.raise(REG.irq2, IRQ2.loopClosure);
    if (exceeded && direct[REG.automatic]! & AUTO.onClosure) this.activate();
  }

  private activate(): void {
    if (this.state.feed === LINE_FEED.forwardOnHook) this.enter(LINE_FEED.forwardActive);
    else if (this.state.feed === LINE_FEED.reverseOnHook) this.enter(LINE_FEED.reverseActive);
  }
}
