/**
 * The pair of wires between a chip and the world: who feeds, who loads, what each hears.
 *
 * Audio is in linear PCM units on the 16-bit scale of G.711 A-law, where a sine of peak 22 460 is 0 dBm0
 * (ITU-T G.711 table 5: full scale is +3.14 dBm0). Frames hold 40 samples (5 ms at 8 kHz).
 */
export const SINE_PEAK_0_DBM0 = 22_460;

/** The end that gives battery and ringing: a ProSLIC or the public exchange. */
export interface Feeder {
  /** Open-loop voltage tip–ring, V; negative when reversed; 0 when open. */
  readonly openVolts: number;
  /** Constant-current limit, mA, and series resistance below it, Ω. */
  readonly limitMa: number;
  readonly feedOhms: number;
  /** Ringing voltage now on the wires, or null. */
  readonly ringing: { readonly hz: number; readonly voltsRms: number } | null;
  /** What it puts on the wires this frame. */
  readonly transmit: Float32Array;
  /** What it takes from the wires this frame: all the loads, and its own echo through the hybrid. */
  readonly receive: Float32Array;
}

/** An end that draws current: a telephone, or the Si3050 with its line side. */
export interface Load {
  /** DC resistance when it is off-hook; Infinity on-hook. */
  readonly loopOhms: number;
  readonly transmit: Float32Array;
  readonly receive: Float32Array;
}

/** DC state at the terminals of the loads; recomputed each 1.25 ms. */
export interface LineState {
  /** Signed voltage tip–ring, V. */
  readonly volts: number;
  /** Loop current, mA, not signed; while ringing the rms of the alternating current, ringers included. */
  readonly milliamps: number;
  readonly ringing: { readonly hz: number; readonly voltsRms: number } | null;
}
