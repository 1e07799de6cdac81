import type { DialString } from '#units/ids.ts';
import type { Feature } from '../features/codes/code.ts';
import type { Cause } from '../model.ts';
import { type ClassOfService, type NumberClass, REACHES, type Reach } from '../office.ts';
import { matchPatterns, type PatternRow, type TollLists } from './public.ts';
import type { Reason } from './reason.ts';

/** Of `RoutingTables`. */
export interface ClassTables {
  readonly numberClasses: readonly PatternRow<NumberClass>[];
  readonly tollLists: ReadonlyMap<string, TollLists>;
  readonly accounts: ReadonlySet<string>;
}

/** An extension that wants to call a public number. Nobody asks this for an emergency number. */
export interface ClassQuestion {
  /** Without outside-line prefix. */
  readonly number: DialString;
  readonly classOfService: ClassOfService;
  /** `Subscriber.locked`; null: not locked. */
  readonly locked: Reach | null;
  /** Account code that was dialled for this call; null: none. */
  readonly account: string | null;
  /** Code of a system speed dial that overrides the class; null: dialled by hand. */
  readonly overrideBy: string | null;
}

export type ClassVerdict =
  | { readonly ok: true; readonly reach: Reach; readonly premium: boolean; readonly why: Reason }
  | {
      readonly ok: false;
      readonly why: Reason;
      /** Q.850 21, call rejected. */
      readonly cause: Cause;
      /** It would be allowed with an account code: the caller may be asked for one. */
      readonly wantsAccount: boolean;
    };

/** Whether `limit` goes as far as `reach`. */
export const reaches = (limit: Reach, reach: Reach): boolean =>
  REACHES.indexOf(limit) >= REACHES.indexOf(reach);

/** What a public number is. One that fits no class is `international`: what is not known may be dear. */
export function classOfNumber(
  { numberClasses }: Pick<ClassTables, 'numberClasses'>,
  number: DialString,
): { readonly reach: Reach; readonly premium: boolean } {
  const { best } = matchPatterns(numberClasses, number);
  return best === null ? { reach: 'international', premium: false } : best.value;
}

const refuse = (why: Reason, wantsAccount = false): ClassVerdict => ({
  ok: false,
  why,
  cause: 21,
  wantsAccount,
});

/** The lock is the user's own: neither lists nor speed dials pass it. */
function lockRefusal({ number, locked }: ClassQuestion, reach: Reach, premium: boolean): ClassVerdict | null {
  if (locked === null || (reaches(locked, reach) && !premium)) return null;
  return refuse({ rule: 'class.locked', facts: { number, reach, limit: locked } });
}

function accountRefusal(
  { accounts }: ClassTables,
  { number, classOfService, account }: ClassQuestion,
): ClassVerdict | null {
  if (account !== null && !accounts.has(account))
    return refuse({ rule: 'class.accountUnknown', facts: { number, account } }, true);
  if (classOfService.accountCode === 'required' && account === null)
    return refuse({ rule: 'class.accountMissing', facts: { number } }, true);
  return null;
}

/** Deny is stronger than allow, allow is stronger than the reach and than "no premium numbers". */
function byClass(
  tables: ClassTables,
  { number, classOfService }: ClassQuestion,
  reach: Reach,
  premium: boolean,
): ClassVerdict {
  const { id } = classOfService;
  const lists = tables.tollLists.get(id);
  const denied = matchPatterns(lists?.deny ?? [], number).best;
  if (denied !== null)
    return refuse({ rule: 'class.denied', facts: { class: id, number, pattern: denied.pattern } });
  const listed = matchPatterns(lists?.allow ?? [], number).best;
  if (listed !== null) {
    const facts = { class: id, number, pattern: listed.pattern };
    return { ok: true, reach, premium, why: { rule: 'class.listed', facts } };
  }
  if (premium && !classOfService.premium)
    return refuse({ rule: 'class.premium', facts: { class: id, number } });
  if (!reaches(classOfService.reach, reach))
    return refuse({
      rule: 'class.refused',
      facts: { class: id, number, reach, limit: classOfService.reach },
    });
  return { ok: true, reach, premium, why: { rule: 'class.allowed', facts: { class: id, number, reach } } };
}

/** Whether an extension may call a public number that is complete, and why. */
export function mayCall(tables: ClassTables, question: ClassQuestion): ClassVerdict {
  const { number, overrideBy } = question;
  const { reach, premium } = classOfNumber(tables, number);
  const locked = lockRefusal(question, reach, premium);
  if (locked !== null) return locked;
  if (overrideBy !== null)
    return {
      ok: true,
      reach,
      premium,
      why: { rule: 'class.overridden', facts: { number, code: overrideBy } },
    };
  const verdict = byClass(tables, question, reach, premium);
  return verdict.ok ? (accountRefusal(tables, question) ?? verdict) : verdict;
}

/**
 * Whether digits that follow can no longer change the verdict, so that a line may be seized before the number is
 * complete. Otherwise a barred number would be on the line before it is known.
 */
export function isSettled(
  { numberClasses, tollLists }: ClassTables,
  { number, classOfService }: Pick<ClassQuestion, 'number' | 'classOfService'>,
): boolean {
  const lists = tollLists.get(classOfService.id);
  const deny = matchPatterns(lists?.deny ?? [], number);
  const allow = matchPatterns(lists?.allow ?? [], number);
  const { best, coming } = matchPatterns(numberClasses, number);
  if (deny.best !== null) return deny.best.open;
  // A list's closed pattern is about this very number, not about longer ones.
  if (deny.coming.length > 0 || allow.best?.open === false) return false;
  if (allow.best === null && allow.coming.length > 0) return false;
  if (best === null || !best.open) return false;
  return coming.every(
    ({ value }) => value.reach === best.value.reach && value.premium === best.value.premium,
  );
}

/** Whether a class may use a feature's code. Null: it may. */
export function featureRefusal(classOfService: ClassOfService, feature: Feature): Reason | null {
  if (!classOfService.without.includes(feature) && (feature !== 'supervise' || classOfService.supervise))
    return null;
  return { rule: 'feature.refused', facts: { feature, class: classOfService.id } };
}
