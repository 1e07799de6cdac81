/** What an operator hears of calls that wait: a ring while idle, a short beep while talking. */
import type { DeskView } from './contract.ts';
import type { Settings } from './settings.ts';

export type Due = 'nothing' | 'ring' | 'beep';

/** `nowEpochMs`: by the exchange's clock, as the waiting calls are. */
export function soundDue(
  view: DeskView | null,
  settings: Pick<Settings, 'sound' | 'volume' | 'soundDelaySeconds'>,
  nowEpochMs: number,
): Due {
  if (view === null || settings.sound === 'off' || settings.volume === 0) return 'nothing';
  if (view.suspended || view.state === 'out' || view.state === 'unplugged') return 'nothing';
  const longest = Math.min(...view.waiting.map(({ sinceEpochMs }) => sinceEpochMs));
  if (nowEpochMs - longest < settings.soundDelaySeconds * 1_000 || longest === Number.POSITIVE_INFINITY)
    return 'nothing';
  return view.source !== null || view.destination !== null || settings.sound === 'beep' ? 'beep' : 'ring';
}

/** Hz of each short tone, one after the other. */
const TONES: Readonly<Record<Exclude<Due, 'nothing'>, readonly number[]>> = {
  ring: [660, 830, 660, 830, 660, 830],
  beep: [1_000],
};
const TONE_SECONDS = 0.09;
/** Steep edges click. */
const EDGE_SECONDS = 0.008;
const LOUDEST = 0.35;

let audio: AudioContext | null = null;

/** A browser may forbid sound until the first key or tap; then nothing is heard until then. */
export function play(due: Exclude<Due, 'nothing'>, volume: number): void {
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  let at = audio.currentTime;
  for (const hz of TONES[due]) {
    const tone = new OscillatorNode(audio, { frequency: hz, type: 'sine' });
    const level = new GainNode(audio, { gain: 0 });
    const loudness = volume * volume * LOUDEST;
    level.gain.setValueAtTime(0, at);
    level.gain.linearRampToValueAtTime(loudness, at + EDGE_SECONDS);
    level.gain.setValueAtTime(loudness, at + TONE_SECONDS - EDGE_SECONDS);
    level.gain.linearRampToValueAtTime(0, at + TONE_SECONDS);
    tone.connect(level).connect(audio.destination);
    tone.start(at);
    tone.stop(at + TONE_SECONDS);
    at += TONE_SECONDS;
  }
}
