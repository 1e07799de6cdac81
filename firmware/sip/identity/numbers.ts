/** How numbers are dialled where the exchange stands; from the region. */
export interface DiallingPlan {
  /** `86` */
  readonly country: string;
  /** Before a number of another place: `0`; empty where there is none. */
  readonly national: string;
  /** Before a foreign number: `00`. */
  readonly international: string;
  /** Of this place: `10`; empty where local numbers are national ones. */
  readonly area: string;
  /** National numbers that are dialled without the prefix everywhere, as a pattern: China's mobiles `1[3-9].{9}`. */
  readonly everywhere: string;
  /** Shorter ones are services (110, 95588) and have no other form. */
  readonly shortestSubscriber: number;
}

/** How a carrier wants numbers. */
export type NumberForm = 'as-dialled' | 'plus' | 'international' | 'digits' | 'national';

/** A dialled number as `+` and digits (E.164); null for services and for what is no number. */
export function toE164(dialled: string, plan: DiallingPlan): string | null {
  const number = dialled.replace(/[-. ()]/g, '');
  if (/^\+[1-9][0-9]{2,14}$/.test(number)) return number;
  if (!/^[0-9]{1,20}$/.test(number)) return null;
  const { country, national, international, area, everywhere, shortestSubscriber } = plan;
  if (number.startsWith(international)) return checked(number.slice(international.length));
  if (everywhere !== '' && new RegExp(`^(?:${everywhere})$`).test(number)) return checked(country + number);
  if (national !== '' && number.startsWith(national)) return checked(country + number.slice(national.length));
  return number.length < shortestSubscriber ? null : checked(country + area + number);
}

const checked = (digits: string): string | null => (/^[1-9][0-9]{5,14}$/.test(digits) ? `+${digits}` : null);

/** As one would dial it from here: national, or with the international prefix; others unchanged. */
export function asDialled(number: string, plan: DiallingPlan): string {
  if (!/^\+[0-9]{3,15}$/.test(number)) return number;
  const { country, national, international, everywhere } = plan;
  if (!number.startsWith(`+${country}`)) return international + number.slice(1);
  const rest = number.slice(1 + country.length);
  return everywhere !== '' && new RegExp(`^(?:${everywhere})$`).test(rest) ? rest : national + rest;
}

/** A number in the form that a carrier wants; services as they are dialled. */
export function shaped(dialled: string, form: NumberForm, plan: DiallingPlan): string {
  if (form === 'as-dialled') return dialled;
  const whole = toE164(dialled, plan);
  if (whole === null) return dialled;
  if (form === 'plus') return whole;
  if (form === 'digits') return whole.slice(1);
  if (form === 'international') return plan.international + whole.slice(1);
  return asDialled(whole, plan);
}
