import type { PacketLegOptions } from '#native/binding.ts';
import type { Clock } from '#ports/clock.ts';
import type { LineCards } from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { PacketLegs } from '#ports/packet-legs.ts';
import type { Region } from '#ports/region.ts';
import type { Fault } from '#units/result.ts';

/** What the firmware gets from any board, real or simulated. */
export interface RunningBoard {
  readonly name: string;
  readonly clock: Clock;
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  /** Voice over the network, opened after `media` was started. Missing on a board that offers none. */
  readonly legs?: PacketLegs;
  /** The simulator's own socket for the bench page; null on a real box. */
  readonly benchUrl: string | null;
  close(): Promise<void>;
}

/** One board a file. */
export interface Board {
  readonly name: string;
  /** `packets`: known when the office is, while the board already starts; without them it has no packet legs. */
  open(region: Region, packets?: Promise<PacketLegOptions>): Promise<RunningBoard>;
}

/** A board that cannot be opened: `open` rejects with this, and `fault` says what to do. */
export class BoardFailure extends Error {
  override readonly name = 'BoardFailure';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`${fault.code} ${fault.where}: ${fault.what}`);
    this.fault = fault;
  }
}
