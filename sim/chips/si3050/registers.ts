/** Registers of the Si3050 with a Si3019 line side (data sheet rev 1.5, chapter 6, by the register facts). */

export const REG = {
  control1: 1,
  control2: 2,
  irqMask: 3,
  irqSource: 4,
  hook: 5,
  power: 6,
  loopback: 10,
  lineSideId: 11,
  lineSide: 12,
  lineSideRevision: 13,
  ringPin: 14,
  mute: 15,
  line1: 16,
  line2: 17,
  ringWave: 18,
  lineStatus: 19,
  ringValidation1: 22,
  ringValidation2: 23,
  ringValidation3: 24,
  resistorCal: 25,
  dcTermination: 26,
  loopCurrent: 28,
  lineVoltage: 29,
  acTermination: 30,
  line3: 31,
  pcmMode: 33,
  txStartLow: 34,
  rxStartLow: 36,
  txGain: 38,
  rxGain: 39,
  txGainFine: 40,
  rxGainFine: 41,
} as const;

export const IRQ = {
  polarity: 0x01,
  overCurrent: 0x04,
  dropOut: 0x08,
  linkLost: 0x20,
  ring: 0x80,
} as const;

export const HOOK = { offHook: 0x01, ring: 0x04, monitor: 0x08, positive: 0x20, negative: 0x40 } as const;
export const CONTROL2 = { ringBothEnds: 0x04, watchdog: 0x10, activeHigh: 0x40, enable: 0x80 } as const;

const RESET: Readonly<Record<number, number>> = {
  2: 0x03,
  6: 0x10,
  22: 0x96,
  23: 0x2d,
  24: 0x19,
  31: 0x20,
  32: 0x03,
};

export const RESET_VALUES: Uint8Array = Uint8Array.from({ length: 64 }, (_, n) => RESET[n] ?? 0);

const WRITABLE: readonly (readonly [from: number, to: number, mask: number])[] = [
  [1, 1, 0x3a],
  [2, 2, 0xd7],
  [3, 3, 0xff],
  [5, 5, 0x09],
  [6, 6, 0x18],
  [7, 7, 0x08],
  [10, 10, 0x01],
  [14, 14, 0x02],
  [15, 15, 0x88],
  [16, 16, 0xff],
  [17, 17, 0xfc],
  [18, 18, 0x02],
  [20, 23, 0xff],
  [24, 24, 0xff],
  [25, 25, 0x60],
  [26, 26, 0xff],
  [30, 30, 0x1f],
  [31, 31, 0xff],
  [32, 32, 0x07],
  [33, 33, 0xbb],
  [34, 34, 0xff],
  [35, 35, 0x03],
  [36, 36, 0xff],
  [37, 37, 0x03],
  [38, 39, 0x1f],
  [40, 41, 0x1f],
  [43, 52, 0xff],
  [59, 59, 0xff],
];

export const WRITE_MASKS: Uint8Array = (() => {
  const masks = new Uint8Array(64);
  for (const [from, to, mask] of WRITABLE) masks.fill(mask, from, to + 1);
  return masks;
})();
