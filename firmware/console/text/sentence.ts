/** Rules of a trace as sentences. */
import type { TraceLine } from '#web/protocol.ts';
import { knownKey, type Text } from './text.tsx';

type Facts = TraceLine['facts'];

/** States and causes among the facts come as the core calls them; they have words of their own. */
function inWords(t: Text, facts: Facts): Record<string, string | number> {
  const words = { ...facts };
  const state = knownKey(`state.${facts.state}`);
  if (state !== null) words.state = t(state);
  const cause = knownKey(`cause.${Number.parseInt(String(facts.cause), 10)}`);
  if (cause !== null) words.cause = t(cause);
  // An exchange line rings before it tells who calls.
  if (facts.from === '') words.from = t('story.notYetKnown');
  return words;
}

/** The rule in words; a rule that the catalogue does not know shows its name and facts. */
export function sentence(
  t: Text,
  line: { readonly rule: string; readonly facts: Facts },
): { text: string; known: boolean } {
  const key = knownKey(`why.${line.rule}`);
  if (key !== null) return { text: t(key, inWords(t, line.facts)), known: true };
  const facts = Object.entries(line.facts).map(([name, value]) => `${name} ${value}`);
  return { text: [line.rule, ...facts].join(' · '), known: false };
}

/** A Q.850 cause in words. */
export function causeText(t: Text, cause: number): string {
  const key = knownKey(`cause.${cause}`);
  return key === null ? t('story.cause', { cause }) : t(key);
}
