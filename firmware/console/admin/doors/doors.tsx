/** First start and login. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Session } from '#web/protocol/session.ts';
import { LanguageSwitch, Mark } from '../../brand.tsx';
import { useText } from '../../text/text.tsx';
import type { Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { openSession, useSession } from '../session.ts';

const PASSWORD_LENGTH_MIN = 10;

function Door({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="door">
      <header className="door-head">
        <span className="brand">
          <Mark />
          <span className="wordmark">tipring</span>
        </span>
        <LanguageSwitch />
      </header>
      <main className="door-main">
        <h1 tabIndex={-1}>{title}</h1>
        {children}
      </main>
    </div>
  );
}

/** Runs once at a time, and keeps what was refused. */
function useSubmit(run: () => Promise<Refused | null>) {
  const [error, setError] = useState<Refused | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    void run().then((refused) => {
      setBusy(false);
      setError(refused);
    });
  };
  return { error, busy, submit };
}

function Login({ openBench }: { openBench: boolean }) {
  const { t } = useText();
  const expired = useSession((now) => now.expired);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { error, busy, submit } = useSubmit(() => openSession('/api/session/login', { name, password }));
  return (
    <Door title={t('login.title')}>
      {expired ? <p className="note">{t('login.expired')}</p> : null}
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t('login.name')}
          value={name}
          onText={setName}
          autoComplete="username"
          required
          autoFocus
        />
        <TextInput
          label={t('login.password')}
          value={password}
          onText={setPassword}
          type="password"
          autoComplete="current-password"
          required
        />
        {error === null ? null : <Problem error={error} />}
        <button type="submit" className="button primary wide" disabled={busy}>
          {t('login.go')}
        </button>
      </form>
      {openBench ? <a href="/">{t('login.bench')}</a> : null}
    </Door>
  );
}

function FirstStart() {
  const { t, language } = useText();
  const [code, setCode] = useState('');
  const [name, setName] = useState('admin');
  const [displayName, setDisplayName] = useState('');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const body = { code, name, displayName, password, language };
  const { error, busy, submit } = useSubmit(() => openSession('/api/session/first', body));
  const differs = again !== '' && again !== password;
  return (
    <Door title={t('first.title')}>
      <p className="note">{t('first.why')}</p>
      <form className="form" onSubmit={submit}>
        <TextInput
          label={t('first.code')}
          help={t('first.codeHelp')}
          value={code}
          onText={setCode}
          autoComplete="off"
          spellCheck={false}
          required
          autoFocus
        />
        <TextInput
          label={t('login.name')}
          help={t('first.nameHelp')}
          value={name}
          onText={setName}
          pattern="[a-z][a-z0-9._\-]{0,31}"
          autoComplete="username"
          required
        />
        <TextInput
          label={t('first.displayName')}
          value={displayName}
          onText={setDisplayName}
          maxLength={64}
        />
        <TextInput
          label={t('login.password')}
          help={t('first.passwordHelp', { count: PASSWORD_LENGTH_MIN })}
          value={password}
          onText={setPassword}
          type="password"
          minLength={PASSWORD_LENGTH_MIN}
          autoComplete="new-password"
          required
        />
        <TextInput
          label={t('first.again')}
          value={again}
          onText={setAgain}
          type="password"
          autoComplete="new-password"
          aria-invalid={differs || undefined}
          required
        />
        {differs ? <p className="field-problem">{t('first.differs')}</p> : null}
        {error === null ? null : <Problem error={error} />}
        <button type="submit" className="button primary wide" disabled={busy || password !== again}>
          {t('first.go')}
        </button>
      </form>
    </Door>
  );
}

export function Doors({ session }: { session: Session }) {
  return session.firstStart ? <FirstStart /> : <Login openBench={session.openBench} />;
}
