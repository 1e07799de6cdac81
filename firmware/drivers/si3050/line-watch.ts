import { after, between, type Duration, type Instant, ms } from '#units/time.ts';

/** Under this the data sheet's monitor shows 0 anyway: no battery. */
const BATTERY_VOLTS_MIN = 3;
/** DAHDI: 64 ms. Longer than any contact, shorter than anything that the exchange says by polarity. */
const POLARITY_DEBOUNCE: Duration = ms(64);
const BATTERY_DEBOUNCE: Duration = ms(250);
/** Going off-hook, on-hook or flashing shakes the line itself: so long it is not looked at. */
const TRANSIENT: Duration = ms(300);
/** Loop current has come up by then if it comes at all (402 ms off-hook sequence, and the exchange's own time). */
const SEIZE_TRANSIENT: Duration = ms(650);
/** A telephone in parallel pulls the idle line's voltage below this share of what it usually is. */
const IN_USE_SHARE = 0.5;
/** Lines with less idle voltage than this cannot be told from a line in use. */
const IDLE_VOLTS_MIN = 15;

export interface LineSample {
  readonly volts: number;
  /** Loop current above the chip's least step (3.3 mA). */
  readonly current: boolean;
}

export type LineWatchEvent =
  | { readonly kind: 'polarity'; readonly reversed: boolean }
  | { readonly kind: 'battery'; readonly present: boolean }
  | { readonly kind: 'loopDrop' };

/** A value that counts once it has stayed the same for a while. */
class Debounced {
  #value: boolean | null = null;
  #candidate: boolean | null = null;
  #since: Instant | null = null;

  get value(): boolean | null {
    return this.#value;
  }

  get settled(): boolean {
    return this.#value !== null && this.#candidate === null;
  }

  /** True when this makes the value a new one. */
  see(value: boolean, at: Instant, hold: Duration): boolean {
    if (value === this.#value) {
      this.#candidate = null;
      return false;
    }
    if (this.#candidate !== value || this.#since === null) {
      this.#candidate = value;
      this.#since = at;
    }
    if (between(this.#since, at) < hold) return false;
    this.#value = value;
    this.#candidate = null;
    return true;
  }

  interrupted(): void {
    this.#candidate = null;
  }
}

/** Battery, polarity and loop current of one exchange line, from samples; blind while we shake it ourselves. */
export class LineWatch {
  readonly #loopDrop: Duration;
  readonly #battery = new Debounced();
  readonly #reversed = new Debounced();
  #seized = false;
  #quietUntil: Instant;
  #noCurrentSince: Instant | null = null;
  #dropped = false;
  #idleVolts = 0;

  constructor(loopDropMsMin: number, now: Instant) {
    this.#loopDrop = ms(loopDropMsMin);
    this.#quietUntil = now;
  }

  /** We go off-hook or on-hook. */
  hook(seized: boolean, now: Instant): void {
    this.#seized = seized;
    this.#dropped = false;
    this.disturbed(now, seized ? SEIZE_TRANSIENT : TRANSIENT);
  }

  /** We flash or dial pulses, or ringing was on the line. */
  disturbed(now: Instant, wait: Duration = TRANSIENT): void {
    this.#quietUntil = after(now, wait);
    this.#noCurrentSince = null;
    this.#battery.interrupted();
    this.#reversed.interrupted();
  }

  /** The idle line has lost so much of its voltage that a telephone on the same pair must be lifted. */
  inUse(volts: number): boolean {
    return (
      this.#idleVolts >= IDLE_VOLTS_MIN && this.present && Math.abs(volts) < this.#idleVolts * IN_USE_SHARE
    );
  }

  get present(): boolean {
    return this.#battery.value === true;
  }

  /** False while a change is being debounced: look again soon. */
  get settled(): boolean {
    return (
      this.#battery.settled && this.#reversed.settled && (this.#noCurrentSince === null || this.#dropped)
    );
  }

  sample({ volts, current }: LineSample, at: Instant): LineWatchEvent[] {
    if (at < this.#quietUntil) return [];
    const events: LineWatchEvent[] = [];
    const present = Math.abs(volts) >= BATTERY_VOLTS_MIN;
    if (this.#seized) this.#loop(current, at, events);
    else {
      if (this.#battery.see(present, at, BATTERY_DEBOUNCE)) events.push({ kind: 'battery', present });
      if (present && this.#idleVolts < Math.abs(volts)) this.#idleVolts = Math.abs(volts);
    }
    const told = this.#seized ? Math.abs(volts) >= 1 && current : present;
    if (told && this.#reversed.see(volts < 0, at, POLARITY_DEBOUNCE))
      events.push({ kind: 'polarity', reversed: volts < 0 });
    return events;
  }

  #loop(current: boolean, at: Instant, events: LineWatchEvent[]): void {
    if (current) {
      this.#noCurrentSince = null;
      this.#dropped = false;
      return;
    }
    this.#noCurrentSince ??= at;
    if (this.#dropped || between(this.#noCurrentSince, at) < this.#loopDrop) return;
    this.#dropped = true;
    events.push({ kind: 'loopDrop' });
  }
}
