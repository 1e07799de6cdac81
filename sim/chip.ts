import type { Feeder, LineState, Load } from './two-wire.ts';

/** What the card and the world may do to a line-card chip: pins, wires and time; never its inside. */
export interface ChipPins {
  /** RESET pin; low holds every register at its reset value. */
  resetN(high: boolean): void;
  /** Chip select falls: the byte state machine starts afresh. */
  select(): void;
  /** One byte on SPI, mode 3; the answer is what SDO shows (0 when it is not driven). */
  byte(mosi: number): number;
  deselect(): void;
  /** Interrupt pin: true while asserted (low). */
  readonly interrupt: boolean;
  /** Si3050 RGDT pin: true while asserted (low). Always false on a ProSLIC. */
  readonly ringDetect: boolean;
  /** 1.25 ms go by with this at the terminals. */
  advance(line: LineState): void;
  /**
   * One 5 ms frame of the PCM highway. `fromHighway` is null when nothing is clocked to its receive slot
   * (no PCLK, slot disabled); `toHighway` receives 40 companded bytes, idle code when not transmitting.
   * Fills and reads the chip's own `transmit` and `receive` line audio.
   */
  highway(fromHighway: Uint8Array | null, toHighway: Uint8Array): void;
  /** For the bench page: direct registers by number, and indirect ones. */
  snapshot(): { readonly direct: readonly number[]; readonly indirect: readonly number[] };
}

/** An impedance as data sheets give it: R1 in series with R2 ∥ C; no parallel part when `parallelOhms` is 0. */
export interface Impedance {
  readonly seriesOhms: number;
  readonly parallelOhms: number;
  readonly nanofarads: number;
}

/** The two-wire side of a line-card chip: how much of what it sends comes back to itself. */
export interface Hybrid {
  /**
   * Gain from the chip's own `transmit` to its own `receive` on a line of this impedance (0.03 matched:
   * 30 dB). The chip does not add it itself; whoever fills `receive` does.
   */
  echoGain(line: Impedance): number;
}

export type FxsChip = ChipPins & Feeder & Hybrid & { readonly type: 'Si3215' };
export type FxoChip = ChipPins & Load & Hybrid & { readonly type: 'Si3050' };
export type Chip = FxsChip | FxoChip;
