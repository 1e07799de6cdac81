import type { PortId } from '#units/ids.ts';
import { type Instant, instant } from '#units/time.ts';
import { dialsOn } from './dials-on.ts';
import type { Judge } from './judge.ts';

/** Exchange lines give no sign for 10 s after a caller has gone: such a one may still ring anywhere, ms. */
const QUIET_MS = 14_000;

/** Who is at leisure, and who acts in a scene with others meanwhile. */
export class Company {
  readonly #judge: Judge;
  readonly #resting = new Set<PortId>();
  readonly #claimed = new Map<PortId, () => void>();
  readonly #things = new Set<string>();

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  /** Somebody waits for the bell or for the next wish to telephone; or no more. */
  rests(port: PortId, resting: boolean): void {
    if (resting) this.#resting.add(port);
    else this.#resting.delete(port);
  }

  claimed(port: PortId): boolean {
    return this.#claimed.has(port);
  }

  /** Whether this port is surely at rest, in the exchange too. */
  free(port: PortId): boolean {
    const { seen, faults } = this.#judge;
    const now = this.#judge.now();
    if (!this.#resting.has(port) || this.claimed(port)) return false;
    if (faults.touched(port, instant(Math.max(0, now - QUIET_MS * 1_000)), now)) return false;
    const phone = seen.phones.get(port);
    if (phone === undefined) {
      const { line, state, seized } = seen.lines.get(port)!;
      const idle =
        line.state === 'idle' &&
        line.caller === null &&
        !line.seized &&
        !line.settings.glare &&
        !dialsOn(this.#judge, port);
      return idle && state.forMs(now) > QUIET_MS && seized.forMs(now) > QUIET_MS;
    }
    const still = !phone.offHook.now && !phone.ringing.now && phone.offHook.forMs(now) > 4_000;
    const quiet = phone.ringing.since === 0 || phone.ringing.forMs(now) > QUIET_MS;
    return still && quiet && this.#judge.callersOf(port).length === 0;
  }

  claim(ports: readonly PortId[]): void {
    for (const port of ports) this.#claimed.set(port, this.#judge.claims.begin(port));
  }

  release(ports: readonly PortId[]): void {
    for (const port of ports) {
      this.#claimed.get(port)?.();
      this.#claimed.delete(port);
    }
  }

  /** Things that only one scene can use at a time: a room, the park slots. False: one is in use. */
  take(things: readonly string[]): boolean {
    if (things.some((thing) => this.#things.has(thing))) return false;
    for (const thing of things) this.#things.add(thing);
    return true;
  }

  giveBack(things: readonly string[]): void {
    for (const thing of things) this.#things.delete(thing);
  }

  /** Somebody who does not act with these called one of them since then, or may still. */
  intruded(cast: readonly PortId[], since: Instant): boolean {
    const { seen } = this.#judge;
    return (
      this.#judge.emergencyWithinMs(this.#judge.msSince(since)) ||
      this.#judge.called(cast, since) ||
      cast.some((port) => seen.lines.has(port) && dialsOn(this.#judge, port))
    );
  }
}
