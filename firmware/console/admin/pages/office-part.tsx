/** A page of the document: one or more of its parts, each with its own address. */
import { knownKey, useText } from '../../text/text.tsx';
import { useDraft } from '../draft/draft.ts';
import { pathOfText } from '../draft/edits.ts';
import { FormPart } from '../list/form-section.tsx';
import { ListPart } from '../list/list-section.tsx';
import { FORMS, LISTS } from '../list/sections.ts';
import type { PageEntry } from '../nav.ts';
import { SECTIONS } from '../places.ts';
import { Link, pathOf } from '../router.tsx';
import { useNames } from '../schema/names.ts';
import { CodesInForce } from './codes-in-force.tsx';

function useSectionName(): (section: string) => string {
  const { t } = useText();
  const names = useNames();
  return (section) => {
    const key = knownKey(`section.${section}`);
    return key === null ? names.label(section) : t(key);
  };
}

/** Errors of each part, so that nobody has to look for them. */
function useErrors(page: string): (section: string) => number {
  const findings = useDraft((now) => now.findings);
  return (section) =>
    findings.filter(({ path, severity }) => {
      const [top] = pathOfText(path);
      const place = typeof top === 'string' ? SECTIONS[top] : undefined;
      return severity === 'error' && place?.[0] === page && place[1] === section;
    }).length;
}

export default function OfficePart({ entry, parts }: { entry: PageEntry; parts: readonly string[] }) {
  const { t } = useText();
  const sections = entry.sections ?? [];
  const section = sections.find((one) => one === parts[0]) ?? sections[0] ?? '';
  const sectionName = useSectionName();
  const errors = useErrors(entry.id);
  const list = FORMS[section] === undefined ? LISTS[section] : undefined;
  const help = knownKey(`section.${section}.help`);
  return (
    <>
      {sections.length < 2 ? null : (
        <nav className="sections" aria-label={t('admin.sections')}>
          {sections.map((one) => (
            <Link key={one} to={pathOf(entry.id, one)} aria-current={one === section ? 'page' : undefined}>
              {sectionName(one)}
              {errors(one) === 0 ? null : <span className="count">{errors(one)}</span>}
            </Link>
          ))}
        </nav>
      )}
      {help === null ? null : <p className="page-help">{t(help)}</p>}
      {list === undefined ? (
        <FormPart key={section} fields={FORMS[section] ?? []} />
      ) : (
        <ListPart key={section} section={list} />
      )}
      {section === 'codes' ? <CodesInForce /> : null}
    </>
  );
}
