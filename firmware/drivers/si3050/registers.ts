/** Si3050 registers that the driver uses (data sheet rev 1.5, chapter 6), line side Si3019. Names as there. */
export const REG = {
  control1: 1,
  control2: 2,
  irqMask: 3,
  irqSource: 4,
  hook: 5,
  power: 6,
  lineSideId: 11,
  lineSideStatus: 12,
  lineSideRevision: 13,
  international1: 16,
  international2: 17,
  ringWave: 18,
  ringValidation3: 24,
  resistorCalibration: 25,
  dcTermination: 26,
  lineVoltage: 29,
  acTermination: 30,
  international3: 31,
  pcmMode: 33,
  txStartLow: 34,
  txStartHigh: 35,
  rxStartLow: 36,
  rxStartHigh: 37,
  txGain: 38,
  rxGain: 39,
  txGainTenths: 40,
  rxGainTenths: 41,
  spark: 59,
} as const;

/** Values at reset that tell a Si3050 from anything else. */
export const AT_RESET = { control2: 0x03, power: 0x10, ringValidation3: 0x19 } as const;

/** Register 2: INT on AOUT, active low; ring interrupt at both ends; hybrid and receiver on. */
export const CONTROL2 = {
  interrupt: 0x80,
  watchdog: 0x10,
  ringBothEnds: 0x04,
  hybridAndReceiver: 0x03,
} as const;
/** Registers 3 and 4. */
export const IRQ = { ring: 0x80, linkLost: 0x20, dropOut: 0x08, polarity: 0x01 } as const;
/** Register 5. */
export const HOOK = { offHook: 0x01, monitor: 0x08, ringPositive: 0x20, ringNegative: 0x40 } as const;
/** Register 6: line side powered down, or up. */
export const POWER = { up: 0x00 } as const;
/** Register 12: frame detect, and loop current in steps of 3.3 mA. */
export const LINE_SIDE = { frameDetect: 0x40, currentMask: 0x1f } as const;
/** Register 11, high nibble. */
export const SI3019 = 3;
/** Register 17: overload protection, armed 25 ms after going off-hook (DS, overload). */
export const OVERLOAD_PROTECT = 0x08;
/** Register 25: no resistor calibration at the next off-hook; for pulse dialling. */
export const SKIP_RESISTOR_CALIBRATION = 0x20;
/** Register 31: +3.2 dBm full scale, off-hook timer 128 ms, 200 Hz filter, voltage shown below 3 V too. */
export const INTERNATIONAL3 = { base: 0xa3, ohs2Shift: 3 } as const;
/** Register 33. */
export const PCM = { aLaw: 0x20, muLaw: 0x28 } as const;
/** Register 59, SQ1 and SQ0: with OHS the 26 ms on-hook speed (Australia). */
export const SPARK_QUENCH = 0x50;

/** Register 29 is in volts, signed. */
export const lineVolts = (register: number): number => (register << 24) >> 24;
