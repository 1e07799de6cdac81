/** The administration: who is here decides which door is shown. Loaded only when it is asked for. */
import '../styles/admin.css';
import '../styles/admin-form.css';
import '../styles/admin-table.css';
import '../styles/admin-pages.css';
import { useEffect } from 'react';
import { adminEn } from '../text/en.admin.ts';
import { addTexts, useText, useTitle } from '../text/text.tsx';
import { adminZhCN } from '../text/zh-CN.admin.ts';
import { Doors } from './doors/doors.tsx';
import { Problem } from './parts/problem.tsx';
import { loadSession, useSession } from './session.ts';
import { Shell } from './shell/shell.tsx';

addTexts({ 'zh-CN': adminZhCN, en: adminEn });

export default function Admin() {
  const { t } = useText();
  const session = useSession((now) => now.session);
  const error = useSession((now) => now.error);
  useTitle(t('admin.title'));
  useEffect(() => {
    void loadSession();
  }, []);
  if (error !== null) return <Problem error={error} onAgain={loadSession} />;
  if (session === null) return <p className="door-wait">{t('admin.loading')}</p>;
  return session.person === null ? <Doors session={session} /> : <Shell person={session.person} />;
}
