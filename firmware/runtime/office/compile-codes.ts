import type { OfficeDocument } from '#ports/office-document.ts';
import type { FeatureCode } from '#switching/model.ts';
import type { OfficeContext } from './compile.ts';

type Codes = NonNullable<OfficeDocument['codes']>;
type Profile = NonNullable<Codes['profile']>;

/** The family that telephones of a country are used to. */
export const usualProfile = (country: string): Exclude<Profile, 'none'> =>
  country === 'CN' ? 'cn' : country === 'US' ? 'na' : 'etsi';

/** A change takes the place of every code of its feature that does the same. */
function changed(table: readonly FeatureCode[], { changes = [] }: Codes): readonly FeatureCode[] {
  if (changes.length === 0) return table;
  const kept = table.filter(
    (code) => !changes.some(({ feature, does }) => feature === code.feature && does === code.does),
  );
  const own = changes.flatMap(({ feature, does, dial }) =>
    dial === null ? [] : [{ feature: feature as FeatureCode['feature'], does, dial }],
  );
  return [...kept, ...own];
}

/** The codes of an entity: its own profile or the office's, the office's changes, then its own. */
export function compileCodes(
  own: Codes | undefined,
  office: Codes | undefined,
  { region, profiles }: Pick<OfficeContext, 'region' | 'profiles'>,
): readonly FeatureCode[] {
  const profile = own?.profile ?? office?.profile ?? usualProfile(region.code);
  const table = profile === 'none' ? [] : profiles[profile];
  // Changes of the office are written for its own profile.
  const common =
    own?.profile === undefined || own.profile === office?.profile ? changed(table, office ?? {}) : table;
  return changed(common, own ?? {});
}
