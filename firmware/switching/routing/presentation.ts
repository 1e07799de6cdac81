import type { DialString } from '#units/ids.ts';
import type { CallerId } from '../model.ts';
import type { Extension, Role, RouteChoice } from '../office.ts';

/** What the called side of a call to the outside is to see. `line`: whatever the exchange line has. */
export type Presented =
  | { readonly kind: 'line' }
  | { readonly kind: 'hidden' }
  /** `e164`: the same number with `+`, of a stranger, where it is known. */
  | { readonly kind: 'number'; readonly number: DialString; readonly e164?: DialString };

/** What is known of who calls out. */
export interface OutCaller {
  readonly publicNumber: DialString;
  /** Hidden by configuration, by what the user has set, or for this one call. */
  readonly hidden: boolean;
  /** Somebody from outside whose call goes out again; missing: an extension calls. */
  readonly stranger?: CallerId & { readonly e164?: DialString };
}

/** A stranger shows what he has shown to us, and what he has hidden from us we do not know. */
function asStranger({ number, absence, e164 }: NonNullable<OutCaller['stranger']>): Presented {
  if (absence === 'P') return { kind: 'hidden' };
  if (number === '') return { kind: 'line' };
  return { kind: 'number', number, ...(e164 !== undefined && { e164 }) };
}

/** Who hides his number stays hidden, whatever the route would show. */
export function presented(present: RouteChoice['present'], caller: OutCaller): Presented {
  if (caller.hidden || present === 'hidden') return { kind: 'hidden' };
  if (present === 'line') return { kind: 'line' };
  if (present === 'caller' && caller.stranger !== undefined) return asStranger(caller.stranger);
  if (present !== 'extension' && present !== 'caller') return { kind: 'number', number: present.number };
  return caller.publicNumber === '' ? { kind: 'line' } : { kind: 'number', number: caller.publicNumber };
}

/** Whether an extension's number is hidden in this call: by code for one call, by its user, or by the office. */
export const hidesNumber = (
  extension: Pick<Extension, 'hidden'>,
  subscriber: { readonly hiddenNumber: boolean } | undefined,
  thisCall: boolean,
): boolean => thisCall || extension.hidden || (subscriber?.hiddenNumber ?? false);

const count = (wanted: number): number => Math.max(0, Math.floor(wanted));

/**
 * A number as a role sees it: digits at both ends, the rest `*`. One that is too short to hide anything is
 * hidden altogether. Who sees nothing gets the empty string.
 */
export function maskNumber(number: string, sees: Role['sees']): string {
  if (sees === 'all') return number;
  if (sees === 'nothing') return '';
  const [first, last] = [count(sees.first), count(sees.last)];
  if (first + last >= number.length) return '*'.repeat(number.length);
  return (
    number.slice(0, first) + '*'.repeat(number.length - first - last) + number.slice(number.length - last)
  );
}

/**
 * A caller as shown to a role on a telephone, in a view or a record. Who sees nothing is told "withheld" (P); a
 * name that carries the number's digits is left out with them.
 */
export function shownTo(caller: CallerId, { sees }: Pick<Role, 'sees'>): CallerId {
  if (sees === 'all' || (caller.number === '' && caller.name === '')) return caller;
  if (sees === 'nothing')
    return { number: '', name: '', absence: caller.absence === '' ? 'P' : caller.absence };
  const digits = caller.name.replace(/\D/g, '');
  const name = digits.length > count(sees.first) + count(sees.last) ? '' : caller.name;
  return { ...caller, number: maskNumber(caller.number, sees), name };
}

/** An extension as caller of another one: colleagues are never hidden from each other. */
export const insideCaller = ({ number, name }: Pick<Extension, 'number' | 'name'>): CallerId => ({
  number,
  name,
  absence: '',
});
