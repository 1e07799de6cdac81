import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pinyin } from 'pinyin-pro';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import { checkWav } from '#runtime/guides/wav.ts';
import { GUIDE_TEXTS } from '#switching/guide-texts.ts';
import { PLAIN_SERVICES } from '#switching/plain.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PATH = join(ROOT, 'guides/catalogue.yaml');
const loaded = loadCatalogue(PATH);
const catalogue = loaded.ok ? loaded.value : [];
const keysOf = (kind: string, language: string): string[] =>
  catalogue.filter((sound) => sound.kind === kind && sound.language === language).map(({ key }) => key);

const samplesOf = (language: string, key: string): Int16Array => {
  const wav = readFileSync(join(ROOT, 'build/guides', language, `${key}.wav`));
  const checked = checkWav(wav, key);
  if (!checked.ok) throw new Error(checked.error.what);
  return new Int16Array(Uint8Array.from(checked.value.data).buffer);
};
const level = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);

describe('the catalogue of voice guides', () => {
  it('has every text that the exchange may say, in both languages, and no other', () => {
    expect(keysOf('text', 'zh-CN').sort()).toEqual([...GUIDE_TEXTS].sort());
    expect(keysOf('text', 'en').sort()).toEqual([...GUIDE_TEXTS].sort());
  });

  it('is Chinese in Chinese and English in English, and says who hears it', () => {
    for (const { language, kind, text, heard } of catalogue) {
      if (language === 'zh-CN') expect(text).toMatch(/^[\p{Script=Han}，。]+$/u);
      if (language === 'en') expect(text).toMatch(/^[A-Za-z][A-Za-z ,.'-]*$/);
      if (kind === 'text') expect(heard).not.toBe('');
    }
  });

  it('gives a reading only where it has one syllable for each character', () => {
    const { texts } = parse(readFileSync(PATH, 'utf8')) as {
      texts: Record<string, { 'zh-CN': string; pinyin?: string }>;
    };
    const read = Object.values(texts).filter(({ pinyin }) => pinyin !== undefined);
    expect(read.length).toBeGreaterThan(0);
    for (const text of read) {
      const syllables = text.pinyin!.match(/[a-zü]+[1-5]/g) ?? [];
      expect(syllables).toHaveLength(text['zh-CN'].replace(/[，。]/g, '').length);
    }
  });

  it('has no Chinese character whose syllable the voice would not know', async () => {
    const { pinyinOf } = await import('../../tools/setup/guides/voice.mjs' as string);
    const chinese = catalogue.filter(({ language }) => language === 'zh-CN');
    for (const { text } of chinese) {
      const read: string = pinyinOf(text, pinyin);
      expect(read).toMatch(/^([a-zü]+[1-5][ ,.]*)+$/);
      expect(read.match(/[1-5]/g)).toHaveLength(text.replace(/[，。]/g, '').length);
    }
    expect(pinyinOf('您要找的，请重新拨号。', pinyin)).toBe(
      'nin2 yao4 zhao3 de5, qing3 chong2 xin1 bo1 hao4.',
    );
  });

  it('has the greeting and the music that an office without wishes asks for', () => {
    const [entity] = PLAIN_SERVICES.entities;
    expect(keysOf('text', 'en')).toContain(entity!.greeting);
    expect(keysOf('sound', 'any')).toContain(entity!.music);
  });

  it('that is broken is a fault that names the place', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'guides-'));
    const path = join(folder, 'catalogue.yaml');
    writeFileSync(path, 'texts: { a: { heard: x, zh-CN: 一 } }\nwords: { zh-CN: {}, en: {} }\nsounds: {}\n');
    const broken = loadCatalogue(path);
    expect(broken).toMatchObject({ ok: false, error: { code: 'TR-GUIDE-012', where: path } });
    expect(loadCatalogue(join(folder, 'none.yaml')).ok).toBe(false);
    await rm(folder, { recursive: true });
  });
});

/** Silence that is put around each text. */
const AROUND_MS = 180;

describe('the sounds that set-up makes', () => {
  it('are there for every key: 8 kHz, audible, not clipped, and begin and end with speech', () => {
    expect(catalogue.length).toBeGreaterThan(250);
    for (const { key, language, kind } of catalogue) {
      const samples = samplesOf(language, key);
      const ms = samples.length / 8;
      const place = `${language}/${key}`;
      expect([place, ms > 150 && ms < (kind === 'sound' ? 61_000 : 9_000)]).toEqual([place, true]);
      expect([place, level(samples) > 1_500]).toEqual([place, true]);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect([place, peak < 32_000]).toEqual([place, true]);
      if (kind === 'sound') continue;
      // Trimmed: something is heard soon, and until shortly before the end.
      expect([place, level(samples.subarray(0, 800)) > 100]).toEqual([place, true]);
      expect([place, level(samples.subarray(-2_400)) > 60]).toEqual([place, true]);
    }
  });

  it('say longer texts longer: nothing was cut off or left out', () => {
    for (const language of ['zh-CN', 'en'] as const) {
      for (const { key, text } of catalogue.filter(
        (sound) => sound.kind === 'text' && sound.language === language,
      )) {
        const characters = text.replace(/[，。,. ]/g, '').length;
        const msEach = (samplesOf(language, key).length / 8 - AROUND_MS) / characters;
        const [least, most] = language === 'zh-CN' ? [130, 420] : [40, 130];
        expect([key, msEach > least && msEach < most, msEach]).toEqual([key, true, msEach]);
      }
    }
  });

  it('are told apart by the ear: the same text in two languages is not the same sound', () => {
    for (const key of GUIDE_TEXTS) expect(samplesOf('zh-CN', key)).not.toEqual(samplesOf('en', key));
  });
});

describe('the music on hold', () => {
  const samples = samplesOf('any', 'music');

  it('is a minute, and is heard all the time', () => {
    expect(samples.length).toBe(480_000);
    for (let at = 0; at < samples.length; at += 4_000) {
      expect(level(samples.subarray(at, at + 4_000))).toBeGreaterThan(300);
    }
  });

  it('has no seam where it begins again', () => {
    const steps = samples.map((sample, i) => Math.abs(samples[(i + 1) % samples.length]! - sample));
    const seam = steps[samples.length - 1]!;
    const around = [...steps.subarray(-400), ...steps.subarray(0, 400)];
    expect(seam).toBeLessThanOrEqual(Math.max(...around.filter((_, index) => index !== 399)));
    // As loud before as behind it: what rings on at the end is there at the beginning.
    const before = level(samples.subarray(-200));
    const behind = level(samples.subarray(0, 200));
    expect(Math.abs(20 * Math.log10(before / behind))).toBeLessThan(12);
  });
});
