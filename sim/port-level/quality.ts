import type { MediaEvent } from '#ports/media.ts';
import type { Timeslot } from '#units/ids.ts';
import { between, type Instant, inMs } from '#units/time.ts';

/**
 * What can be said of the quality of a leg without samples: how long it was measured. Nothing was heard, so all
 * levels are absent, and the rating is that of a digital path that loses nothing (ITU-T G.107, default values).
 */
export class MeteredLegs {
  readonly #since = new Map<Timeslot, Instant>();

  start(slot: Timeslot, at: Instant): void {
    this.#since.set(slot, at);
  }

  /** The answer to `now` or `end`; a refusal when nobody measures. */
  report(slot: Timeslot, last: boolean, at: Instant): MediaEvent {
    const since = this.#since.get(slot);
    if (since === undefined) {
      return {
        kind: 'refused',
        op: 'quality',
        code: 'not-measured',
        what: `timeslot ${slot} is not measured`,
      };
    }
    if (last) this.#since.delete(slot);
    const nothing = { levelDbm0: null, noiseDbm0: null, peakDbm0: null };
    const noEcho = { echoReturnLossDb: null, echoEnhancementDb: null };
    const path = { clippedShare: 0, lossShare: 0, burstRatio: 1, jitterMs: 0, delayMs: 0 };
    const quality = {
      ms: inMs(between(since, at)),
      activity: 0,
      ...nothing,
      ...noEcho,
      ...path,
      r: 93.2,
      mos: 4.41,
    };
    return { kind: 'quality', slot, last, quality };
  }
}
