import '@fontsource-variable/geist/wght.css';
import '@fontsource-variable/geist-mono/wght.css';
import './styles/base.css';
import './styles/masthead.css';
import { type ComponentType, lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import type { Session } from '#web/protocol/session.ts';
import { TextProvider } from './text/text.tsx';

const bench = () => import('./bench-page.tsx');
const admin = () => import('./admin/admin.tsx');
const PAGES: Readonly<Record<string, () => Promise<{ default: ComponentType }>>> = {
  '/operator': () => import('./operator/operator.tsx'),
  '/phone': () => import('./phone/phone.tsx'),
  '/wallboard': () => import('./wallboard/wallboard.tsx'),
};

/** The bench is at `/`, on a board that has one; what has no page of its own is administration. */
async function page(): Promise<{ default: ComponentType }> {
  const own = PAGES[location.pathname];
  if (own !== undefined) return own();
  if (location.pathname !== '/') return admin();
  const answer = await fetch('/api/session').catch(() => null);
  const session = answer?.ok === true ? ((await answer.json()) as Session) : null;
  return session === null || session.openBench ? bench() : admin();
}

const Page = lazy(page);

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <TextProvider>
      <Suspense>
        <Page />
      </Suspense>
    </TextProvider>
  </StrictMode>,
);
