/** The operator's console at `/operator`: log in, choose a console, work. Loaded only when it is asked for. */
import '../styles/admin.css';
import '../styles/admin-form.css';
import '../styles/admin-table.css';
import '../styles/operator.css';
import '../styles/operator-parts.css';
import '../styles/operator-training.css';
import '../styles/operator-theme.css';
import { useEffect, useMemo } from 'react';
import type { Person } from '#web/protocol/session.ts';
import { Doors } from '../admin/doors/doors.tsx';
import { Problem } from '../admin/parts/problem.tsx';
import { OPERATORS } from '../admin/roles.ts';
import { loadSession, logOut, useSession } from '../admin/session.ts';
import { useStore } from '../store.ts';
import { operatorEn } from '../text/en.operator.ts';
import { pagesEn } from '../text/en.pages.ts';
import { addTexts, useText, useTitle } from '../text/text.tsx';
import { operatorZhCN } from '../text/zh-CN.operator.ts';
import { pagesZhCN } from '../text/zh-CN.pages.ts';
import { Choose } from './choose.tsx';
import { OperatorContext } from './context.ts';
import { openOperator } from './engine.ts';
import { keepLayout } from './layout.ts';
import { SettingsContext } from './parts/key-cap.tsx';
import { type Place, usePlace } from './place.ts';
import { Screen } from './screen.tsx';
import { openSettings } from './settings.ts';
import { useTheme } from './theme.ts';

addTexts({ 'zh-CN': { ...pagesZhCN, ...operatorZhCN }, en: { ...pagesEn, ...operatorEn } });

function Seated({ person, place }: { person: Person; place: Place }) {
  const operator = useMemo(() => openOperator(place), [place]);
  const settings = useMemo(() => openSettings(person.name), [person.name]);
  useTheme(useStore(settings, (now) => now));
  useEffect(() => () => operator.close(), [operator]);
  useEffect(() => keepLayout(settings), [settings]);
  return (
    <OperatorContext value={operator}>
      <SettingsContext value={settings}>
        <Screen settings={settings} />
      </SettingsContext>
    </OperatorContext>
  );
}

function NotForYou() {
  const { t } = useText();
  return (
    <main className="door">
      <div className="door-main">
        <h1>{t('op.title')}</h1>
        <p>{t('op.notForYou')}</p>
        <button type="button" className="button wide" onClick={() => void logOut()}>
          {t('op.leave.go')}
        </button>
      </div>
    </main>
  );
}

export default function OperatorPage() {
  const { t } = useText();
  const session = useSession((now) => now.session);
  const error = useSession((now) => now.error);
  const place = usePlace();
  useTitle(t('op.title'));
  useEffect(() => {
    void loadSession();
  }, []);
  if (error !== null) return <Problem error={error} onAgain={loadSession} />;
  if (session === null) return <p className="door-wait">{t('admin.loading')}</p>;
  const { person } = session;
  if (person === null) return <Doors session={session} />;
  if (!OPERATORS.includes(person.role)) return <NotForYou />;
  if (place === null) return <Choose person={person} />;
  const name = 'console' in place ? place.console : place.practice.run;
  return <Seated key={`${person.name} ${name}`} person={person} place={place} />;
}
