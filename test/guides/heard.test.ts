import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import type { CatalogueSound } from '#ports/guides.ts';
import { EXCHANGE_CORE, type ExchangeCore } from '#runtime/core.ts';
import { VoiceGuides } from '#runtime/guides/voice-guides.ts';
import { checkWav } from '#runtime/guides/wav.ts';
import type { Effect, Language, Phrase } from '#switching/model.ts';
import { portId, timeslotOf } from '#units/ids.ts';
import { TestOffice } from '../support/office.ts';
import { MemorySoundFiles } from './memory-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUILT = resolve(ROOT, 'build/guides');
const PORT = portId(1, 1);
const SLOT = timeslotOf(PORT);
const WANTED = ['greeting', 'call-parked-at', 'music', 'number-7', 'number-1', 'digit-1'];

/** The built sounds that these tests speak. */
function sounds(): { catalogue: readonly CatalogueSound[]; files: MemorySoundFiles } {
  const loaded = loadCatalogue(resolve(ROOT, 'guides/catalogue.yaml'));
  const catalogue = loaded.ok ? loaded.value.filter(({ key }) => WANTED.includes(key)) : [];
  const files = new MemorySoundFiles();
  for (const { language, key } of catalogue) {
    files.builtIn.set(`${language}/${key}`, readFileSync(`${BUILT}/${language}/${key}.wav`));
  }
  return { catalogue, files };
}

interface Said {
  readonly say: readonly Phrase[];
  readonly language: Language;
  readonly loop: boolean;
}

/** An office whose first telephone hears a guide in place of dial tone as soon as it is lifted. */
async function speaking(guide: Said) {
  const ended: number[] = [];
  const core: ExchangeCore = {
    ...EXCHANGE_CORE,
    step: (exchange, event, now) => {
      if (event.kind === 'guideEnded') ended.push(event.id);
      const next = EXCHANGE_CORE.step(exchange, event, now);
      if (!('port' in event) || event.port !== PORT) return next;
      const spoken: readonly Effect[] =
        event.kind === 'offHook'
          ? [
              { kind: 'tone', slot: SLOT, tone: null },
              { kind: 'guide', slot: SLOT, port: PORT, id: 5, ...guide },
            ]
          : event.kind === 'onHook'
            ? [{ kind: 'guideOff', slot: SLOT }]
            : [];
      return { ...next, effects: [...next.effects, ...spoken] };
    },
  };
  let guides: VoiceGuides | null = null;
  const office = new TestOffice({
    core,
    // Nobody dials here, and nobody is told off for it.
    office: (plain) => ({ ...plain, timing: { ...plain.timing, firstDigitMsMax: 600_000 } }),
    guides: ({ media, clock }) => {
      guides = new VoiceGuides({ media, clock, ...sounds() });
      return guides;
    },
  });
  // Files are read by promises: time and they go on in turns.
  for (let turn = 0; turn < 100; turn++) {
    for (let wait = 0; wait < 8; wait++) await Promise.resolve();
    office.run(10);
  }
  const phone = office.phone(1);
  /** What the earpiece gives. */
  const listen = (milliseconds: number): Float32Array => {
    const heard = new Float32Array(milliseconds * 8);
    const frame = new Float32Array(40);
    for (let at = 0; at < heard.length; at += frame.length) {
      office.run(5);
      phone.earpiece(frame);
      heard.set(frame, at);
    }
    return heard;
  };
  return { office, phone, ended, listen, guides: guides! as VoiceGuides };
}

const samplesOf = (...places: readonly string[]): Float32Array =>
  Float32Array.from(
    places.flatMap((place) => {
      const checked = checkWav(readFileSync(`${BUILT}/${place}.wav`), place);
      if (!checked.ok) throw new Error(checked.error.what);
      return [...new Int16Array(Uint8Array.from(checked.value.data).buffer)];
    }),
  );

/** Idle codes of the A-law, and a little noise of the line; 16-bit scale. */
const QUIET = 40;
const WINDOW = 80;
const envelope = (samples: Float32Array): number[] =>
  Array.from({ length: Math.floor(samples.length / WINDOW) }, (_, window) =>
    Math.hypot(...samples.subarray(window * WINDOW, (window + 1) * WINDOW)),
  );

/** How alike two sounds rise and fall, at the best of all shifts up to 200 ms; 1 is the same. */
function likeness(heard: Float32Array, wanted: Float32Array): number {
  const a = envelope(heard);
  const b = envelope(wanted);
  const mean = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0) / list.length;
  const correlation = (shift: number): number => {
    const x = a.slice(shift, shift + b.length);
    const y = b.slice(0, x.length);
    const [mx, my] = [mean(x), mean(y)];
    const sum = (f: (i: number) => number): number => x.reduce((total, _, i) => total + f(i), 0);
    const both = sum((i) => (x[i]! - mx) * (y[i]! - my));
    return both / Math.sqrt(sum((i) => (x[i]! - mx) ** 2) * sum((i) => (y[i]! - my) ** 2));
  };
  return Math.max(...Array.from({ length: 21 }, (_, shift) => correlation(shift)));
}

const level = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);

describe('a guide at a telephone', () => {
  it.each(['zh-CN', 'en'] as const)('is heard as it was recorded, in %s', async (language) => {
    const { office, phone, listen, ended } = await speaking({
      say: [{ text: 'greeting' }],
      language,
      loop: false,
    });
    expect(office.host.observe.snapshot().alarms).toEqual([]);
    phone.lift();
    const heard = listen(6_500);
    expect(likeness(heard, samplesOf(`${language}/greeting`))).toBeGreaterThan(0.9);
    const other = language === 'en' ? 'zh-CN' : 'en';
    expect(likeness(heard, samplesOf(`${other}/greeting`))).toBeLessThan(0.6);
    expect(ended).toEqual([5]);
    await office.close();
  });

  it('says a text and a number after it without a gap that would be noticed', async () => {
    const say = [{ text: 'call-parked-at' }, { digits: '71' }];
    const { office, phone, listen } = await speaking({ say, language: 'zh-CN', loop: false });
    phone.lift();
    const heard = listen(4_000);
    const wanted = samplesOf('zh-CN/call-parked-at', 'zh-CN/number-7', 'zh-CN/digit-1');
    expect(likeness(heard, wanted)).toBeGreaterThan(0.85);
    await office.close();
  });

  it('is silent when the handset has been put back, and tells no end', async () => {
    const { office, phone, listen, ended } = await speaking({
      ...{ say: [{ text: 'greeting' }], language: 'en', loop: false },
    });
    phone.lift();
    expect(level(listen(1_500))).toBeGreaterThan(10 * QUIET);
    phone.hangUp();
    office.waitFor('everything at rest', () => office.atRest(), 1_500);
    office.run(50);
    for (let frame = 0; frame < 200; frame++) {
      expect(level(phone.receive)).toBeLessThan(QUIET);
      office.run(5);
    }
    expect(ended).toEqual([]);
    await office.close();
  });

  it('that is music goes on past its end without a gap', async () => {
    const { office, phone, listen } = await speaking({
      say: [{ sound: 'music' }],
      language: 'en',
      loop: true,
    });
    phone.lift();
    const round = listen(63_000);
    const loudness = Array.from({ length: 630 }, (_, tenth) =>
      level(round.subarray(tenth * 800, tenth * 800 + 800)),
    );
    expect(Math.min(...loudness)).toBeGreaterThan(Math.max(...loudness) / 30);
    // A minute later it is the same music again.
    expect(likeness(round.subarray(480_000), round.subarray(0, 20_000))).toBeGreaterThan(0.95);
    await office.close();
  });

  it('recorded at a telephone is heard in place of the built-in one', async () => {
    const { office, phone, guides } = await speaking({
      say: [{ text: 'greeting' }],
      language: 'en',
      loop: false,
    });
    const speaker = office.phone(2);
    speaker.lift();
    office.run(500);
    const saved = guides.recordTo('greeting', 'en', timeslotOf(portId(1, 2)), 60_000);
    office.run(700);
    speaker.say('tone1k');
    office.run(1_000);
    speaker.say('none');
    office.run(900);
    guides.endRecording(timeslotOf(portId(1, 2)));
    for (let turn = 0; turn < 40; turn++) {
      for (let wait = 0; wait < 8; wait++) await Promise.resolve();
      office.run(10);
    }
    const result = await saved;
    expect(result).toMatchObject({ ok: true, value: { origin: 'own' } });
    if (result.ok) expect(Math.abs(result.value.lengthMs - 1_220)).toBeLessThan(40);
    phone.lift();
    office.run(800);
    expect(phone.hears).toMatchObject({ tone: 'testTone' });
    await office.close();
  });
});
