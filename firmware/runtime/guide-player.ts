import type { GuideEffect, Guides } from '#ports/guides.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { ExchangeEvent } from '#switching/model.ts';
import type { PortId, Timeslot } from '#units/ids.ts';

interface Speaking {
  readonly port: PortId;
  readonly guideId: number;
  readonly sounds: readonly string[];
  readonly loop: boolean;
  /** Which sound is heard. */
  at: number;
  playId: number;
}

/** Guides are far above the ids of the core, which count up from 1. */
const FIRST_PLAY_ID = 1_000_000_000;

/** Plays what a guide says, sound after sound; a guide that nobody can speak ends at once. */
export class GuidePlayer {
  readonly #media: MediaPlane;
  readonly #guides: Guides | null;
  readonly #receive: (event: ExchangeEvent) => void;
  readonly #speaking = new Map<Timeslot, Speaking>();
  #nextPlay = FIRST_PLAY_ID;

  constructor(media: MediaPlane, guides: Guides | null, receive: (event: ExchangeEvent) => void) {
    this.#media = media;
    this.#guides = guides;
    this.#receive = receive;
  }

  say(effect: GuideEffect): void {
    const { slot, port, id, loop } = effect;
    this.stop(slot);
    const sounds = this.#guides?.render(effect) ?? [];
    if (sounds.length === 0) {
      if (!loop) this.#receive({ kind: 'guideEnded', port, id });
      return;
    }
    const speaking: Speaking = { port, guideId: id, sounds, loop, at: 0, playId: 0 };
    this.#speaking.set(slot, speaking);
    this.#play(slot, speaking);
  }

  stop(slot: Timeslot): void {
    if (this.#speaking.delete(slot)) this.#media.command({ op: 'stopPlay', slot });
  }

  /** A sound has ended. */
  played(playId: number): void {
    for (const [slot, speaking] of this.#speaking) {
      if (speaking.playId !== playId) continue;
      speaking.at += 1;
      if (speaking.at === speaking.sounds.length && speaking.loop) speaking.at = 0;
      if (speaking.at < speaking.sounds.length) this.#play(slot, speaking);
      else {
        this.#speaking.delete(slot);
        this.#receive({ kind: 'guideEnded', port: speaking.port, id: speaking.guideId });
      }
      return;
    }
  }

  #play(slot: Timeslot, speaking: Speaking): void {
    speaking.playId = this.#nextPlay++;
    this.#media.command({
      op: 'play',
      slot,
      sound: speaking.sounds[speaking.at]!,
      loop: speaking.loop && speaking.sounds.length === 1,
      gainDb: 0,
      id: speaking.playId,
    });
  }
}
