/**
 * Direct registers of the Si3215 as numbers: reset values and writable bits (data sheet rev 0.92, chapter
 * 4, by the register facts). What the facts do not name reads 0 and takes no write.
 */

export const REG = {
  spiMode: 0,
  pcmMode: 1,
  txStartLow: 2,
  txStartHigh: 3,
  rxStartLow: 4,
  rxStartHigh: 5,
  partId: 6,
  loopback: 8,
  gain: 9,
  impedance: 10,
  hybrid: 11,
  powerDown1: 14,
  irq1: 18,
  irq2: 19,
  irq3: 20,
  enable1: 21,
  indirectLow: 28,
  indirectHigh: 29,
  indirectAddress: 30,
  indirectStatus: 31,
  osc1: 32,
  osc2: 33,
  ringControl: 34,
  oscTimers: 36,
  ringActive: 48,
  ringInactive: 50,
  lcdRinging: 63,
  lineFeed: 64,
  automatic: 67,
  loopStatus: 68,
  loopDebounce: 69,
  ringTripDebounce: 70,
  loopCurrent: 71,
  openVoltage: 72,
  commonVoltage: 73,
  batteryHigh: 74,
  loopVolts: 78,
  loopMilliamps: 79,
  tipVolts: 80,
  ringVolts: 81,
  battery1: 82,
  battery2: 83,
  currentQ1: 84,
  currentQ5: 88,
  currentQ6: 89,
  pwmPeriod: 92,
  dcdcDelay: 93,
  pwmWidth: 94,
  calibrate1: 96,
  calibrate2: 97,
  calibrationResults: 98,
  dcdcResult: 107,
  enhance: 108,
} as const;

/** Indirect addresses of the Si3215 (those of the Si3210 differ). */
export const INDIRECT = {
  osc1: 0,
  osc2: 3,
  ringOffset: 6,
  ringCoefficient: 7,
  ringAmplitude: 8,
  receiveGain: 13,
  transmitGain: 14,
  loopThreshold: 15,
  ringTripThreshold: 16,
  loopThresholdLow: 66,
} as const;

export const IRQ1 = { o1Active: 0x01, o2Active: 0x04, ringActive: 0x10, ringInactive: 0x20 } as const;
export const IRQ2 = { ringTrip: 0x01, loopClosure: 0x02, powerQ1: 0x04 } as const;
export const IRQ3 = { indirect: 0x02 } as const;

const RESET: Readonly<Record<number, number>> = {
  1: 0x88,
  8: 0x02,
  10: 0x08,
  11: 0x33,
  14: 0x10,
  63: 0x54,
  65: 0x61,
  66: 0x03,
  67: 0x1f,
  69: 0x0a,
  70: 0x0a,
  72: 0x20,
  73: 0x02,
  74: 0x32,
  75: 0x10,
  92: 0xff,
  93: 0x14,
  96: 0x1f,
  97: 0x1f,
  98: 0x10,
  99: 0x10,
  100: 0x11,
  101: 0x11,
  102: 0x08,
  103: 0x88,
  107: 0x08,
};

/** Contents at reset; registers 0 and 6 are the chip's own identity. */
export const RESET_VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, n) => RESET[n] ?? 0);

const WRITABLE: readonly (readonly [from: number, to: number, mask: number])[] = [
  [0, 0, 0xc0],
  [1, 1, 0x7f],
  [2, 2, 0xff],
  [3, 3, 0x03],
  [4, 4, 0xff],
  [5, 5, 0x03],
  [8, 8, 0x07],
  [9, 9, 0xff],
  [10, 10, 0x3f],
  [11, 11, 0x77],
  [14, 14, 0x1b],
  [15, 15, 0x3f],
  [21, 21, 0x3f],
  [22, 22, 0xff],
  [23, 23, 0x03],
  [28, 29, 0xff],
  [32, 33, 0x7f],
  [34, 34, 0x1b],
  [36, 43, 0xff],
  [48, 51, 0xff],
  [52, 52, 0x01],
  [63, 63, 0x7f],
  [64, 64, 0x07],
  [65, 65, 0x7f],
  [66, 66, 0x1f],
  [67, 67, 0x7f],
  [69, 70, 0x7f],
  [71, 71, 0x07],
  [72, 72, 0x7f],
  [73, 75, 0x3f],
  [76, 76, 0x07],
  [92, 92, 0xbf],
  [93, 93, 0x5f],
  [97, 97, 0x1f],
  [98, 107, 0xff],
  [108, 108, 0xff],
];

/** Bits that a plain write changes. Registers with an effect of their own are handled where that is. */
export const WRITE_MASKS: Uint8Array = (() => {
  const masks = new Uint8Array(128);
  for (const [from, to, mask] of WRITABLE) masks.fill(mask, from, to + 1);
  return masks;
})();
