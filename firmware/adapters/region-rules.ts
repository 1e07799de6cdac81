import type { Region } from '#ports/region.ts';
import type { Fault } from '#units/result.ts';

/** What the Si3215 can ring with: its battery ends at 94.5 V (reg 74), 7.5 V of it are overhead (DS §2.4). */
export const RING_VOLTS_PEAK_MAX = 87;
/** The codec's analog gains (Si3215 reg 9); others would cost digital resolution. */
const FXS_GAINS_DB = [0, -3.5, 3.5];

type Contradiction = { readonly where: string; readonly what: string; readonly todo: string };
type Rule = (region: Region) => Contradiction | null;

const when = (broken: boolean, where: string, what: string, todo: string): Contradiction | null =>
  broken ? { where, what, todo } : null;

const RULES: readonly Rule[] = [
  ({ ring }) =>
    when(
      ring.cadence[0]?.on !== true,
      'ring.cadence[0]',
      'the ring cadence begins with silence',
      'Begin the period with a burst: put the silent step last.',
    ),
  ({ ring }) =>
    when(
      ring.cadence.every((step) => step.on),
      'ring.cadence',
      'the ring cadence has no silence',
      'Add a silent step: ring trip and caller ID need it.',
    ),
  ({ ring }) =>
    when(
      ring.voltsPeak > RING_VOLTS_PEAK_MAX,
      'ring.voltsPeak',
      `${ring.voltsPeak} V peak is more than a Si3215 can give (${RING_VOLTS_PEAK_MAX} V)`,
      `Use at most ${RING_VOLTS_PEAK_MAX}.`,
    ),
  ({ hook }) =>
    when(
      hook.flashMsMin <= hook.pulseBreakMsMax,
      'hook.flashMsMin',
      `the flash window (from ${hook.flashMsMin} ms) overlaps the pulse window (to ${hook.pulseBreakMsMax} ms)`,
      'Let flashMsMin be more than pulseBreakMsMax: a break can only be one of the two.',
    ),
  ({ hook }) =>
    when(
      hook.flashMsMax <= hook.flashMsMin,
      'hook.flashMsMax',
      `the flash window is empty: ${hook.flashMsMin}–${hook.flashMsMax} ms`,
      'Let flashMsMax be more than flashMsMin.',
    ),
  ({ hook }) =>
    when(
      hook.pulseBreakMsMax <= hook.pulseBreakMsMin,
      'hook.pulseBreakMsMax',
      `the pulse window is empty: ${hook.pulseBreakMsMin}–${hook.pulseBreakMsMax} ms`,
      'Let pulseBreakMsMax be more than pulseBreakMsMin.',
    ),
  ({ pulse }) =>
    when(
      pulse.interDigitMs <= pulse.makeMs * 2,
      'pulse.interDigitMs',
      `${pulse.interDigitMs} ms between digits cannot be told from ${pulse.makeMs} ms between pulses`,
      'Let interDigitMs be several times makeMs; 700 is usual.',
    ),
  ({ levels }) => {
    const wrong = (['fxsTransmitDb', 'fxsReceiveDb'] as const).find(
      (name) => !FXS_GAINS_DB.includes(levels[name]),
    );
    return when(
      wrong !== undefined,
      `levels.${wrong}`,
      `${wrong === undefined ? '' : levels[wrong]} dB is not a gain of the Si3215`,
      'Use 0, -3.5 or 3.5.',
    );
  },
  ({ levels }) => {
    const wrong = (['fxoTransmitDb', 'fxoReceiveDb'] as const).find((name) => levels[name] < -15);
    return when(
      wrong !== undefined,
      `levels.${wrong}`,
      `${wrong === undefined ? '' : levels[wrong]} dB is not a gain of the Si3050`,
      'Use −15 to 12.',
    );
  },
  ({ tones }) => {
    for (const [name, tone] of Object.entries(tones)) {
      const endless = tone.steps.findIndex((step) => step.ms === 0);
      if (endless >= 0 && endless < tone.steps.length - 1)
        return {
          where: `tones.${name}.steps[${endless}]`,
          what: 'a step without end (ms: 0) has steps after it, which would never be heard',
          todo: 'Give it a length, or make it the last step.',
        };
    }
    return null;
  },
  ({ emergency }) => {
    const twice = emergency.findIndex((number, index) => emergency.indexOf(number) !== index);
    return when(
      twice >= 0,
      `emergency[${twice}]`,
      `${emergency[twice]} is there twice`,
      'Remove one of them.',
    );
  },
  ({ numbering }) => {
    const patterns = numbering.map(({ pattern }) => pattern);
    const twice = patterns.findIndex((pattern, index) => patterns.indexOf(pattern) !== index);
    return when(
      twice >= 0,
      `numbering[${twice}].pattern`,
      `${patterns[twice]} is there twice: only the first one counts`,
      'Remove one of them.',
    );
  },
  ({ callerId }) =>
    when(
      callerId.send.signal === 'dtmf' && !/^[A-D#*]{2}$/.test(callerId.send.start + callerId.send.end),
      'callerId.send',
      'the start and end letters must each be one of A, B, C, D, # and *',
      'Use D and C, or A and #.',
    ),
];

/** What no single field shows: fields of a country that contradict each other or the chips. */
export function regionContradiction(region: Region): Fault | null {
  for (const rule of RULES) {
    const found = rule(region);
    if (found !== null) return { code: 'TR-REGION-004', ...found };
  }
  return null;
}
