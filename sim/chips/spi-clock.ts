/**
 * Time as the SPI bus sees it, µs: a register access takes 8 µs of it (8 bytes at 8 MHz, card-px8 facts).
 * An indirect access of a ProSLIC is pending for one period of 16 kHz, far below the 1.25 ms step of the
 * world, so that bus traffic must be able to move time on.
 */
export interface SpiClock {
  micros: number;
}
