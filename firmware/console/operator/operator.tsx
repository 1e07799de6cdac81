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
import { NotForYou, SessionGate } from '../admin/doors/gate.tsx';
import { OPERATORS } from '../admin/roles.ts';
import { useStore } from '../store.ts';
import { operatorEn } from '../text/en.operator.ts';
import { pagesEn } from '../text/en.pages.ts';
import { addTexts } from '../text/text.tsx';
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

export default function OperatorPage() {
  const place = usePlace();
  return (
    <SessionGate title="op.title">
      {(person) => {
        if (!OPERATORS.includes(person.role)) return <NotForYou title="op.title" why="op.notForYou" />;
        if (place === null) return <Choose person={person} />;
        const name = 'console' in place ? place.console : place.practice.run;
        return <Seated key={`${person.name} ${name}`} person={person} place={place} />;
      }}
    </SessionGate>
  );
}
