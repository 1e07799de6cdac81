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

export type FxsChip = ChipPins & Feeder & { readonly type: 'Si3215' };
export type FxoChip = ChipPins & Load & { readonly type: 'Si3050' };
export type Chip = FxsChip | FxoChip;
