import type { Timeslot } from '#units/ids.ts';

/**
 * Most carriers send 180 without voice and leave the ringback to the caller's side (RFC 3960 §3.2): who is cut
 * through to a trunk that only says that it rings, hears ours.
 */
export class LocalRingback {
  readonly #listeners = new Map<Timeslot, Set<Timeslot>>();
  readonly #ringing = new Set<Timeslot>();
  readonly #tone: (slot: Timeslot, tone: 'ringback' | null) => void;

  constructor(tone: (slot: Timeslot, tone: 'ringback' | null) => void) {
    this.#tone = tone;
  }

  connected(from: Timeslot, to: Timeslot): void {
    const listeners = this.#listeners.get(from) ?? new Set();
    this.#listeners.set(from, listeners.add(to));
    if (this.#ringing.has(from)) this.#tone(to, 'ringback');
  }

  disconnected(from: Timeslot, to: Timeslot): void {
    const listeners = this.#listeners.get(from);
    if (!listeners?.delete(to)) return;
    if (listeners.size === 0) this.#listeners.delete(from);
    if (this.#ringing.has(from)) this.#tone(to, null);
  }

  /** Who hears this slot over a path of two. */
  hearersOf(slot: Timeslot): readonly Timeslot[] {
    return [...(this.#listeners.get(slot) ?? [])];
  }

  set(slot: Timeslot, on: boolean): void {
    if (on === this.#ringing.has(slot)) return;
    if (on) this.#ringing.add(slot);
    else this.#ringing.delete(slot);
    for (const to of this.#listeners.get(slot) ?? []) this.#tone(to, on ? 'ringback' : null);
  }
}
