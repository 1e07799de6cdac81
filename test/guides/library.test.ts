import { describe, expect, it } from 'vitest';
import { type GuideEffect, SOUND_BYTES_MAX, SOUND_MS_MAX } from '#ports/guides.ts';
import type { MediaEvent } from '#ports/media.ts';
import { VoiceGuides } from '#runtime/guides/voice-guides.ts';
import { wavOf } from '#runtime/guides/wav.ts';
import { PortLevelMedia } from '#sim/port-level/media-plane.ts';
import { SILENCE } from '#sim/port-level/sound.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Phrase } from '#switching/model.ts';
import { portId, timeslotOf } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { MemorySoundFiles } from './memory-files.ts';
import { bytesOf, silence, tone, toneWav } from './sounds.ts';

const PORT = portId(1, 1);
const SLOT = timeslotOf(PORT);
const TEXT = { kind: 'text', text: 'said', heard: 'somebody' } as const;
const CATALOGUE = [
  { ...TEXT, key: 'greeting', language: 'zh-CN' },
  { ...TEXT, key: 'greeting', language: 'en' },
  { ...TEXT, key: 'number-2', language: 'en', kind: 'word' },
  { ...TEXT, key: 'music', language: 'any', kind: 'sound' },
] as const;

/** Guides on a media plane of port level, on a disk in memory. */
class Scene {
  readonly clock = new VirtualClock();
  readonly media = new PortLevelMedia(this.clock, () => SILENCE);
  readonly files = new MemorySoundFiles();
  readonly guides: VoiceGuides;
  readonly standing = new Map<string, Fault>();
  readonly events: MediaEvent[] = [];
  raisedTimes = 0;

  constructor() {
    const { clock, media, files } = this;
    for (const { language, key } of CATALOGUE) files.builtIn.set(`${language}/${key}`, toneWav(500));
    this.guides = new VoiceGuides({ clock, media, files, catalogue: CATALOGUE });
    media.start((event) => {
      this.events.push(event);
      this.guides.hears(event);
    });
  }

  async start(): Promise<this> {
    this.guides.start((raised, fault) => {
      if (raised) this.raisedTimes += 1;
      if (raised) this.standing.set(`${fault.code} ${fault.where}`, fault);
      else this.standing.delete(`${fault.code} ${fault.where}`);
    });
    await this.passes(1_000);
    return this;
  }

  /** Virtual time, and what waits for promises in between. */
  async passes(milliseconds: number): Promise<void> {
    for (let gone = 0; gone < milliseconds; gone += 5) {
      for (let turn = 0; turn < 8; turn++) await Promise.resolve();
      this.clock.runFor(ms(5));
    }
  }

  /** Waits in virtual time for an answer. */
  async answer<T>(promise: Promise<T>): Promise<T> {
    const [value] = await Promise.all([promise, this.passes(1_000)]);
    return value;
  }

  render(say: readonly Phrase[], language: 'zh-CN' | 'en' = 'en'): readonly string[] {
    const effect: GuideEffect = {
      ...{ kind: 'guide', slot: SLOT, port: PORT, loop: false, id: 1 },
      ...{ say, language },
    };
    return this.guides.render(effect);
  }

  sound(key: string, language = 'en') {
    return this.guides.list().find((sound) => sound.key === key && sound.language === language);
  }
}

describe('the sounds of an office', () => {
  it('are loaded after the start, one at a time, and heard in the language of the listener', async () => {
    const scene = new Scene();
    expect(scene.render([{ text: 'greeting' }])).toEqual([]);
    await scene.start();
    expect(scene.guides.list().map(({ origin, lengthMs }) => [origin, lengthMs])).toEqual(
      CATALOGUE.map(() => ['built-in', 500]),
    );
    expect(scene.render([{ text: 'greeting' }, { number: 2 }, { sound: 'music' }])).toEqual([
      'en/greeting',
      'en/number-2',
      'any/music',
    ]);
    expect(scene.render([{ text: 'greeting' }], 'zh-CN')).toEqual(['zh-CN/greeting']);
    expect(scene.standing.size).toBe(0);
  });

  it('that nobody has are left out, and said so once', async () => {
    const scene = await new Scene().start();
    for (let turn = 0; turn < 3; turn++) {
      expect(scene.render([{ text: 'lullaby' }, { text: 'greeting' }])).toEqual(['en/greeting']);
    }
    expect([...scene.standing.keys()]).toEqual(['TR-GUIDE-001 voice guide lullaby (en)']);
    expect(scene.raisedTimes).toBe(1);
    const added = await scene.answer(scene.guides.add('lullaby', 'en', toneWav(300)));
    expect(added.ok).toBe(true);
    expect(scene.standing.size).toBe(0);
  });

  it('a number of which a word is missing is not said at all: 802 must not become 82', async () => {
    const scene = await new Scene().start();
    expect(scene.render([{ digits: '2' }])).toEqual(['en/number-2']);
    expect(scene.render([{ digits: '232' }])).toEqual([]);
    expect(scene.render([{ number: -1 }, { date: '2026-02-30' }, { timeMinutes: 2_000 }])).toEqual([]);
  });

  it('that set-up has not made are one alarm that counts them', async () => {
    const scene = new Scene();
    scene.files.builtIn.delete('en/greeting');
    scene.files.builtIn.delete('any/music');
    await scene.start();
    const fault = scene.standing.get('TR-GUIDE-002 voice guides');
    expect(fault?.what).toContain('2: en/greeting, any/music');
    expect(scene.sound('greeting')).toMatchObject({ origin: 'missing', lengthMs: 0 });
  });
});

describe('an own recording', () => {
  it('takes the place of the built-in sound at once, and stays after a restart', async () => {
    const scene = await new Scene().start();
    const wav = toneWav(700);
    const replaced = await scene.answer(scene.guides.replace('greeting', 'en', wav));
    expect(replaced).toMatchObject({ ok: true, value: { origin: 'own', lengthMs: 700, text: 'said' } });
    expect(scene.files.mine.get('en/greeting')).toEqual(wav);
    expect(await scene.guides.wav('greeting', 'en')).toEqual(wav);
    const again = new Scene();
    again.files.mine.set('en/greeting', wav);
    await again.start();
    expect(again.sound('greeting')).toMatchObject({ origin: 'own', lengthMs: 700 });
  });

  it('gives way to the built-in sound again when it is reset', async () => {
    const scene = await new Scene().start();
    await scene.answer(scene.guides.replace('greeting', 'en', toneWav(700)));
    expect(await scene.answer(scene.guides.reset('greeting', 'en'))).toEqual({ ok: true, value: null });
    expect(scene.sound('greeting')).toMatchObject({ origin: 'built-in', lengthMs: 500 });
    expect(scene.files.mine.size).toBe(0);
    expect(await scene.answer(scene.guides.reset('greeting', 'en'))).toEqual({ ok: true, value: null });
  });

  it('under a name of the office is heard in every language until it is reset', async () => {
    const scene = await new Scene().start();
    const added = await scene.answer(scene.guides.add('欢迎-2号', 'zh-CN', toneWav(300)));
    expect(added).toMatchObject({ ok: true, value: { kind: 'name', origin: 'own', lengthMs: 300 } });
    expect(scene.render([{ sound: '欢迎-2号' }])).toEqual(['zh-CN/欢迎-2号']);
    await scene.answer(scene.guides.reset('欢迎-2号', 'zh-CN'));
    expect(scene.render([{ sound: '欢迎-2号' }])).toEqual([]);
    expect(scene.sound('欢迎-2号', 'zh-CN')).toBeUndefined();
  });

  it('that was damaged on the disk is an alarm, and the built-in sound is heard', async () => {
    const scene = new Scene();
    scene.files.mine.set('en/greeting', Buffer.from('RIFF but no more'));
    await scene.start();
    expect([...scene.standing.keys()]).toEqual(['TR-GUIDE-003 guides/en/greeting.wav']);
    expect(scene.sound('greeting')).toMatchObject({ origin: 'built-in', lengthMs: 500 });
    await scene.answer(scene.guides.replace('greeting', 'en', toneWav(200)));
    expect(scene.standing.size).toBe(0);
  });

  it('that cannot be written is refused, and the sound before it is heard', async () => {
    const scene = await new Scene().start();
    scene.files.full = true;
    const replaced = await scene.answer(scene.guides.replace('greeting', 'en', toneWav(700)));
    expect(replaced).toMatchObject({ ok: false, error: { what: 'the disk is full' } });
    expect(scene.sound('greeting')).toMatchObject({ origin: 'built-in', lengthMs: 500 });
    const loads = scene.events.filter((event) => event.kind === 'loaded' && event.name === 'en/greeting');
    expect(loads).toMatchObject([{ lengthMs: 500 }, { lengthMs: 700 }, { lengthMs: 500 }]);
  });

  it('is answered also when everything stops meanwhile', async () => {
    const scene = await new Scene().start();
    const replaced = scene.guides.replace('greeting', 'en', toneWav(700));
    await Promise.resolve().then(() => Promise.resolve());
    scene.guides.stop();
    expect(await replaced).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-011' } });
  });
});

describe('a file that is no sound for telephones is refused with what to do', () => {
  const pcm = (coding: 'pcm16' | 'a-law', rate: 8_000 | 16_000, bytes: number): Uint8Array =>
    wavOf({ coding, rate, data: new Uint8Array(bytes) });
  const changed = (at: number, value: number): Uint8Array => {
    const wav = toneWav(100);
    wav[at] = value;
    return wav;
  };
  const rate = (hz: number): Uint8Array => {
    const wav = toneWav(100);
    new DataView(wav.buffer).setUint32(24, hz, true);
    return wav;
  };

  it.each([
    ['no WAV', Buffer.from('this is a picture'), 'TR-GUIDE-004', ''],
    ['nothing', new Uint8Array(), 'TR-GUIDE-004', ''],
    ['a WAV without samples', toneWav(100).subarray(0, 36), 'TR-GUIDE-004', ''],
    ['44.1 kHz', rate(44_100), 'TR-GUIDE-005', '44100'],
    ['stereo', changed(22, 2), 'TR-GUIDE-005', '2 channels'],
    ['24 bits', changed(34, 24), 'TR-GUIDE-005', '24 bits'],
    ['MP3 in a WAV', changed(20, 85), 'TR-GUIDE-005', 'format 85'],
    ['longer than may be', pcm('a-law', 8_000, SOUND_MS_MAX * 8 + 80), 'TR-GUIDE-006', ''],
    ['bigger than may be', new Uint8Array(SOUND_BYTES_MAX + 1), 'TR-GUIDE-007', ''],
    ['an empty one', pcm('pcm16', 8_000, 0), 'TR-GUIDE-010', ''],
  ])('%s', async (_, wav, code, words) => {
    const scene = await new Scene().start();
    const refused = await scene.answer(scene.guides.replace('greeting', 'en', wav));
    expect(refused).toMatchObject({ ok: false, error: { code, where: 'guides/en/greeting.wav' } });
    if (!refused.ok) expect(refused.error.what).toContain(words);
    expect(scene.files.mine.size).toBe(0);
    expect(scene.sound('greeting')).toMatchObject({ origin: 'built-in' });
  });

  it.each(['', '../../etc', 'a/b', 'a b', '.hidden', 'x'.repeat(41), 'greeting'])(
    'name "%s"',
    async (name) => {
      const scene = await new Scene().start();
      const refused = await scene.answer(scene.guides.add(name, 'en', toneWav(100)));
      expect(refused).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-008' } });
      expect(scene.files.mine.size).toBe(0);
    },
  );

  it('and own sounds together are no longer than an hour', async () => {
    const scene = new Scene();
    const long = pcm('a-law', 8_000, SOUND_MS_MAX * 8);
    for (let n = 1; n <= 12; n++) scene.files.mine.set(`any/long-${n}`, long);
    await scene.start();
    const refused = await scene.answer(scene.guides.add('one-more', 'any', toneWav(100)));
    expect(refused).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-009' } });
  });
});

describe('a guide recorded by telephone', () => {
  const recorded = (...parts: readonly Int16Array[]): MediaEvent => ({
    ...{ kind: 'recorded', slot: SLOT, id: 2_000_000_000 },
    wavBase64: Buffer.from(wavOf({ coding: 'pcm16', rate: 8_000, data: bytesOf(...parts) })).toString(
      'base64',
    ),
  });

  it('loses the silence around it and the key that ended it', async () => {
    const scene = await new Scene().start();
    const saved = scene.guides.recordTo('greeting', 'zh-CN', SLOT, 60_000);
    const event = recorded(silence(900), tone(1_000), silence(2_000), tone(60, 941));
    expect(scene.guides.hears(event)).toBe(true);
    const result = await scene.answer(saved);
    expect(result).toMatchObject({ ok: true, value: { origin: 'own', lengthMs: 1_220 } });
  });

  it('in which nobody speaks changes nothing', async () => {
    const scene = await new Scene().start();
    const saved = scene.guides.recordTo('greeting', 'zh-CN', SLOT, 60_000);
    scene.guides.hears(recorded(tone(3_000, 300, -60)));
    expect(await scene.answer(saved)).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-010' } });
    expect(scene.sound('greeting', 'zh-CN')).toMatchObject({ origin: 'built-in' });
  });

  it('that never comes is given up', async () => {
    const scene = await new Scene().start();
    const saved = scene.guides.recordTo('greeting', 'zh-CN', SLOT, 500);
    await scene.passes(3_000);
    expect(await saved).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-011' } });
  });
});
