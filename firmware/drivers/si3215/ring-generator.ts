import { VBATH_MAX, VBATH_VOLTS_PER_STEP } from './registers.ts';

/** What the registers of the ring generator must hold for one frequency and amplitude. */
export interface RingGenerator {
  /** RCO, indirect 7. */
  readonly frequency: number;
  /** RNGX, indirect 8. */
  readonly amplitude: number;
  /** VBATH, register 74. */
  readonly batteryHigh: number;
  /** NRTP, indirect 23, and RTDI, register 70: ring-trip filter and debounce. */
  readonly tripFilter: number;
  readonly tripDebounce: number;
}

/** The line driver keeps this much of the battery for itself (DS: VBATH ≥ peak + offset + overhead). */
const OVERHEAD_VOLTS = 7.5;
const FULL_SCALE_VOLTS = 96;

/** DS table 30: recommended ring-trip settings, up to that frequency. */
const RING_TRIP = [
  { hzMax: 18, filter: 0x0200, debounce: 0x0f },
  { hzMax: 25, filter: 0x0320, debounce: 0x0b },
  { hzMax: 35, filter: 0x0380, debounce: 0x09 },
  { hzMax: 45, filter: 0x0400, debounce: 0x07 },
  { hzMax: 55, filter: 0x06a8, debounce: 0x05 },
  { hzMax: Number.POSITIVE_INFINITY, filter: 0x0800, debounce: 0x05 },
] as const;

/**
 * Sine ringing (DS, ring generator): with c = cos(2πf/1000), RCO = 32768·c and
 * RNGX = ¼·√((1−c)/(1+c))·32768·Vpk/96. 25 Hz gives 0x7E6D, 65 V peak of it 0x01B5.
 */
export function ringGenerator(hz: number, voltsPeak: number): RingGenerator {
  const c = Math.cos((2 * Math.PI * hz) / 1000);
  const trip = RING_TRIP.find((row) => hz <= row.hzMax) ?? RING_TRIP[RING_TRIP.length - 1];
  const amplitude = 0.25 * Math.sqrt((1 - c) / (1 + c)) * 32_768 * (voltsPeak / FULL_SCALE_VOLTS);
  return {
    frequency: Math.round(32_768 * c),
    amplitude: Math.round(amplitude),
    batteryHigh: Math.min(VBATH_MAX, Math.ceil((voltsPeak + OVERHEAD_VOLTS) / VBATH_VOLTS_PER_STEP)),
    tripFilter: (trip as (typeof RING_TRIP)[number]).filter,
    tripDebounce: (trip as (typeof RING_TRIP)[number]).debounce,
  };
}
