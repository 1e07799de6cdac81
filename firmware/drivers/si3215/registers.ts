/**
 * Si3215 registers that the driver uses; numbers and bits from the data sheet rev 0.92, chapter 4. Names as
 * there.
 */
export const REG = {
  id: 0,
  pcmMode: 1,
  txStartLow: 2,
  txStartHigh: 3,
  rxStartLow: 4,
  rxStartHigh: 5,
  loopback: 8,
  audioGain: 9,
  impedance: 10,
  hybrid: 11,
  powerDown1: 14,
  irq1: 18,
  irq2: 19,
  irq3: 20,
  irqEnable1: 21,
  irqEnable2: 22,
  irqEnable3: 23,
  indirectLow: 28,
  indirectHigh: 29,
  indirectAddress: 30,
  indirectStatus: 31,
  ringOscillator: 34,
  lineFeed: 64,
  batteryFeed: 66,
  automatic: 67,
  loopStatus: 68,
  loopDebounce: 69,
  ringTripDebounce: 70,
  loopCurrentLimit: 71,
  onHookVoltage: 72,
  commonMode: 73,
  batteryHigh: 74,
  battery1: 82,
  pwmPeriod: 92,
  dcdcDelay: 93,
  calibrate1: 96,
  calibrate2: 97,
  dcdcResult: 107,
  enhancements: 108,
} as const;

/** Values at reset that tell a Si3215 from anything else (DS chapter 4; reg 8 and 11 as in the probe of DAHDI). */
export const AT_RESET = { pcmMode: 0x88, loopback: 0x02, hybrid: 0x33, lineFeed: 0x00 } as const;
/** Register 1 bit 7 and register 0 bits 5:4: part number. */
export const PNI2 = 0x80;
export const PNI = 0x30;

/** Register 64, LF. */
export const FEED = {
  open: 0,
  active: 1,
  onHookTransmission: 2,
  ringing: 4,
  reverseActive: 5,
  reverseOnHookTransmission: 6,
} as const;

/** Register 68. */
export const LOOP = { closed: 0x01, ringTrip: 0x02 } as const;
/** Registers 19 and 22. */
export const IRQ2 = { ringTrip: 0x01, loopClosure: 0x02, powerAlarms: 0xfc } as const;
/** Register 14: DC-DC converter forced off, or on. */
export const CONVERTER = { off: 0x10, on: 0x00 } as const;
/** Register 1: PCM enabled, with the law. */
export const PCM = { aLaw: 0x20, muLaw: 0x28 } as const;
/** Register 67: ring trip and loop closure make the feed active, power alarms open it, by themselves. */
export const AUTOMATIC = 0x07;
/** Register 108: ILIMEN, FSKEN, DCSU, DCFIL, LCVE… as DAHDI sets them. */
export const ENHANCEMENTS = 0xeb;

/** Register 82 counts 0.376 V. */
export const BATTERY_VOLTS_PER_STEP = 0.376;
/** Register 74 counts 1.5 V; six bits. */
export const VBATH_VOLTS_PER_STEP = 1.5;
export const VBATH_MAX = 0x3f;

/** Indirect addresses of the Si3215 (the Si3210 has others). */
export const INDIRECT = {
  ringOffset: 6,
  ringFrequency: 7,
  ringAmplitude: 8,
  ringPhase: 9,
  ringTripFilter: 23,
  /** Power filters NCLR, NRTP, NQ12, NQ34, NQ56: opened wide while the chip powers up. */
  powerFilters: [22, 23, 24, 25, 26],
} as const;

/** Indirect registers at start, ring generator and ring-trip filter aside (DAHDI’s table, DS §2.x names). */
export const INDIRECT_START: readonly (readonly [address: number, value: number])[] = [
  [0, 0x7b30],
  [1, 0x0063],
  [2, 0x0000],
  [3, 0x7870],
  [4, 0x007d],
  [5, 0x0000],
  // Digital gains: 0x4000 is unity.
  [13, 0x4000],
  [14, 0x4000],
  [15, 0x1000],
  [16, 0x3600],
  [17, 0x1000],
  [18, 0x0200],
  [19, 0x07c0],
  [20, 0x4c00],
  [21, 0x1b80],
  [22, 0x8000],
  [24, 0x008c],
  [25, 0x0100],
  [26, 0x0010],
  [27, 0x0c00],
  [64, 0x0c00],
  [66, 0x1000],
];
