import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { normalise, readWav, resample, trim, wavOf } from './samples.mjs';

const run = promisify(execFile);
/** Words a minute; a guide is listened to once. Words of a number come one after the other, and a little faster. */
const SPEED = { text: '150', word: '165' };
/** Silence around it, ms: words of a number stand close together, texts are sentences. */
const AROUND = { text: [20, 160], word: [5, 35] };
/** The Mandarin dictionary of Debian's espeak-ng knows few characters, but every syllable of Pinyin. */
const VOICE = { 'zh-CN': 'cmn-latn-pinyin', en: 'en-gb' };

/**
 * Pinyin with tone numbers, as the voice wants it: ü is a letter, the neutral tone is 5, punctuation is Latin.
 * `pinyin` is that function of the package pinyin-pro.
 */
export function pinyinOf(text, pinyin) {
  return pinyin(text, { toneType: 'num', nonZh: 'consecutive' })
    .replaceAll('0', '5')
    .replace(/ ?，/g, ',')
    .replace(/ ?。/g, '.');
}

/** One text or word, spoken: a WAV of 8 kHz. `said` is what the voice of that language reads. */
export async function speak({ language, kind, said }) {
  const words = ['-v', VOICE[language], '-s', SPEED[kind], '--stdout', said];
  const { stdout } = await run('espeak-ng', words, { encoding: 'buffer', maxBuffer: 32 << 20 });
  return wavOf(normalise(trim(resample(readWav(stdout)), ...AROUND[kind])));
}
