import type { Detectors, FskStandard, MediaPlane } from '#ports/media.ts';
import type { Region } from '#ports/region.ts';
import type { DetectorSet } from '#switching/model.ts';
import type { Timeslot } from '#units/ids.ts';

type Standard = FskStandard | 'dtmf';

/**
 * Which caller-ID receiver listens on an exchange line. A slot has one receiver, a country may send in
 * two ways: DTMF comes before the first ring, FSK after it (YDN 069; ETSI EN 300 659-1 §6), so the first
 * ring switches over, until the core asks anew. A country with one way keeps it all the time.
 */
export class CallerIdReceivers {
  readonly #media: MediaPlane;
  readonly #beforeRing: Standard;
  readonly #afterRing: Standard;
  readonly #wanted = new Map<Timeslot, DetectorSet>();

  constructor(media: MediaPlane, region: Region) {
    this.#media = media;
    const ways: readonly Standard[] = region.callerId.receive;
    const fsk = ways.find((way) => way !== 'dtmf');
    this.#afterRing = fsk ?? 'dtmf';
    this.#beforeRing = ways.includes('dtmf') ? 'dtmf' : this.#afterRing;
  }

  set(slot: Timeslot, detectors: DetectorSet): void {
    this.#wanted.set(slot, detectors);
    this.#listen(slot, detectors, this.#beforeRing);
  }

  /** A ring burst begins on the line of this slot. */
  ringing(slot: Timeslot): void {
    const detectors = this.#wanted.get(slot);
    if (detectors?.callerId && this.#afterRing !== this.#beforeRing) {
      this.#listen(slot, detectors, this.#afterRing);
    }
  }

  #listen(slot: Timeslot, wanted: DetectorSet, standard: Standard): void {
    const detectors: Detectors = {
      dtmf: wanted.dtmf,
      progress: wanted.progress,
      fax: wanted.fax,
      callerId: wanted.callerId ? standard : null,
    };
    this.#media.command({ op: 'detect', slot, detectors });
  }
}
