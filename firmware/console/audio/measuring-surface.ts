/**
 * `window.tipringBench`: what the page itself measured in the audio that reached it. For tests and for
 * anybody with the browser's console open; the same figures stand on the screen.
 */
import type { BenchDevice } from '#web/protocol.ts';
import { type Heard, NOTHING_HEARD } from './ear.ts';
import { heardBy, type Played, type Sound } from './sound.ts';
import { SILENCE_DBM0 } from './spectrum.ts';

export interface MeasuringSurface {
  /** Strongest frequency, level, name of the tone and number of samples of a device in use. */
  earpiece(device: BenchDevice): Heard;
  /** Level of one frequency over the last 128 ms, dBm0; −90 is silence. */
  levelAt(device: BenchDevice, hz: number): number;
  /** Samples of a device that went to the loudspeaker, and gaps among them; null unless it is listened to. */
  played(device: BenchDevice): Played | null;
}

declare global {
  interface Window {
    tipringBench?: MeasuringSurface;
  }
}

export function exposeMeasuring(sound: Sound): void {
  window.tipringBench = {
    earpiece: (device) => (sound.ear(device) === null ? NOTHING_HEARD : heardBy(sound.state.get(), device)),
    levelAt: (device, hz) => sound.ear(device)?.levelAt(hz) ?? SILENCE_DBM0,
    played: (device) => sound.state.get().played[device] ?? null,
  };
}
