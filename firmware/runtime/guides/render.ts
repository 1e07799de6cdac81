import type { Language, Phrase } from '#switching/model.ts';
import { unreachable } from '#units/result.ts';
import { SPEECH } from './say.ts';

/** Keys of sounds in order, or why a phrase cannot be said. */
export type Rendered = { readonly keys: readonly string[] } | { readonly unsayable: string };

/** What a phrase is in a language: keys of the catalogue or names of the office. */
export function keysOf(phrase: Phrase, language: Language): Rendered {
  const speech = SPEECH[language];
  if ('text' in phrase) return { keys: [phrase.text] };
  if ('sound' in phrase) return { keys: [phrase.sound] };
  if ('digits' in phrase) return said(speech.digits(phrase.digits), `digits ${phrase.digits}`);
  if ('number' in phrase) return said(speech.count(phrase.number), `number ${phrase.number}`);
  if ('timeMinutes' in phrase) return said(speech.time(phrase.timeMinutes), `time ${phrase.timeMinutes}`);
  if ('date' in phrase) return said(speech.date(phrase.date), `date ${phrase.date}`);
  return unreachable(phrase);
}

const said = (keys: readonly string[] | null, what: string): Rendered =>
  keys === null ? { unsayable: what } : { keys };
