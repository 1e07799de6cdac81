import type { Party } from './caller.ts';

/**
 * How a carrier wants a caller's number written: as it is dialled in the country, or as ITU-T E.164 has it, with `+` (E.123
 * §2) or without.
 */
export type NumberForm = 'dialled' | 'plus' | 'digits';

/** A party as this carrier wants it. Where E.164's number is not known, the one that is known is better than none. */
export function inForm(party: Party, form: NumberForm): Party {
  const { e164 = '' } = party;
  if (form === 'dialled' || e164 === '') return party;
  return { ...party, number: form === 'plus' ? e164 : e164.slice(1) };
}
