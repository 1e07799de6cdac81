import type { GuideEffect, Guides, RecordGuideEffect } from '#ports/guides.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { ExchangeEvent } from '#switching/model.ts';
import type { PortId, Timeslot } from '#units/ids.ts';

interface Speaking {
  readonly port: PortId;
  readonly guideId: number;
  readonly sounds: string[];
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
    const speaking: Speaking = { port, guideId: id, sounds: [...sounds], loop, at: 0, playId: 0 };
    this.#speaking.set(slot, speaking);
    this.#play(slot, speaking);
  }

  record(effect: RecordGuideEffect): void {
    const { port, id } = effect;
    const done = (ok: boolean): void => this.#receive({ kind: 'guideRecorded', port, id, ok });
    if (this.#guides === null) done(false);
    else this.#guides.record(effect).then(done, () => done(false));
  }

  endRecording(slot: Timeslot): void {
    this.#guides?.endRecording(slot);
  }

  stop(slot: Timeslot): void {
    if (this.#speaking.delete(slot)) this.#media.command({ op: 'stopPlay', slot });
  }

  /** A sound has ended. */
  played(playId: number): void {
    for (const [slot, speaking] of this.#speaking) {
      if (speaking.playId !== playId) continue;
      speaking.at += 1;
      this.#goOn(slot, speaking);
      return;
    }
  }

  /**
   * The media plane did not play a sound: the guide goes on without it. `what` names the sound; where it does not
   * (the plane takes no commands), it is the one that was asked for last.
   */
  refused(what: string): void {
    const all = [...this.#speaking];
    const named = all.filter(([, { sounds, at }]) => what.includes(`“${sounds[at]}”`));
    const last = all.filter(([, { playId }]) => playId === this.#nextPlay - 1);
    for (const [slot, speaking] of named.length > 0 ? named : last) {
      speaking.sounds.splice(speaking.at, 1);
      this.#goOn(slot, speaking);
    }
  }

  #goOn(slot: Timeslot, speaking: Speaking): void {
    if (speaking.at >= speaking.sounds.length && speaking.loop) speaking.at = 0;
    if (speaking.at < speaking.sounds.length) {
      this.#play(slot, speaking);
      return;
    }
    this.#speaking.delete(slot);
    if (!speaking.loop) this.#receive({ kind: 'guideEnded', port: speaking.port, id: speaking.guideId });
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
