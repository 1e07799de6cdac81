/** The page of a telephone's user, at `/phone`: who calls and why, and what the telephone is set to. */
import '../styles/admin.css';
import '../styles/admin-form.css';
import '../styles/phone.css';
import { useEffect } from 'react';
import type { Person } from '#web/protocol/session.ts';
import type { Telephone } from '#web/protocol/telephone.ts';
import { NotForYou, SessionGate } from '../admin/doors/gate.tsx';
import { Announcer as Done } from '../admin/parts/say.tsx';
import { TELEPHONE_USERS } from '../admin/roles.ts';
import { logOut } from '../admin/session.ts';
import { LanguageSwitch, Mark } from '../brand.tsx';
import { pagesEn } from '../text/en.pages.ts';
import { phoneEn } from '../text/en.phone.ts';
import { addTexts, knownKey, useText, useTitle } from '../text/text.tsx';
import { pagesZhCN } from '../text/zh-CN.pages.ts';
import { phoneZhCN } from '../text/zh-CN.phone.ts';
import { Announcer } from './announcer.tsx';
import { Messages, Past } from './books.tsx';
import { Calls } from './calls.tsx';
import { Dial } from './dial.tsx';
import { callerOf, whoOf } from './sayings.ts';
import { Forward, Quiet, WakeUp } from './settings.tsx';
import { connectTelephone, useTelephone } from './telephone.ts';

addTexts({ 'zh-CN': { ...pagesZhCN, ...phoneZhCN }, en: { ...pagesEn, ...phoneEn } });

function Head({ person }: { person: Person }) {
  const { t } = useText();
  const link = useTelephone((now) => now.link);
  return (
    <header className="my-head">
      <a className="skip" href="#content">
        {t('my.skip')}
      </a>
      <span className="brand">
        <Mark />
        <span className="wordmark">tipring</span>
        <span className="wordmark-aside">{t('my.name')}</span>
      </span>
      <span className="link" data-state={link}>
        <span className="link-dot" aria-hidden="true" />
        <span className={link === 'up' ? 'visually-hidden' : 'link-state'}>{t(`link.${link}`)}</span>
      </span>
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

function Whole({ telephone }: { telephone: Telephone }) {
  const { t } = useText();
  const { number, name, state, inService, settings, calls } = telephone;
  const key = knownKey(`state.${state}`);
  const ringing = calls.find((call) => call.state === 'alerting');
  const caller =
    ringing === undefined
      ? ''
      : ringing.announced && ringing.ticket !== null
        ? callerOf(t, ringing.ticket)
        : whoOf(t, ringing);
  useTitle(ringing === undefined ? t('my.title') : t('my.title.rings', { who: caller }));
  return (
    <>
      <div className="my-self">
        <h1>
          <span className="my-number">{number}</span> {name}
        </h1>
        <p data-testid="state">{inService ? (key === null ? state : t(key)) : t('my.outOfService')}</p>
      </div>
      <div className="my-first">
        <Calls telephone={telephone} />
        <Dial number={number} />
        <Messages telephone={telephone} />
        <Past telephone={telephone} />
      </div>
      {settings === null ? null : (
        <div className="my-second">
          <Quiet number={number} settings={settings} />
          <Forward number={number} settings={settings} />
          <WakeUp number={number} settings={settings} />
        </div>
      )}
    </>
  );
}

function Mine({ person }: { person: Person }) {
  const { t } = useText();
  const telephone = useTelephone((now) => now.telephone);
  const refused = useTelephone((now) => now.refused);
  useEffect(connectTelephone, []);
  return (
    <div className="my">
      <Head person={person} />
      <main id="content" tabIndex={-1}>
        {telephone == null ? <h1 className="my-self">{t('my.name')}</h1> : null}
        {refused === 'not-running' ? <p className="my-empty">{t('my.notRunning')}</p> : null}
        {telephone === undefined && refused === null ? (
          <p className="my-empty">{t('admin.loading')}</p>
        ) : null}
        {telephone === null ? (
          <p className="my-empty">{t('my.notThere', { number: person.extension })}</p>
        ) : null}
        {telephone == null ? null : <Whole telephone={telephone} />}
      </main>
      <Announcer />
      <Done />
    </div>
  );
}

export default function PhonePage() {
  return (
    <SessionGate title="my.title">
      {(person) => {
        if (!TELEPHONE_USERS.includes(person.role)) return <NotForYou title="my.name" why="my.notForYou" />;
        if (person.extension === '') return <NotForYou title="my.name" why="my.noExtension" />;
        return <Mine key={`${person.name} ${person.extension}`} person={person} />;
      }}
    </SessionGate>
  );
}
