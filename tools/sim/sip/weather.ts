import type { FaultKind } from '#sim/harness/faults.ts';
import type { Internet, Weather } from '#sim/sip/network.ts';
import type { PortId } from '#units/ids.ts';
import { after, type Instant, instant, ms } from '#units/time.ts';

const BAD: Weather = { lost: 15, doubled: 20, late: 15 };
/** After it repeats of INVITE and BYE go on for 32 s (RFC 3261 §17.1.1.2), and a carrier's watch asks anew later yet. */
const SETTLE_MS = 75_000;

/** Loss, repeats, overtaking: who speaks over it may wait for what is lost, and must come to rest all the same. */
export class NetworkWeather {
  readonly #internet: Internet;
  readonly #fine: Weather;
  #bad = 0;
  #calmFrom: Instant = instant(0);

  constructor(internet: Internet, fine: Weather) {
    this.#internet = internet;
    this.#fine = fine;
    internet.weather = fine;
  }

  calm(): boolean {
    return this.#bad === 0 && this.#internet.clock.now() >= this.#calmFrom;
  }

  fault(at: readonly PortId[]): FaultKind {
    return {
      ...{ name: 'bad-network', scope: 'port', lengthMs: [5_000, 60_000], excuses: true, at },
      settleMs: SETTLE_MS,
      begin: () => {
        this.#bad += 1;
        this.#internet.weather = BAD;
        return () => this.#ends();
      },
    };
  }

  #ends(): void {
    this.#bad -= 1;
    if (this.#bad > 0) return;
    this.#internet.weather = this.#fine;
    this.#calmFrom = after(this.#internet.clock.now(), ms(SETTLE_MS));
  }
}
