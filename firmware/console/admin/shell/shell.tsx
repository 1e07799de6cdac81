/** What stands around every page: head, pages on the left, changes that are not in force at the bottom. */
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Person } from '#web/protocol/session.ts';
import { LanguageSwitch, Mark } from '../../brand.tsx';
import { Icon } from '../../icon.tsx';
import { useText, useTitle } from '../../text/text.tsx';
import { loadDraft, useDraft } from '../draft/draft.ts';
import { connectLive, useLive } from '../live.ts';
import { NAV, pagesFor, seenBy } from '../nav.ts';
import { Announcer } from '../parts/say.tsx';
import { OPERATORS, TECHNICIANS, TELEPHONE_USERS } from '../roles.ts';
import { Link, pathOf, useArrival, usePlace } from '../router.tsx';
import { logOut, useSession } from '../session.ts';
import { Page } from './page.tsx';

const Bar = lazy(() => import('../bar/bar.tsx'));

function Status() {
  const { t } = useText();
  const link = useLive((now) => now.link);
  const health = useLive((now) => now.picture.health);
  const alarms = useLive((now) => now.picture.alarms.length);
  return (
    <div className="status">
      <span className="link" data-state={link}>
        <span className="link-dot" aria-hidden="true" />
        <span className="status-extra">{t('link.exchange')}</span>
        <span className={link === 'up' ? 'visually-hidden' : 'link-state'}>{t(`link.${link}`)}</span>
      </span>
      <span className="status-item status-extra">
        {t('health.lines', { inService: health.lines.inService, total: health.lines.total })}
      </span>
      <Link to={pathOf('alarms')} className="status-item" data-alarm={alarms > 0 || undefined}>
        {t('alarms.count', { count: alarms })}
      </Link>
    </div>
  );
}

function Head({ person, onMenu, menu }: { person: Person; onMenu(): void; menu: boolean }) {
  const { t } = useText();
  return (
    <header className="admin-head">
      <a className="skip" href="#content">
        {t('admin.skip')}
      </a>
      <button
        type="button"
        className="menu-button"
        aria-expanded={menu}
        aria-controls="pages"
        onClick={onMenu}
      >
        <Icon name="menu" />
        <span className="visually-hidden">{t('admin.pages')}</span>
      </button>
      <span className="brand">
        <Mark />
        <span className="wordmark">tipring</span>
        <span className="wordmark-aside">{t('admin.name')}</span>
      </span>
      <Status />
      <span className="who">
        <span className="who-name">{person.displayName || person.name}</span>
        <button type="button" className="button quiet" onClick={() => void logOut()}>
          {t('admin.logOut')}
        </button>
      </span>
      <LanguageSwitch />
    </header>
  );
}

function Pages({ person, page, open }: { person: Person; page: string; open: boolean }) {
  const { t } = useText();
  const openBench = useSession((now) => now.session?.openBench ?? false);
  return (
    <nav id="pages" className="pages" aria-label={t('admin.pages')} data-open={open || undefined}>
      {openBench ? (
        <a className="page-link" href="/">
          {t('page.bench')}
        </a>
      ) : null}
      {OPERATORS.includes(person.role) ? (
        <>
          <a className="page-link" href="/operator">
            {t('page.operator')}
          </a>
          <a className="page-link" href="/wallboard">
            {t('page.wallboard')}
          </a>
        </>
      ) : null}
      {TELEPHONE_USERS.includes(person.role) && person.extension !== '' ? (
        <a className="page-link" href="/phone">
          {t('page.phone')}
        </a>
      ) : null}
      {NAV.map(({ title, pages }) => {
        const shown = pages.filter((one) => seenBy(person.role, one));
        return shown.length === 0 ? null : (
          <section key={title} aria-label={t(title)}>
            <h2>{t(title)}</h2>
            <ul>
              {shown.map((one) => (
                <li key={one.id}>
                  <Link
                    to={pathOf(one.id)}
                    className="page-link"
                    aria-current={one.id === page ? 'page' : undefined}
                  >
                    {t(one.title)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </nav>
  );
}

export function Shell({ person }: { person: Person }) {
  const { t } = useText();
  const { parts } = usePlace();
  const known = pagesFor(person.role);
  const entry = known.find(({ id }) => id === parts[0]) ?? known[0];
  const [menu, setMenu] = useState(false);
  const technician = TECHNICIANS.includes(person.role);
  const loaded = useDraft((now) => now.schema !== null);
  useEffect(connectLive, []);
  useEffect(() => {
    if (technician) void loadDraft();
  }, [technician]);
  useArrival(parts.join('/'));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that was chosen closes the menu
  useEffect(() => setMenu(false), [parts]);
  useTitle(entry === undefined ? t('admin.title') : `${t(entry.title)} · tipring`);
  return (
    <div className="admin">
      <Head person={person} menu={menu} onMenu={() => setMenu(!menu)} />
      <Pages person={person} page={entry?.id ?? ''} open={menu} />
      <main id="content" className="content" tabIndex={-1}>
        {entry === undefined ? null : <Page entry={entry} parts={parts.slice(1)} />}
      </main>
      {technician && loaded ? (
        <Suspense>
          <Bar />
        </Suspense>
      ) : null}
      <Announcer />
    </div>
  );
}
