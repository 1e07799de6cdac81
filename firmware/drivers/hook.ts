import type { Region } from '#ports/region.ts';
import { after, between, type Duration, type Instant, ms } from '#units/time.ts';

/** Contact bounce that the chip's own debounce let through: a level this short did not happen. */
const BOUNCE: Duration = ms(8);
/** The loop stays closed this long before it is a lifted handset and not a transient of the line. */
const LIFT: Duration = ms(20);
/** A hook switch rattles as it is lifted, and nobody dials so soon: no pulse or flash begins in this time. */
const SETTLE: Duration = ms(200);

export type HookEvent =
  | { readonly kind: 'offHook' | 'onHook' | 'flash'; readonly at: Instant }
  | { readonly kind: 'pulseDigit'; readonly digit: string; readonly at: Instant };

type Phase =
  | { readonly name: 'on-hook' }
  /** Handset lifted, loop closed. `closedAt` is when it last closed. */
  | { readonly name: 'off-hook'; readonly closedAt: Instant; readonly pulses: number }
  /** Loop open while the handset counts as lifted: a dial pulse, a flash, or hanging up. */
  | { readonly name: 'break'; readonly openedAt: Instant; readonly pulses: number };

/**
 * Tells hanging up, flashing and pulse dialling apart from the times at which a loop opened and closed,
 * by the windows of the region. Knows no chip and no clock: `edge` and `advance` say what time it is.
 *
 * A break inside the pulse window counts one; the loop closed for the inter-digit time ends the digit. A
 * break inside the flash window is a flash, a longer one is on-hook; both throw away what was counted.
 * A break in neither window is ignored and ends a digit under way, whose count cannot be trusted any more.
 */
export class HookMachine {
  readonly #windows: Region['hook'];
  #phase: Phase = { name: 'on-hook' };
  #level = false;
  #believed = false;
  #levelSince: Instant;
  #liftedAt: Instant;
  #frozen = false;

  constructor(windows: Region['hook'], now: Instant) {
    this.#windows = windows;
    this.#levelSince = now;
    this.#liftedAt = now;
  }

  get offHook(): boolean {
    return this.#phase.name !== 'on-hook';
  }

  /** When `advance` has something to decide if no edge comes first; null when nothing is open. */
  get deadline(): Instant | null {
    if (this.#frozen) return null;
    if (this.#level !== this.#believed) return after(this.#levelSince, this.#believeTime());
    const phase = this.#phase;
    if (phase.name === 'break') return after(phase.openedAt, ms(this.#windows.flashMsMax + 1));
    if (phase.name === 'off-hook' && phase.pulses > 0)
      return after(phase.closedAt, ms(this.#windows.pulseInterDigitMsMin));
    return null;
  }

  /** The loop closed or opened at this time; times that run backwards count as the last one. */
  edge(closed: boolean, at: Instant): HookEvent[] {
    const events = this.advance(at);
    if (closed === this.#level) return events;
    this.#level = closed;
    this.#levelSince = at > this.#levelSince ? at : this.#levelSince;
    return events;
  }

  /** No edge came until this time: decides what time alone decides. */
  advance(now: Instant): HookEvent[] {
    const events: HookEvent[] = [];
    for (let due = this.deadline; due !== null && due <= now; due = this.deadline) this.#expire(due, events);
    return events;
  }

  get frozen(): boolean {
    return this.#frozen;
  }

  /** The feed is interrupted or ringing begins: what the loop does now says nothing about the hook. */
  freeze(): void {
    this.#frozen = true;
  }

  /** The feed is back since `at`, and the loop is closed or not; a break under way begins anew. */
  resume(closed: boolean, at: Instant): void {
    this.#frozen = false;
    this.#level = closed;
    this.#levelSince = at;
    if (this.#phase.name === 'break') this.#phase = { name: 'off-hook', closedAt: at, pulses: 0 };
    this.#believed = this.offHook;
  }

  #believeTime(): Duration {
    return this.#phase.name === 'on-hook' ? LIFT : BOUNCE;
  }

  #expire(due: Instant, events: HookEvent[]): void {
    if (this.#level !== this.#believed) {
      this.#believed = this.#level;
      if (this.#level) this.#closed(due, events);
      else this.#opened();
      return;
    }
    const phase = this.#phase;
    if (phase.name === 'break') {
      this.#phase = { name: 'on-hook' };
      events.push({ kind: 'onHook', at: due });
    } else if (phase.name === 'off-hook') {
      this.#phase = { ...phase, pulses: 0 };
      if (phase.pulses <= 10) events.push({ kind: 'pulseDigit', digit: String(phase.pulses % 10), at: due });
    }
  }

  #closed(now: Instant, events: HookEvent[]): void {
    const phase = this.#phase;
    const closedAt = this.#levelSince;
    if (phase.name === 'on-hook') {
      this.#liftedAt = closedAt;
      this.#phase = { name: 'off-hook', closedAt, pulses: 0 };
      events.push({ kind: 'offHook', at: now });
      return;
    }
    if (phase.name !== 'break') return;
    const open = between(phase.openedAt, closedAt);
    const { pulseBreakMsMin, pulseBreakMsMax, flashMsMin } = this.#windows;
    const settled = between(this.#liftedAt, phase.openedAt) >= SETTLE;
    const isFlash = settled && open >= ms(flashMsMin);
    const isPulse = settled && open >= ms(pulseBreakMsMin) && open < ms(pulseBreakMsMax + 1);
    const glitch = open < ms(pulseBreakMsMin);
    const pulses = isPulse ? phase.pulses + 1 : glitch ? phase.pulses : 0;
    this.#phase = { name: 'off-hook', closedAt, pulses };
    if (isFlash) events.push({ kind: 'flash', at: now });
  }

  #opened(): void {
    if (this.#phase.name !== 'off-hook') return;
    this.#phase = { name: 'break', openedAt: this.#levelSince, pulses: this.#phase.pulses };
  }
}
