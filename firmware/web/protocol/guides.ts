/** The sounds of the office: voice guides, greetings, music. */
import { type Static, Type } from 'typebox';
import { SOUND_LANGUAGES, SOUND_NAME } from '#ports/guides.ts';
import { strict, Words } from './common.ts';

const SoundKey = Type.String({ pattern: SOUND_NAME.source, maxLength: 40 });
export const SoundParamsSchema = Type.Object({ language: Words(SOUND_LANGUAGES), key: SoundKey }, strict);

export const GuideSoundSchema = Type.Object(
  {
    key: Type.String(),
    language: Words(SOUND_LANGUAGES),
    kind: Words(['text', 'word', 'sound', 'name']),
    text: Type.String({ description: 'what it says' }),
    heard: Type.String({ description: 'who hears it, and when; empty for a word' }),
    origin: Words(['built-in', 'own', 'missing']),
    telephoneCode: Type.Union([Type.String(), Type.Null()], {
      description: 'two digits that record it by telephone, behind the code *77; null: it cannot be',
    }),
    lengthMs: Type.Number({ description: '0 when it is missing or not loaded yet' }),
  },
  { ...strict, title: 'GuideSound' },
);
export const GuideSoundsSchema = Type.Array(GuideSoundSchema);
/** The body is the WAV itself: 8 or 16 kHz, mono, 16 bit, A-law or µ-law. */
export const WavSchema = Type.Unsafe<Uint8Array>({
  description: 'WAV, 8 or 16 kHz, mono, 16 bit, A-law or µ-law',
});

export type GuideSound = Static<typeof GuideSoundSchema>;
