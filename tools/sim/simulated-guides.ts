import type { GuideEffect, Guides } from '#ports/guides.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import { wavOf } from '#runtime/guides/wav.ts';

const RATE = 8_000;
const MUSIC = 'simulated-music';
const PHRASE = 'simulated-phrase';

/** A few notes, none of them near a tone of the region, a key or the test tone. */
const NOTES_HZ = [196, 262, 330, 294];

function melody(milliseconds: number): Uint8Array {
  const samples = Int16Array.from({ length: (milliseconds * RATE) / 1_000 }, (_, i) => {
    const hz = NOTES_HZ[Math.floor(i / (RATE / 4)) % NOTES_HZ.length]!;
    return Math.round(5_000 * Math.sin((2 * Math.PI * hz * i) / RATE));
  });
  return wavOf({ coding: 'pcm16', rate: RATE, data: new Uint8Array(samples.buffer) });
}

/** Voice guides of a simulated office: one phrase and one piece of music, whatever is to be said. */
export class SimulatedGuides implements Guides {
  readonly #media: MediaPlane;

  constructor(media: MediaPlane) {
    this.#media = media;
  }

  render({ loop }: GuideEffect): readonly string[] {
    return [loop ? MUSIC : PHRASE];
  }

  start(): void {
    for (const [name, milliseconds] of [[MUSIC, 4_000] as const, [PHRASE, 900] as const]) {
      const wavBase64 = Buffer.from(melody(milliseconds)).toString('base64');
      this.#media.command({ op: 'loadSound', name, wavBase64 });
    }
  }

  hears(event: MediaEvent): boolean {
    return event.kind === 'loaded';
  }

  /** Nobody speaks words here that could be kept. */
  record(): Promise<boolean> {
    return Promise.resolve(false);
  }

  endRecording(): void {}

  stop(): void {}
}
