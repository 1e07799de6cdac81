import type { Region } from '#ports/region.ts';
import { type Duration, ms } from '#units/time.ts';
import type { Program, Registers } from '../px8/program.ts';
import { writeIndirect } from './indirect.ts';
import {
  AT_RESET,
  AUTOMATIC,
  BATTERY_VOLTS_PER_STEP,
  CONVERTER,
  ENHANCEMENTS,
  FEED,
  INDIRECT,
  INDIRECT_START,
  IRQ2,
  PCM,
  PNI,
  PNI2,
  REG,
  VBATH_VOLTS_PER_STEP,
} from './registers.ts';
import { ringGenerator } from './ring-generator.ts';

const POWER_UP_MAX: Duration = ms(500);
const LOOK: Duration = ms(5);
/** The converter counts as up at this share of the battery it was set to; at 75 V it is DAHDI's 0xC0. */
const UP_SHARE = 0.95;
/**
 * Converter off, line open: a battery that leaks is below 0x06 within 500 ms (DAHDI), which from 0xC0 is a
 * time constant under 144 ms. The same bound after 200 ms is a quarter of the voltage.
 */
const LEAK_WATCH: Duration = ms(200);
const LEAK_SHARE = Math.exp(-200 / 144);
/** CAL set → CAL clear takes at most 600 ms (DS, calibration). */
const CALIBRATION_MAX: Duration = ms(800);
const CALIBRATION_TRIES = 2;
const DCDC_CALIBRATION_MAX: Duration = ms(200);
/** All routines, and the short wait for the battery, which is up already (CALSP). */
const CALIBRATE1_ALL = 0x7f;
const CALIBRATE2_ALL = 0x1f;
/** A battery filter value that hides no power peak while the chip is brought up. */
const FILTER_WIDE = 0x8000;
const OLDEST_REVISION = 2;

/** Nothing but a Si3215 fresh from reset reads like this. */
export function* probe(chip: Registers): Program<string | null> {
  const id = yield* chip.readAgreed(REG.id);
  const mode = yield* chip.readAgreed(REG.pcmMode);
  const revision = id & 0x0f;
  if (revision < OLDEST_REVISION || revision === 0x0f) return null;
  if ((mode & PNI2) === 0 || (id & PNI) !== 0) return null;
  if ((yield* chip.readAgreed(REG.loopback)) !== AT_RESET.loopback) return null;
  if ((yield* chip.readAgreed(REG.hybrid)) !== AT_RESET.hybrid) return null;
  if (((yield* chip.readAgreed(REG.lineFeed)) & 7) !== AT_RESET.lineFeed) return null;
  return `Si3215 rev ${String.fromCharCode(64 + revision)}`;
}

/** Register values of a working chip: written at bring-up, looked after for ever (`service.ts`). */
export function configuration(region: Region, pcmStart: number): readonly (readonly [number, number])[] {
  const gainCode = (db: number) => (db === -3.5 ? 1 : db === 3.5 ? 2 : 0);
  const { fxsTransmitDb, fxsReceiveDb } = region.levels;
  const ring = ringGenerator(region.ring.hz, region.ring.voltsPeak);
  return [
    [REG.pcmMode, PNI2 | (region.law === 'a' ? PCM.aLaw : PCM.muLaw)],
    [REG.txStartLow, pcmStart & 0xff],
    [REG.txStartHigh, pcmStart >> 8],
    [REG.rxStartLow, pcmStart & 0xff],
    [REG.rxStartHigh, pcmStart >> 8],
    [REG.loopback, 0],
    [REG.audioGain, (gainCode(fxsTransmitDb) << 2) | gainCode(fxsReceiveDb)],
    [REG.impedance, 0x08 | region.fxs.tiss],
    [REG.powerDown1, CONVERTER.on],
    [REG.irqEnable1, 0],
    [REG.irqEnable2, IRQ2.powerAlarms | IRQ2.loopClosure | IRQ2.ringTrip],
    [REG.irqEnable3, 0],
    // Host-cadenced sine: both timers off, no offset.
    [REG.ringOscillator, 0],
    [REG.automatic, AUTOMATIC],
    [REG.batteryFeed, 0x01],
    [REG.loopDebounce, 0x0a],
    [REG.ringTripDebounce, ring.tripDebounce],
    [REG.loopCurrentLimit, Math.floor((region.fxs.loopMa - 20) / 3)],
    [REG.onHookVoltage, 0x20],
    [REG.commonMode, 0x04],
    [REG.batteryHigh, ring.batteryHigh],
    [REG.enhancements, ENHANCEMENTS],
  ];
}

/** Bits that read back as written: status bits in a configuration register do not. */
export const configurationMask = (register: number): number =>
  register === REG.ringOscillator ? 0x1b : 0xff;

/** From a chip fresh from reset to a line with battery and dial-tone path, well under 1.5 s. */
export function* bringUp(chip: Registers, region: Region, pcmStart: number): Program {
  const ring = ringGenerator(region.ring.hz, region.ring.voltsPeak);
  yield* chip.writeVerified(REG.powerDown1, CONVERTER.off);
  yield* loadIndirect(chip, region);
  yield* chip.writeVerified(REG.loopback, 0);
  yield* chip.writeVerified(REG.enhancements, ENHANCEMENTS);
  yield* chip.writeVerified(REG.automatic, AUTOMATIC);
  yield* chip.writeVerified(REG.batteryFeed, 0x01);
  for (const address of INDIRECT.powerFilters) yield* writeIndirect(chip, address, FILTER_WIDE);

  yield* powerUp(chip, ring.batteryHigh);
  yield* leakTest(chip);
  yield* powerUp(chip, ring.batteryHigh);
  yield* calibrate(chip);
  yield* loadIndirect(chip, region, INDIRECT.powerFilters);

  for (const [register, value] of configuration(region, pcmStart))
    yield* chip.writeVerified(register, value, configurationMask(register));
  yield* chip.transfer([REG.irq1, REG.irq2, REG.irq3].map((register) => chip.writeOperation(register, 0xff)));
  yield* chip.writeVerified(REG.lineFeed, FEED.active, 0x07);
}

function* loadIndirect(chip: Registers, region: Region, only?: readonly number[]): Program {
  const ring = ringGenerator(region.ring.hz, region.ring.voltsPeak);
  const values: (readonly [number, number])[] = [
    ...INDIRECT_START,
    [INDIRECT.ringOffset, 0],
    [INDIRECT.ringFrequency, ring.frequency],
    [INDIRECT.ringAmplitude, ring.amplitude],
    [INDIRECT.ringPhase, 0],
    [INDIRECT.ringTripFilter, ring.tripFilter],
  ];
  for (const [address, value] of values)
    if (only === undefined || only.includes(address)) yield* writeIndirect(chip, address, value);
}

function* powerUp(chip: Registers, batteryHigh: number): Program {
  yield* chip.writeVerified(REG.batteryHigh, batteryHigh);
  yield* chip.writeVerified(REG.pwmPeriod, 0xff);
  yield* chip.writeVerified(REG.powerDown1, CONVERTER.on);
  const wanted = Math.floor((batteryHigh * VBATH_VOLTS_PER_STEP * UP_SHARE) / BATTERY_VOLTS_PER_STEP);
  let seen = 0;
  const isUp = function* (): Program<boolean> {
    seen = yield* chip.readAgreed(REG.battery1);
    return seen >= wanted;
  };
  if (!(yield* chip.until(isUp, POWER_UP_MAX, LOOK)))
    yield* chip.fail(
      'TR-FXS-001',
      `${volts(seen)} instead of ${volts(wanted)} after ${POWER_UP_MAX / 1000} ms`,
    );
  yield* chip.writeVerified(REG.dcdcDelay, 0x19, 0x1f);
}

function* leakTest(chip: Registers): Program {
  yield* chip.writeVerified(REG.lineFeed, FEED.open, 0x07);
  const full = yield* chip.readAgreed(REG.battery1);
  yield* chip.writeVerified(REG.powerDown1, CONVERTER.off);
  yield* chip.sleep(LEAK_WATCH);
  const left = yield* chip.readAgreed(REG.battery1);
  if (left < full * LEAK_SHARE)
    yield* chip.fail('TR-FXS-002', `${volts(full)} fell to ${volts(left)} in ${LEAK_WATCH / 1000} ms`);
}

function* calibrate(chip: Registers): Program {
  for (let attempt = 1; ; attempt += 1) {
    yield* chip.write(REG.calibrate2, CALIBRATE2_ALL);
    yield* chip.write(REG.calibrate1, CALIBRATE1_ALL);
    const ended = function* (): Program<boolean> {
      return (yield* chip.readAgreed(REG.calibrate1)) === 0;
    };
    if (yield* chip.until(ended, CALIBRATION_MAX, LOOK)) break;
    if (attempt >= CALIBRATION_TRIES) yield* chip.fail('TR-FXS-003', `${attempt} attempts`);
  }
  yield* chip.write(REG.dcdcDelay, 0x99);
  const settled = function* (): Program<boolean> {
    return ((yield* chip.readAgreed(REG.dcdcDelay)) & 0x80) === 0;
  };
  if (!(yield* chip.until(settled, DCDC_CALIBRATION_MAX, LOOK)))
    yield* chip.fail('TR-FXS-003', 'DC-DC converter');
  const result = yield* chip.readAgreed(REG.dcdcResult);
  // DAHDI: outside 2…0x0D the converter's own result is not to be trusted.
  if (result < 0x02 || result > 0x0d) yield* chip.writeVerified(REG.dcdcResult, 0x08);
}

const volts = (steps: number): string => `${(steps * BATTERY_VOLTS_PER_STEP).toFixed(0)} V`;
