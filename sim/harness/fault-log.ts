import type { Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, type Instant, ms } from '#units/time.ts';

interface Touch {
  readonly from: Instant;
  /** Null while it lasts. */
  to: Instant | null;
}

/** After a fault is mended a port needs this long until everything about it is as it should be, if not told. */
const SETTLE_MS = 12_000;

/** When which port was spoiled: what happens there is no fault of the exchange. */
export class FaultLog {
  readonly #clock: Clock;
  readonly #touches = new Map<PortId, Touch[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Answers with what ends it. */
  begin(port: PortId, settleMs = SETTLE_MS): () => void {
    const touch: Touch = { from: this.#clock.now(), to: null };
    const all = this.#touches.get(port) ?? [];
    all.push(touch);
    this.#touches.set(port, all);
    return () => {
      touch.to ??= after(this.#clock.now(), ms(settleMs));
    };
  }

  touched(port: PortId, from: Instant, to: Instant): boolean {
    return (this.#touches.get(port) ?? []).some(
      (touch) => touch.from <= to && (touch.to === null || touch.to >= from),
    );
  }
}
