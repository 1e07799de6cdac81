/** Before every page that takes a login: whoever is not logged in finds a door; who may not use the page is told. */
import { type ReactNode, useEffect } from 'react';
import type { Person } from '#web/protocol/session.ts';
import { type TextKey, useText, useTitle } from '../../text/text.tsx';
import { Problem } from '../parts/problem.tsx';
import { loadSession, logOut, useSession } from '../session.ts';
import { Doors } from './doors.tsx';

interface GateProps {
  /** Of the window. */
  readonly title: TextKey;
  children(person: Person): ReactNode;
}

export function SessionGate({ title, children }: GateProps) {
  const { t } = useText();
  const session = useSession((now) => now.session);
  const error = useSession((now) => now.error);
  useTitle(t(title));
  useEffect(() => {
    void loadSession();
  }, []);
  if (error !== null) return <Problem error={error} onAgain={loadSession} />;
  if (session === null) return <p className="door-wait">{t('admin.loading')}</p>;
  return session.person === null ? <Doors session={session} /> : children(session.person);
}

export function NotForYou({ title, why }: { readonly title: TextKey; readonly why: TextKey }) {
  const { t } = useText();
  return (
    <main className="door">
      <div className="door-main">
        <h1>{t(title)}</h1>
        <p>{t(why)}</p>
        <button type="button" className="button wide" onClick={() => void logOut()}>
          {t('admin.logOut')}
        </button>
      </div>
    </main>
  );
}
