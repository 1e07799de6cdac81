/** Names a tone by its frequencies and its rhythm, from the country's own table. */
import type { Tones } from '#web/protocol.ts';

/** A stretch of sound or of silence. */
export interface Run {
  readonly on: boolean;
  readonly ms: number;
}

const HZ_SLACK = 14;
const MS_SLACK = 45;
const LONGEST_MS = 1e9;

type Tone = Tones[string];

const usedHz = (tone: Tone): number[] => [...new Set(tone.steps.flatMap(({ hz }) => hz))];

/** Each frequency heard belongs to the tone, and the tone's first is heard. */
function sameHz(tone: Tone, heardHz: readonly number[]): boolean {
  const known = usedHz(tone);
  const near = (a: number, b: number) => Math.abs(a - b) <= HZ_SLACK;
  // A modulated tone (Japan's ringback) shows side bands: only its carrier is compared.
  const modulated = tone.steps.some(({ modulationHz }) => modulationHz !== undefined);
  const heard = modulated ? heardHz.slice(0, 1) : heardHz;
  return heard.length > 0 && heard.every((hz) => known.some((one) => near(one, hz)));
}

/** The tone's rhythm as runs; neighbours of one kind count as one. */
function rhythm(tone: Tone): Run[] {
  const runs: Run[] = [];
  for (const step of tone.steps) {
    const on = step.hz.length > 0;
    const ms = step.ms === 0 ? LONGEST_MS : step.ms;
    const last = runs.at(-1);
    if (last !== undefined && last.on === on) runs[runs.length - 1] = { on, ms: last.ms + ms };
    else runs.push({ on, ms });
  }
  return runs;
}

const sameLength = (a: number, b: number): boolean => Math.abs(a - b) <= MS_SLACK + 0.08 * b;

/** `heard` ends with the run that still goes on; the first one may be cut off. */
function fits(cycle: readonly Run[], heard: readonly Run[]): boolean {
  const current = heard.at(-1)!;
  const whole = heard.slice(1, -1);
  return cycle.some((_, start) => {
    const step = (i: number) => cycle[(start + i) % cycle.length]!;
    const matches = whole.every((run, i) => step(i).on === run.on && sameLength(run.ms, step(i).ms));
    const last = step(whole.length);
    return matches && last.on === current.on && current.ms <= last.ms + MS_SLACK + 0.08 * last.ms;
  });
}

/**
 * Name of the tone in the country's table, `test` for 1 kHz, or null while it cannot be told yet.
 * @param heardHz frequencies of the sound now, or of its last burst
 * @param runs newest last, the newest still going on
 */
export function toneName(tones: Tones, heardHz: readonly number[], runs: readonly Run[]): string | null {
  const current = runs.at(-1);
  if (current === undefined || heardHz.length === 0) return null;
  const names = Object.entries(tones).filter(([, tone]) => sameHz(tone, heardHz));
  const recent = runs.slice(-6);
  const fitting = names.filter(([, tone]) => fits(rhythm(tone), recent));
  const [only] = fitting;
  if (only !== undefined && (fitting.length === 1 || sameRhythms(fitting.map(([, tone]) => tone))))
    return only[0];
  if (names.length === 0 && current.on && heardHz.length === 1 && Math.abs(heardHz[0]! - 1000) < 3) {
    return 'test';
  }
  return null;
}

/** Where a country gives two meanings one sound (Japan: busy and congestion), the first name will do. */
function sameRhythms(tones: readonly Tone[]): boolean {
  const texts = tones.map((tone) => JSON.stringify(rhythm(tone)));
  return texts.every((text) => text === texts[0]);
}
