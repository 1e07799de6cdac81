import type { Region } from '#ports/region.ts';
import { type Duration, ms } from '#units/time.ts';
import type { ConfiguredRegister } from '../px8/integrity.ts';
import type { Program, Registers } from '../px8/program.ts';
import {
  AT_RESET,
  CONTROL2,
  HOOK,
  INTERNATIONAL3,
  IRQ,
  LINE_SIDE,
  PCM,
  POWER,
  REG,
  SI3019,
  SPARK_QUENCH,
} from './registers.ts';

/** DS: under 10 ms; DAHDI waits 2 s. */
const LINK_MAX: Duration = ms(500);
const LOOK: Duration = ms(5);
/** Register 13 bit 6 always reads 1. */
const ALWAYS_ONE = 0x40;
/** Registers 38–41: this bit makes the gain an attenuation; tenths go up to 1.5 dB. */
const ATTENUATE = 0x10;

/** Nothing but a Si3050 fresh from reset reads like this; the link to its line side is still down. */
export function* probe(chip: Registers): Program<string | null> {
  const control = yield* chip.readAgreed(REG.control2);
  if ((control & ~CONTROL2.watchdog) !== AT_RESET.control2) return null;
  if ((yield* chip.readAgreed(REG.power)) !== AT_RESET.power) return null;
  if ((yield* chip.readAgreed(REG.ringValidation3)) !== AT_RESET.ringValidation3) return null;
  if (((yield* chip.readAgreed(REG.lineSideRevision)) & ALWAYS_ONE) === 0) return null;
  const revision = (yield* chip.readAgreed(REG.lineSideId)) & 0x0f;
  return `Si3050 rev ${String.fromCharCode(64 + revision)}`;
}

function gain(db: number): readonly [whole: number, tenths: number] {
  const size = Math.abs(db);
  const sign = db < 0 ? ATTENUATE : 0;
  return [sign | Math.floor(size + 1e-9), sign | Math.round((size - Math.floor(size + 1e-9)) * 10)];
}

/** Register values of a working chip: written at bring-up, looked after for ever (`service.ts`). */
export function configuration(region: Region, pcmStart: number): readonly ConfiguredRegister[] {
  const { fxo, levels } = region;
  const [txGain, txTenths] = gain(levels.fxoTransmitDb);
  const [rxGain, rxTenths] = gain(levels.fxoReceiveDb);
  const values: (readonly [register: number, value: number, mask?: number])[] = [
    [
      REG.control2,
      CONTROL2.interrupt | CONTROL2.watchdog | CONTROL2.ringBothEnds | CONTROL2.hybridAndReceiver,
    ],
    [REG.irqMask, IRQ.ring | IRQ.linkLost | IRQ.polarity],
    [REG.pcmMode, region.law === 'a' ? PCM.aLaw : PCM.muLaw],
    [REG.txStartLow, pcmStart & 0xff],
    [REG.txStartHigh, pcmStart >> 8],
    [REG.rxStartLow, pcmStart & 0xff],
    [REG.rxStartHigh, pcmStart >> 8],
    [REG.power, POWER.up],
    [REG.international1, (fxo.ohs << 6) | (fxo.rz << 1) | fxo.rt],
    // Half-wave ring detection without validation: each cycle shows on RGDT, the driver does the rest.
    [REG.ringWave, 0],
    [REG.ringValidation3, AT_RESET.ringValidation3],
    [REG.dcTermination, (fxo.dcv << 6) | (fxo.mini << 4) | (fxo.ilim << 1)],
    [REG.acTermination, fxo.acim, 0x1f],
    [REG.international3, INTERNATIONAL3.base | (fxo.ohs2 << INTERNATIONAL3.ohs2Shift)],
    [REG.spark, fxo.ohs === 1 ? SPARK_QUENCH : 0],
    [REG.txGain, txGain, 0x1f],
    [REG.rxGain, rxGain, 0x1f],
    [REG.txGainTenths, txTenths, 0x1f],
    [REG.rxGainTenths, rxTenths, 0x1f],
  ];
  return values.map(([register, value, mask = 0xff]) => ({ register, value, mask }));
}

/** From a chip fresh from reset to an exchange line watched on-hook; some 20 ms. */
export function* bringUp(chip: Registers, configured: readonly ConfiguredRegister[]): Program {
  yield* chip.writeVerified(REG.power, POWER.up);
  let status = 0;
  const linked = function* (): Program<boolean> {
    status = yield* chip.readAgreed(REG.lineSideId);
    if (status >> 4 === 0) return false;
    const [first, second] = yield* chip.readAll([REG.lineSideStatus, REG.lineSideStatus]);
    return ((first as number) & (second as number) & LINE_SIDE.frameDetect) !== 0;
  };
  if (!(yield* chip.until(linked, LINK_MAX, LOOK)))
    yield* chip.fail('TR-FXO-001', `no frames after ${LINK_MAX / 1000} ms`);
  if (status >> 4 !== SI3019) yield* chip.fail('TR-FXO-002', `identity ${status >> 4}`);
  for (const { register, value, mask } of configured) yield* chip.writeVerified(register, value, mask);
  yield* chip.writeVerified(REG.hook, HOOK.monitor, HOOK.monitor | HOOK.offHook);
  yield* chip.write(REG.irqSource, 0);
}
