import { describe, expect, it } from 'vitest';
import type { Detectors, MediaCommand, MediaEvent, MediaPlane } from '#ports/media.ts';
import { type Timeslot, timeslot } from '#units/ids.ts';
import { type Duration, type Instant, ms } from '#units/time.ts';
import { playing } from './media-plane-sounds.ts';
import { recordingAndQuality, supervising } from './media-plane-voice.ts';

/** What a device on a slot says: a key of its keypad, 1 kHz at −10 dBm0, or an exchange's dial tone. */
export type Said = 'silence' | 'testTone' | 'dialTone' | { readonly key: string };

/** A media plane under test, with something at each slot that can speak and listen. */
export interface MediaUnderTest {
  readonly plane: MediaPlane;
  /** What the device on a slot says from now on. */
  say(slot: Timeslot, said: Said): void;
  /** What it has heard during the last 100 ms: strongest frequencies, and level (−90 is silence). */
  hears(slot: Timeslot): { readonly hz: readonly number[]; readonly dbm0: number };
  pass(span: Duration): void;
  now(): Instant;
  close?(): void;
}

/** What an implementation has none of; its sentences are left out. */
export interface MediaDepth {
  /** Real samples: gain, sounds, records, refusals that look at them. */
  readonly samples: boolean;
}

export const CONFIGURE: MediaCommand = {
  op: 'configure',
  law: 'a',
  tones: {
    dial: { levelDbm0: -10, repeat: true, steps: [{ hz: [450], ms: 0 }] },
    busy: {
      levelDbm0: -10,
      repeat: true,
      steps: [
        { hz: [450], ms: 350 },
        { hz: [], ms: 350 },
      ],
    },
  },
  dtmf: { lowDbm0: -9, highDbm0: -7, onMs: 70, offMs: 70 },
};

const A = timeslot(0);
const B = timeslot(1);
const C = timeslot(2);

/** A plane under test that is configured, and what it has told. */
export class Scene {
  readonly told: { readonly event: MediaEvent; readonly at: Instant }[] = [];
  readonly plane: MediaPlane;
  readonly #under: MediaUnderTest;

  constructor(under: MediaUnderTest) {
    this.#under = under;
    this.plane = under.plane;
    this.plane.start((event, at) => this.told.push({ event, at }));
    this.do(CONFIGURE);
    this.pass(50);
    // That the cards came up is no news of the plane.
    this.told.length = 0;
  }

  do(command: MediaCommand): void {
    this.plane.command(command);
  }

  connect(from: Timeslot, to: Timeslot, gainDb = 0): void {
    this.do({ op: 'connect', from, to, gainDb });
  }

  detect(slot: Timeslot, detectors: Partial<Detectors>): void {
    const none: Detectors = { dtmf: false, progress: false, fax: false, callerId: null };
    this.do({ op: 'detect', slot, detectors: { ...none, ...detectors } });
  }

  say(slot: Timeslot, said: Said): void {
    this.#under.say(slot, said);
  }

  pass(milliseconds: number): void {
    this.#under.pass(ms(milliseconds));
  }

  now(): Instant {
    return this.#under.now();
  }

  of<K extends MediaEvent['kind']>(kind: K): Extract<MediaEvent, { kind: K }>[] {
    type Wanted = Extract<MediaEvent, { kind: K }>;
    return this.told.map(({ event }) => event).filter((event): event is Wanted => event.kind === kind);
  }

  expectTone(slot: Timeslot, hz: number, dbm0: number): void {
    const heard = this.#under.hears(slot);
    expect(Math.abs((heard.hz[0] ?? 0) - hz)).toBeLessThan(5);
    expect(Math.abs(heard.dbm0 - dbm0)).toBeLessThan(1);
  }

  hearsSound(slot: Timeslot): boolean {
    return this.#under.hears(slot).dbm0 > -40;
  }

  expectSilence(slot: Timeslot): void {
    // A-law has no zero: the idle codes of two members add up to −60 dBm0.
    expect(this.#under.hears(slot).dbm0).toBeLessThan(-55);
  }
}

export type Sentence = (title: string, body: (scene: Scene) => void) => void;

/** What every `MediaPlane` promises. */
export function mediaPlaneContract(name: string, depth: MediaDepth, open: () => MediaUnderTest): void {
  const sentence: Sentence = (title, body) =>
    it(title, () => {
      const under = open();
      try {
        body(new Scene(under));
      } finally {
        under.plane.stop();
        under.close?.();
      }
    });

  describe(`the contract of a media plane: ${name}`, () => {
    switching(sentence);
    supervising(sentence);
    tonesAndSenders(sentence);
    detecting(sentence);
    playing(sentence);
    if (depth.samples) soundsAndLevels(sentence);
    if (depth.samples) recordingAndQuality(sentence);
    if (depth.samples) refusals(sentence);
  });
}

function switching(sentence: Sentence): void {
  sentence('an idle port hears nothing and holds no path', (scene) => {
    scene.say(A, 'testTone');
    scene.pass(200);
    for (const slot of [A, B, C]) scene.expectSilence(slot);
    expect(scene.plane.statistics().paths).toBe(0);
  });

  sentence('a connection carries speech one way, until it is cut', (scene) => {
    scene.connect(A, B);
    scene.say(A, 'testTone');
    scene.pass(200);
    scene.expectTone(B, 1000, -10);
    scene.expectSilence(A);
    scene.do({ op: 'disconnect', from: A, to: B });
    scene.pass(200);
    scene.expectSilence(B);
  });

  sentence('the same connection twice is one path, and cutting it twice does no harm', (scene) => {
    scene.connect(A, B);
    scene.connect(A, B);
    scene.pass(10);
    expect(scene.plane.statistics().paths).toBe(1);
    scene.do({ op: 'disconnect', from: A, to: B });
    scene.do({ op: 'disconnect', from: A, to: B });
    scene.pass(10);
    expect(scene.plane.statistics().paths).toBe(0);
    expect(scene.told).toEqual([]);
  });

  sentence('two who are connected to one port are cut one by one', (scene) => {
    scene.connect(A, C);
    scene.connect(B, C);
    scene.say(A, 'testTone');
    scene.do({ op: 'disconnect', from: B, to: C });
    scene.pass(200);
    scene.expectTone(C, 1000, -10);
  });

  sentence('in a conference each hears the others and not himself', (scene) => {
    const members = [A, B, C].map((slot) => ({ slot, gainDb: 0 }));
    scene.do({ op: 'conference', id: 1, members });
    scene.say(A, 'testTone');
    scene.pass(200);
    scene.expectSilence(A);
    scene.expectTone(B, 1000, -10);
    scene.expectTone(C, 1000, -10);
    expect(scene.plane.statistics().paths).toBe(3);
  });

  sentence('who leaves a conference hears no more of it, and without members it is over', (scene) => {
    const members = [A, B, C].map((slot) => ({ slot, gainDb: 0 }));
    scene.do({ op: 'conference', id: 1, members });
    scene.do({ op: 'conference', id: 1, members: members.slice(0, 2) });
    scene.say(A, 'testTone');
    scene.pass(200);
    scene.expectTone(B, 1000, -10);
    scene.expectSilence(C);
    scene.do({ op: 'conference', id: 1, members: [] });
    scene.pass(200);
    scene.expectSilence(B);
    expect(scene.plane.statistics().paths).toBe(0);
  });
}

function tonesAndSenders(sentence: Sentence): void {
  sentence('dial tone is heard at its level on the port it is sent to, until it is stopped', (scene) => {
    scene.do({ op: 'tone', slot: A, tone: 'dial' });
    scene.pass(200);
    scene.expectTone(A, 450, -10);
    scene.expectSilence(B);
    scene.do({ op: 'tone', slot: A, tone: null });
    scene.pass(200);
    scene.expectSilence(A);
  });

  sentence('digits are sent one after the other, and their end is told with their number', (scene) => {
    const start = scene.now();
    scene.do({ op: 'sendDigits', slot: A, digits: '12', id: 7 });
    scene.pass(1000);
    expect(scene.of('sent')).toEqual([{ kind: 'sent', slot: A, id: 7 }]);
    const took = scene.told[0]!.at - start;
    expect(took).toBeGreaterThanOrEqual(ms(210));
    expect(took).toBeLessThanOrEqual(ms(300));
  });

  sentence('a pause between digits takes a second', (scene) => {
    scene.do({ op: 'sendDigits', slot: A, digits: '1,2', id: 8 });
    scene.pass(1000);
    expect(scene.of('sent')).toEqual([]);
    scene.pass(500);
    expect(scene.of('sent')).toHaveLength(1);
  });

  sentence('caller ID is sent and its end is told', (scene) => {
    const format = { signal: 'fsk', standard: 'bell202', format: 'mdmf' } as const;
    const message = { number: '01012345678', name: 'ZHANG', dateTime: '11211530', absence: '' } as const;
    scene.do({ op: 'sendCallerId', slot: A, format, message, alert: false, id: 9 });
    scene.pass(2000);
    expect(scene.of('sent')).toEqual([{ kind: 'sent', slot: A, id: 9 }]);
  });
}

function detecting(sentence: Sentence): void {
  sentence('a key is told once, within a tenth of a second, by the port that pressed it', (scene) => {
    for (const slot of [A, B]) scene.detect(slot, { dtmf: true });
    const pressed = scene.now();
    scene.say(B, { key: '5' });
    scene.pass(150);
    scene.say(B, 'silence');
    scene.pass(150);
    expect(scene.of('dtmf')).toEqual([{ kind: 'dtmf', slot: B, digit: '5' }]);
    expect(scene.told[0]!.at - pressed).toBeGreaterThanOrEqual(ms(20));
    expect(scene.told[0]!.at - pressed).toBeLessThanOrEqual(ms(100));
  });

  sentence('all sixteen keys are told in the order pressed', (scene) => {
    scene.detect(A, { dtmf: true });
    const keys = '147*2580369#ABCD';
    for (const key of keys) {
      scene.say(A, { key });
      scene.pass(70);
      scene.say(A, 'silence');
      scene.pass(70);
    }
    expect(scene.of('dtmf').map((event) => event.digit)).toEqual([...keys]);
  });

  sentence('a key is not told while nobody listens', (scene) => {
    scene.detect(A, { dtmf: true });
    scene.detect(A, { dtmf: false });
    scene.say(A, { key: '5' });
    scene.pass(200);
    expect(scene.told).toEqual([]);
  });

  sentence('dial tone of the public exchange is told when it comes and when it goes', (scene) => {
    scene.detect(A, { progress: true });
    scene.say(A, 'dialTone');
    scene.pass(2500);
    scene.say(A, 'silence');
    scene.pass(2500);
    const told = scene.of('progress').map((event) => [event.slot, event.tone, event.on]);
    expect(told).toEqual([
      [A, 'dial', true],
      [A, 'dial', false],
    ]);
  });

  sentence('after stop nothing more is told', (scene) => {
    scene.detect(A, { dtmf: true });
    scene.say(A, { key: '5' });
    scene.plane.stop();
    scene.pass(300);
    expect(scene.told).toEqual([]);
  });
}

function soundsAndLevels(sentence: Sentence): void {
  sentence('gain is what the command says, and a second command changes it', (scene) => {
    scene.connect(A, B, -6);
    scene.say(A, 'testTone');
    scene.pass(200);
    scene.expectTone(B, 1000, -16);
    scene.connect(A, B, 4);
    scene.pass(200);
    scene.expectTone(B, 1000, -6);
    expect(scene.plane.statistics().paths).toBe(1);
  });

  sentence('busy tone has its cadence: half of the time it is silent', (scene) => {
    scene.do({ op: 'tone', slot: A, tone: 'busy' });
    let loud = 0;
    for (let tenth = 0; tenth < 35; tenth++) {
      scene.pass(20);
      if (scene.hearsSound(A)) loud += 1;
    }
    // 350 ms of 700, seen through a window of 100 ms that begins to be loud with the tone.
    expect(loud).toBeGreaterThanOrEqual(17);
    expect(loud).toBeLessThanOrEqual(24);
  });

  sentence('what a port says is recorded, and played back at its level', (scene) => {
    scene.say(A, 'testTone');
    scene.do({ op: 'record', slot: A, msMax: 300, id: 3 });
    scene.pass(500);
    const [recorded] = scene.of('recorded');
    expect(recorded).toMatchObject({ slot: A, id: 3 });
    scene.do({ op: 'loadSound', name: 'echo', wavBase64: recorded!.wavBase64 });
    scene.do({ op: 'play', slot: B, sound: 'echo', loop: false, gainDb: 0, id: 4 });
    scene.pass(200);
    expect(scene.of('loaded')).toMatchObject([{ name: 'echo', lengthMs: 300, gainDb: 0 }]);
    scene.expectTone(B, 1000, -10);
    scene.pass(300);
    expect(scene.of('played')).toEqual([{ kind: 'played', slot: B, id: 4 }]);
    scene.expectSilence(B);
  });
}

function refusals(sentence: Sentence): void {
  const refused = (title: string, command: MediaCommand) =>
    sentence(title, (scene) => {
      scene.do(command);
      scene.pass(10);
      expect(scene.of('refused')).toHaveLength(1);
      const { op, code, what } = scene.of('refused')[0]!;
      expect(op).toBe(command.op);
      expect(code).toMatch(/^[a-z0-9-]{3,40}$/);
      expect(what).not.toBe('');
      expect(scene.plane.statistics().paths).toBe(0);
    });

  refused('a connection to a timeslot that the board has not is refused', {
    op: 'connect',
    from: A,
    to: timeslot(4000),
    gainDb: 0,
  });
  refused('a gain that is no number is refused', { op: 'connect', from: A, to: B, gainDb: Number.NaN });
  refused('a tone that the region has not is refused', { op: 'tone', slot: A, tone: 'lullaby' });
  refused('a digit that no keypad has is refused', { op: 'sendDigits', slot: A, digits: '12E', id: 1 });
  refused('a sound that is no WAV is refused', { op: 'loadSound', name: 'x', wavBase64: 'bm8gd2F2' });
  refused('a sound that is not loaded is refused', {
    op: 'play',
    slot: A,
    sound: 'nothing',
    loop: false,
    gainDb: 0,
    id: 1,
  });
  refused('a conference of 33 is refused', {
    op: 'conference',
    id: 1,
    members: Array.from({ length: 33 }, (_, slot) => ({ slot: timeslot(slot), gainDb: 0 })),
  });
}
