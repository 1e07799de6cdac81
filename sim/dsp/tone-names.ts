import type { ToneDefinition } from '#ports/media.ts';
import type { HeardTone } from '../people.ts';
import type { Cadence } from './cadence.ts';
import { DTMF_HIGH_HZ, DTMF_LOW_HZ } from './dtmf.ts';
import type { Spectrum } from './spectrum.ts';

/** The tones of one country that an ear knows by name, in the order of precedence for equal sounds. */
export type ToneTable = Readonly<Partial<Record<HeardTone, ToneDefinition>>>;

interface Beat {
  readonly on: boolean;
  /** Infinity for a tone without end. */
  readonly ms: number;
}

interface KnownTone {
  readonly name: HeardTone;
  readonly hz: readonly number[];
  /** All of `hz` at once, or (SIT, a howler of four) any of them. */
  readonly together: boolean;
  readonly beats: readonly Beat[];
  readonly repeat: boolean;
  /** 100 % modulated in amplitude; false when it is not, null when beats of its own hide it. */
  readonly modulated: boolean | null;
}

const NAMES: readonly HeardTone[] = [
  'dial',
  'busy',
  'ringback',
  'congestion',
  'vacant',
  'specialDial',
  'callWaiting',
  'howler',
  'conferenceReminder',
  'confirmation',
];
/** Countries keep their tones within ±25 Hz (GB/T 3380); neighbours in one country are further apart. */
const HZ_TOLERANCE = 22;
const TEST_TONE_HZ = 1000;
const TEST_TONE_TOLERANCE_HZ = 12;
const DTMF_TOLERANCE = 0.02;
const TONAL_MIN = 0.86;
/** Runs that must fit before a name is given to one of several tones with the same sound. */
const RUNS_TO_NAME = 2;
/** And so many more than fit any other. */
const LEAD_TO_NAME = 2;
/** Or one, and then a silence that only a slow cadence has: a dial tone cut short is no busy tone. */
const SILENCE_TO_NAME_MS = 800;
const RUNS_TO_LOOK_BACK = 8;

const longest = (ms: number): number => (ms === 0 ? Number.POSITIVE_INFINITY : ms);
/** GB/T 3380 lets cadences be off by 10 %. */
const slack = (ms: number): number => 0.1 * ms + 12;

function knownTone(name: HeardTone, tone: ToneDefinition): KnownTone {
  const beats: { on: boolean; ms: number }[] = [];
  for (const step of tone.steps) {
    const on = step.hz.length > 0;
    const last = beats.at(-1);
    if (last?.on === on) last.ms += longest(step.ms);
    else beats.push({ on, ms: longest(step.ms) });
  }
  if (beats.length === 1) beats[0]!.ms = Number.POSITIVE_INFINITY;
  const sounding = tone.steps.filter((step) => step.hz.length > 0);
  const sets = new Set(sounding.map((step) => [...step.hz].sort().join('+')));
  const hz = [...new Set(sounding.flatMap((step) => step.hz))].sort((a, b) => a - b);
  const modulated = hz.length > 1 ? null : sounding.some((step) => step.modulationHz !== undefined);
  return { name, hz, together: sets.size === 1 && hz.length <= 3, beats, repeat: tone.repeat, modulated };
}

/** Does the sound have the frequencies of the tone? Two closer than 60 Hz may look like one between them. */
function soundsLike(tone: KnownTone, spectrum: Spectrum): boolean {
  const fits = (peak: number): boolean =>
    tone.hz.some((hz, i) => {
      const next = tone.hz[i + 1];
      if (Math.abs(hz - peak) <= HZ_TOLERANCE) return true;
      return tone.together && next !== undefined && next - hz < 60 && peak > hz && peak < next;
    });
  if (spectrum.hz.length === 0 || !spectrum.hz.every(fits)) return false;
  if (tone.modulated !== null && tone.modulated !== spectrum.modulated) return false;
  if (!tone.together) return true;
  return tone.hz.every((hz) => spectrum.hz.some((peak) => Math.abs(peak - hz) < 38));
}

/**
 * How many finished runs fit the tone when the present run is beat `at`; −1 when it cannot be.
 * A run that the ear came into may be shorter than its beat.
 */
function runsFitting(tone: KnownTone, at: number, cadence: Cadence): number {
  const { beats } = tone;
  const now = beats[at]!;
  if (now.on !== cadence.on || cadence.ms > now.ms + slack(now.ms)) return -1;
  let fitting = 0;
  for (let back = 1; back <= Math.min(cadence.runs.length, RUNS_TO_LOOK_BACK); back++) {
    const run = cadence.runs.at(-back)!;
    if (!tone.repeat && at - back < 0) break;
    const beat = beats[(((at - back) % beats.length) + beats.length) % beats.length]!;
    if (run.on !== beat.on) break;
    const short = run.ms < beat.ms - slack(beat.ms);
    const long = run.ms > beat.ms + slack(beat.ms);
    const fits = !long && (!short || (run.cut && run.on));
    // The sound just before a silence is part of the cadence, or the silence is of something else.
    if (!fits && back === 1 && run.on) return -1;
    if (!fits) break;
    if (!short) fitting += 1;
    if (run.cut) break;
  }
  return fitting;
}

/** Names sounds of one country. */
export class ToneNames {
  readonly #known: readonly KnownTone[];

  constructor(table: ToneTable) {
    this.#known = NAMES.flatMap((name) => {
      const tone = table[name];
      return tone === undefined ? [] : [knownTone(name, tone)];
    });
  }

  /** Name of the present or, in a silence of its cadence, of the last sound; `before` is the last name. */
  name(spectrum: Spectrum, cadence: Cadence, before: HeardTone): HeardTone {
    if (spectrum.tonal < TONAL_MIN) return cadence.on ? 'voice' : 'silence';
    const alike = this.#known.filter((tone) => soundsLike(tone, spectrum));
    if (alike.length > 0) return this.#byCadence(alike, cadence, before);
    if (!cadence.on) return 'silence';
    const [first, second] = spectrum.hz;
    if (second === undefined && Math.abs(first! - TEST_TONE_HZ) <= TEST_TONE_TOLERANCE_HZ) return 'testTone';
    return isDtmf(spectrum.hz) ? 'dtmf' : 'unknown';
  }

  #byCadence(alike: readonly KnownTone[], cadence: Cadence, before: HeardTone): HeardTone {
    let best: KnownTone | null = null;
    let bestFit = -1;
    let rivalFit = -1;
    let stillFits = false;
    for (const tone of alike) {
      let fit = -1;
      for (let at = 0; at < tone.beats.length; at++) fit = Math.max(fit, runsFitting(tone, at, cadence));
      if (fit < 0 || (best !== null && sameBeats(best, tone))) continue;
      stillFits ||= tone.name === before;
      rivalFit = Math.max(rivalFit, Math.min(fit, bestFit));
      if (fit > bestFit) {
        rivalFit = bestFit;
        bestFit = fit;
        best = tone;
      }
    }
    if (best === null) return cadence.on ? 'unknown' : 'silence';
    const waited = !cadence.on && cadence.ms >= SILENCE_TO_NAME_MS;
    const enough = bestFit >= RUNS_TO_NAME || waited || alike.length === 1 || best.beats.length === 1;
    if (enough && (rivalFit < 0 || bestFit - rivalFit >= LEAD_TO_NAME)) return best.name;
    return stillFits ? before : 'unknown';
  }
}

const sameBeats = (a: KnownTone, b: KnownTone): boolean =>
  a.beats.length === b.beats.length && a.beats.every((beat, i) => beat.ms === b.beats[i]!.ms);

function isDtmf(hz: readonly number[]): boolean {
  if (hz.length !== 2) return false;
  const low = Math.min(...hz);
  const high = Math.max(...hz);
  const near = (group: readonly number[], value: number): boolean =>
    group.some((of) => Math.abs(value - of) < of * DTMF_TOLERANCE);
  return near(DTMF_LOW_HZ, low) && near(DTMF_HIGH_HZ, high);
}
