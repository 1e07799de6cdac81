import type { PublicDialling } from '../office.ts';
import type { EmergencyRow } from './emergency.ts';
import { matchPlan, type PlanRow } from './plan.ts';
import { compilePatterns, matchPatterns, type PatternRow } from './public.ts';

/*
 * Numbers with `+` (ITU-T E.164, written as in E.123 §2), as SIP telephones and carriers say them: here and nowhere
 * else they become what somebody in this office would dial, so that everything that knows numbers (plan, routes,
 * classes, lists) knows them only in that form.
 */

export interface DiallingRules extends PublicDialling {
  readonly bareRows: readonly PatternRow<true>[];
}

export const compileDialling = (dialling: PublicDialling | null): DiallingRules | null =>
  dialling && {
    ...dialling,
    bareRows: compilePatterns(dialling.bare.map((pattern) => ({ pattern, value: true as const }))),
  };

/** Country code and number: no country code begins with 0, and there are fifteen digits at most (E.164 §6). */
const WHOLE = /^\+[1-9][0-9]{1,14}$/;

/** A number with `+` as it is dialled on an exchange line of this country; others, and where nobody knows, unchanged. */
export function publicForm(number: string, rules: DiallingRules | null): string {
  if (rules === null || !WHOLE.test(number)) return number;
  const { country, national, international, bareRows } = rules;
  if (!number.startsWith(`+${country}`)) return international + number.slice(1);
  const rest = number.slice(1 + country.length);
  // `+86 (0)10 …` as people write it: no national number begins with its own prefix.
  if (national !== '' && rest.startsWith(national)) return rest;
  return matchPatterns(bareRows, rest).best === null ? national + rest : rest;
}

function wholeOf(number: string, { country, national, international, bareRows }: DiallingRules): string {
  if (international !== '' && number.startsWith(international))
    return `+${number.slice(international.length)}`;
  if (matchPatterns(bareRows, number).best !== null) return `+${country}${number}`;
  return number.startsWith(national) ? `+${country}${number.slice(national.length)}` : '';
}

/**
 * The other way round: a number as it is dialled on an exchange line of this country, with `+`. Null: nobody can say, as of a local
 * number without its place.
 */
export function withPlus(number: string, rules: DiallingRules | null): string | null {
  if (WHOLE.test(number)) return number;
  if (rules === null) return null;
  const whole = wholeOf(number, rules);
  // What would not be dialled so again was something else.
  return WHOLE.test(whole) && publicForm(whole, rules) === number ? whole : null;
}

interface Tables {
  readonly plan: readonly PlanRow[];
  readonly emergency: readonly EmergencyRow[];
  readonly routing?: { readonly dialling?: DiallingRules | null };
}

/**
 * Telephones that write every number with `+` do so with an emergency number, too, with or without the country: so
 * short a number is nobody's in E.164.
 */
function emergencyIn({ emergency, routing }: Tables, number: string): string | null {
  const country = routing?.dialling?.country ?? '';
  const digits = number.slice(1);
  const inland = digits.startsWith(country) ? digits.slice(country.length) : digits;
  return emergency.find((row) => row.number === digits || row.number === inland)?.number ?? null;
}

/**
 * What an extension would dial for a number with `+`: the office's prefix for outside calls and the public form. The
 * first entry of the plan that it leads to decides which prefix. Null: this is no number, or the plan has no way out.
 */
export function dialledFor(tables: Tables, number: string): string | null {
  const emergency = emergencyIn(tables, number);
  if (emergency !== null) return emergency;
  const rules = tables.routing?.dialling ?? null;
  if (rules === null || !WHOLE.test(number)) return null;
  const digits = publicForm(number, rules);
  for (const { entry } of tables.plan) {
    if (entry.to.kind === 'extension') continue;
    const dialled = entry.pattern.slice(0, entry.to.strip) + digits;
    if (/^[0-9*#]+$/.test(dialled) && matchPlan(tables.plan, dialled).best?.entry === entry) return dialled;
  }
  return null;
}
