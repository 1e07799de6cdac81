import type { Cancel } from '#ports/clock.ts';
import type { MediaCommand, MediaEvent } from '#ports/media.ts';
import type { Timeslot } from '#units/ids.ts';

type Play = Extract<MediaCommand, { readonly op: 'play' }>;

interface Playing {
  readonly id: number;
  readonly sound: string;
  readonly cancel: Cancel;
}

export interface PlayerParts {
  readonly later: (milliseconds: number, act: () => void) => Cancel;
  readonly tell: (event: MediaEvent) => void;
  /** What arrives at this slot's device has changed. */
  readonly changed: (slot: Timeslot) => void;
}

/** Sounds by their lengths alone: when each is heard, and when it ends. */
export class Player {
  readonly #parts: PlayerParts;
  readonly #lengthsMs = new Map<string, number>();
  readonly #playing = new Map<Timeslot, Playing>();

  constructor(parts: PlayerParts) {
    this.#parts = parts;
  }

  /** Name of the sound that is heard there now. */
  heardAt(slot: Timeslot): string | null {
    return this.#playing.get(slot)?.sound ?? null;
  }

  load(name: string, wavBase64: string): void {
    const lengthMs = lengthMsOf(Buffer.from(wavBase64, 'base64'));
    this.#parts.later(5, () => {
      if (lengthMs === null) {
        const what = `sound “${name}”: this is not a WAV file`;
        this.#parts.tell({ kind: 'refused', op: 'loadSound', code: 'wav-none', what });
        return;
      }
      this.#lengthsMs.set(name, lengthMs);
      this.#parts.tell({ kind: 'loaded', name, lengthMs, levelDbm0: null, gainDb: 0 });
    });
  }

  play({ slot, sound, loop, startMs = 0, id }: Play): void {
    const lengthMs = this.#lengthsMs.get(sound);
    if (lengthMs === undefined) {
      const what = `sound “${sound}” is not there`;
      this.#parts.later(0, () =>
        this.#parts.tell({ kind: 'refused', op: 'play', code: 'sound-unknown', what }),
      );
      return;
    }
    this.stop(slot);
    const left = Math.max(0, lengthMs - startMs);
    const cancel = loop ? () => undefined : this.#parts.later(left, () => this.stop(slot));
    this.#playing.set(slot, { id, sound, cancel });
    this.#parts.changed(slot);
  }

  stop(slot: Timeslot): void {
    const playing = this.#playing.get(slot);
    if (playing === undefined) return;
    playing.cancel();
    this.#playing.delete(slot);
    this.#parts.changed(slot);
    // Not from inside a command: as late as the next frame, like the real plane.
    this.#parts.later(0, () => this.#parts.tell({ kind: 'played', slot, id: playing.id }));
  }
}

/** From the header as the RIFF description has it; null for anything else. */
function lengthMsOf(wav: Buffer): number | null {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') return null;
  let bytesASecond = 0;
  for (let at = 12; at + 8 <= wav.length; at += 8 + wav.readUInt32LE(at + 4)) {
    const tag = wav.toString('latin1', at, at + 4);
    const length = Math.min(wav.readUInt32LE(at + 4), wav.length - at - 8);
    if (tag === 'fmt ' && length >= 16) bytesASecond = wav.readUInt32LE(at + 16);
    if (tag === 'data') return bytesASecond === 0 || length === 0 ? null : (length * 1_000) / bytesASecond;
  }
  return null;
}
