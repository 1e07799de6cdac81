import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parse } from 'yaml';
import type { CatalogueSound } from '#ports/guides.ts';
import { fail, ok, type Result } from '#units/result.ts';

const Texts = Type.Object({
  heard: Type.String(),
  'zh-CN': Type.String({ minLength: 1 }),
  en: Type.String({ minLength: 1 }),
  pinyin: Type.Optional(Type.String()),
});
const Words = Type.Record(Type.String(), Type.String({ minLength: 1 }));
const schema = Compile(
  Type.Object({
    texts: Type.Record(Type.String(), Texts),
    words: Type.Object({ 'zh-CN': Words, en: Words }),
    sounds: Type.Record(Type.String(), Texts),
  }),
);
const LANGUAGES = ['zh-CN', 'en'] as const;

/** `guides/catalogue.yaml`: what the product's guides say. */
export function loadCatalogue(path: string): Result<readonly CatalogueSound[]> {
  try {
    const value: unknown = parse(readFileSync(path, 'utf8'));
    if (!schema.Check(value)) {
      const [first] = schema.Errors(value);
      return broken(path, `${first?.instancePath ?? ''} ${first?.message ?? ''}`);
    }
    const { texts, words, sounds } = value;
    return ok([
      ...Object.entries(texts).flatMap(([key, text]) =>
        LANGUAGES.map((language) => ({
          key,
          language,
          kind: 'text' as const,
          text: text[language],
          heard: text.heard,
        })),
      ),
      ...LANGUAGES.flatMap((language) =>
        Object.entries(words[language]).map(([key, text]) => ({
          key,
          language,
          kind: 'word' as const,
          text,
          heard: '',
        })),
      ),
      ...Object.entries(sounds).map(([key, { en, heard }]) => ({
        ...{ key, language: 'any' as const, kind: 'sound' as const, text: en, heard },
      })),
    ]);
  } catch (error) {
    return broken(path, error instanceof Error ? error.message : String(error));
  }
}

function broken(path: string, what: string): Result<never> {
  return fail({
    code: 'TR-GUIDE-012',
    where: path,
    what: `the catalogue of voice guides cannot be used: ${what}`,
    todo: 'put the product’s own file back',
  });
}
