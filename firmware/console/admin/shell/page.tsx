/** The page of an address. Parts of the document share one; each other page is loaded when it is opened. */
import { type ComponentType, lazy, Suspense } from 'react';
import { useText } from '../../text/text.tsx';
import { loadDraft, useDraft } from '../draft/draft.ts';
import type { PageEntry } from '../nav.ts';
import { Problem } from '../parts/problem.tsx';

type PageOf = ComponentType<{ readonly parts: readonly string[] }>;

const OfficePart = lazy(() => import('../pages/office-part.tsx'));
const PAGES: Readonly<Record<string, PageOf>> = {
  lines: lazy(() => import('../pages/lines.tsx')),
  alarms: lazy(() => import('../pages/alarms.tsx')),
  modes: lazy(() => import('../pages/modes.tsx')),
  records: lazy(() => import('../pages/records.tsx')),
  shifts: lazy(() => import('../pages/shifts.tsx')),
  'sip-status': lazy(() => import('../pages/sip-status.tsx')),
  'dry-run': lazy(() => import('../pages/dry-run.tsx')),
  text: lazy(() => import('../pages/text.tsx')),
  versions: lazy(() => import('../pages/versions.tsx')),
  guides: lazy(() => import('../pages/guides.tsx')),
  users: lazy(() => import('../pages/users.tsx')),
  audit: lazy(() => import('../pages/audit.tsx')),
  box: lazy(() => import('../pages/box.tsx')),
  password: lazy(() => import('../pages/password.tsx')),
};
/** They show the document, which must be there first. */
const OF_DOCUMENT = new Set(['dry-run', 'text']);

function Body({ entry, parts }: { entry: PageEntry; parts: readonly string[] }) {
  const { t } = useText();
  const loaded = useDraft((now) => now.current !== null && now.schema !== null);
  const error = useDraft((now) => now.error);
  const Shown = PAGES[entry.id];
  if (Shown !== undefined && !OF_DOCUMENT.has(entry.id)) return <Shown parts={parts} />;
  if (!loaded && error !== null) return <Problem error={error} onAgain={() => void loadDraft()} />;
  if (!loaded) return <p className="pane-empty">{t('admin.loading')}</p>;
  return Shown === undefined ? <OfficePart entry={entry} parts={parts} /> : <Shown parts={parts} />;
}

export function Page({ entry, parts }: { entry: PageEntry; parts: readonly string[] }) {
  const { t } = useText();
  return (
    <>
      <h1 tabIndex={-1}>{t(entry.title)}</h1>
      <Suspense fallback={<p className="pane-empty">{t('admin.loading')}</p>}>
        <Body entry={entry} parts={parts} />
      </Suspense>
    </>
  );
}
