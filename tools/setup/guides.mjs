import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { music, recordTone } from './guides/music.mjs';
import { pinyinOf, speak } from './guides/voice.mjs';
import { fingerprint, isStamped, ROOT, SetupError, say, stamp } from './shared.mjs';

const BUILT = join(ROOT, 'build/guides');
/** What each sound was made from, so that a changed text costs one sound and not all of them. */
const INDEX = join(BUILT, 'index.json');
const SOURCES = ['guides/catalogue.yaml', 'tools/setup/guides', 'tools/setup/guides.mjs'];
const value = () => fingerprint(SOURCES);
const MADE = { music, 'record-tone': recordTone };

const indexed = () => {
  try {
    return JSON.parse(readFileSync(INDEX, 'utf8'));
  } catch {
    return {};
  }
};

const present = () => {
  try {
    return new Set(readdirSync(BUILT, { recursive: true }));
  } catch {
    return new Set();
  }
};

/** Every sound of the catalogue: its file below build/guides/, and what makes it. */
async function sounds() {
  // Not at the top: this file is also loaded before the packages are there.
  const [{ parse }, { pinyin }] = await Promise.all([import('yaml'), import('pinyin-pro')]);
  const { texts, words, sounds: made } = parse(readFileSync(join(ROOT, 'guides/catalogue.yaml'), 'utf8'));
  const spoken = (language, kind, key, text, reading) => {
    const said = language === 'zh-CN' ? (reading ?? pinyinOf(text, pinyin)) : text;
    return {
      file: `${language}/${key}.wav`,
      from: `${language} ${kind} ${said}`,
      make: () => speak({ language, kind, said }),
    };
  };
  return [
    ...Object.entries(texts).flatMap(([key, text]) => [
      spoken('zh-CN', 'text', key, text['zh-CN'], text.pinyin),
      spoken('en', 'text', key, text.en),
    ]),
    ...Object.entries(words).flatMap(([language, list]) =>
      Object.entries(list).map(([key, text]) => spoken(language, 'word', key, text)),
    ),
    ...Object.keys(made).map((key) => ({ file: `any/${key}.wav`, from: key, make: MADE[key] })),
  ];
}

/** Speaks the catalogue of voice guides: one file a sound in build/guides/. */
export async function prepareGuides() {
  say('speaking the voice guides');
  const maker = fingerprint(SOURCES.slice(1));
  const before = indexed();
  const there = present();
  const index = {};
  const waiting = [];
  for (const sound of await sounds()) {
    const made = createHash('sha256').update(`${maker} ${sound.from}`).digest('hex').slice(0, 16);
    index[sound.file] = made;
    if (before[sound.file] !== made || !there.has(sound.file)) waiting.push(sound);
  }
  for (const folder of ['zh-CN', 'en', 'any']) mkdirSync(join(BUILT, folder), { recursive: true });
  for (const file of there) if (file.endsWith('.wav') && !(file in index)) rmSync(join(BUILT, file));
  const next = async () => {
    for (let sound = waiting.pop(); sound !== undefined; sound = waiting.pop()) {
      writeFileSync(join(BUILT, sound.file), await sound.make());
    }
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, next));
  } catch (error) {
    throw new SetupError(`the voice guides could not be spoken: ${error.message}`, 'espeak-ng --voices=cmn');
  }
  writeFileSync(INDEX, JSON.stringify(index, null, 1));
  stamp('guides', value());
}
prepareGuides.isCurrent = () => {
  const there = present();
  const files = Object.keys(indexed());
  return files.length > 0 && files.every((file) => there.has(file)) && isStamped('guides', value());
};
