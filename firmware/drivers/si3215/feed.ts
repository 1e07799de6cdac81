import type { Feed } from '#ports/line-card.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { FEED } from './registers.ts';

/** After ringing the line stays able to transmit on-hook, for caller ID, this long (DAHDI: 6 s). */
const AFTER_RING: Duration = sec(10);

/** What the line feed should be: the exchange's wish, the hook and the ringing put together. */
export class LineFeed {
  /** The country sends caller ID before the first ring: an idle line must be able to carry it. */
  readonly #idleTransmits: boolean;
  #polarity: Feed = 'normal';
  #ringing = false;
  #transmitUntil: Instant | null = null;

  constructor(idleTransmits: boolean) {
    this.#idleTransmits = idleTransmits;
  }

  get ringing(): boolean {
    return this.#ringing;
  }

  get open(): boolean {
    return this.#polarity === 'open';
  }

  /** When the wanted feed changes by itself. */
  get deadline(): Instant | null {
    return this.#transmitUntil;
  }

  setPolarity(feed: Feed): void {
    this.#polarity = feed;
    if (feed === 'open') this.#ringing = false;
  }

  ringOn(): void {
    this.#ringing = true;
  }

  ringOff(now: Instant): void {
    this.#ringing = false;
    this.#transmitUntil = after(now, AFTER_RING);
  }

  /** The handset is lifted: ringing and on-hook transmission are over. */
  answered(): void {
    this.#ringing = false;
    this.#transmitUntil = null;
  }

  /** LF of register 64. */
  wanted(lifted: boolean, now: Instant): number {
    if (this.#transmitUntil !== null && this.#transmitUntil <= now) this.#transmitUntil = null;
    if (this.#polarity === 'open') return FEED.open;
    if (this.#ringing) return FEED.ringing;
    const transmits = !lifted && (this.#idleTransmits || this.#transmitUntil !== null);
    if (this.#polarity === 'reversed') return transmits ? FEED.reverseOnHookTransmission : FEED.reverseActive;
    return transmits ? FEED.onHookTransmission : FEED.active;
  }
}
