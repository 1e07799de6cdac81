import type { GuideEffect, Guides } from '#ports/guides.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import type { Phrase } from '#switching/model.ts';
import { toneWav } from '../guides/sounds.ts';

const LENGTH_MS = 800;
const DBM0 = -12;
/** Away from the tones of the country (450 Hz), from keys and from the test tone. */
const HZ = {
  music: 560,
  greeting: 600,
  'dial-extension': 640,
  'forwarding-to': 1_100,
  'call-parked-at': 1_150,
};
const ANY_DIGIT_HZ = 300;
const ANY_OTHER_HZ = 250;

const nameOf = (phrase: Phrase): string =>
  'text' in phrase ? phrase.text : 'sound' in phrase ? phrase.sound : 'digits' in phrase ? 'digits' : 'other';

/** Voice guides by pitch: an ear can tell which one it is. */
export class TonedGuides implements Guides {
  /** What was said, in order. */
  readonly said: string[] = [];
  readonly #media: MediaPlane;

  constructor(media: MediaPlane) {
    this.#media = media;
  }

  static hzOf(name: keyof typeof HZ): number {
    return HZ[name];
  }

  render({ say }: GuideEffect): readonly string[] {
    const names = say.map(nameOf).map((name) => (name in HZ || name === 'digits' ? name : 'other'));
    this.said.push(...say.map((phrase) => ('digits' in phrase ? phrase.digits : nameOf(phrase))));
    return names;
  }

  start(): void {
    const load = (name: string, hz: number): void => {
      const wavBase64 = Buffer.from(toneWav(LENGTH_MS, hz, DBM0)).toString('base64');
      this.#media.command({ op: 'loadSound', name, wavBase64 });
    };
    for (const [name, hz] of Object.entries(HZ)) load(name, hz);
    load('digits', ANY_DIGIT_HZ);
    load('other', ANY_OTHER_HZ);
  }

  hears(event: MediaEvent): boolean {
    return event.kind === 'loaded';
  }

  record(): Promise<boolean> {
    return Promise.resolve(false);
  }

  endRecording(): void {}

  stop(): void {}
}
