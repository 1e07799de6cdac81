/** A new password of one's own. */
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.tsx';
import type { Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { openSession } from '../session.ts';

const PASSWORD_LENGTH_MIN = 10;

export default function Password() {
  const { t } = useText();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [error, setError] = useState<Refused | null>(null);
  const [done, setDone] = useState(false);
  const differs = again !== '' && again !== next;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setDone(false);
    const refused = await openSession('/api/session/password', { present, next });
    setError(refused);
    if (refused !== null) return;
    setDone(true);
    say(t('password.done'));
    setPresent('');
    setNext('');
    setAgain('');
  };
  return (
    <form className="form form-page" onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('password.present')}
        value={present}
        onText={setPresent}
        type="password"
        autoComplete="current-password"
        required
      />
      <TextInput
        label={t('password.next')}
        help={t('first.passwordHelp', { count: PASSWORD_LENGTH_MIN })}
        value={next}
        onText={setNext}
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
        required
      />
      {differs ? <p className="field-problem">{t('first.differs')}</p> : null}
      {error === null ? null : <Problem error={error} />}
      {done ? <p className="note">{t('password.done')}</p> : null}
      <div className="form-end">
        <button type="submit" className="button primary" disabled={next !== again}>
          {t('password.go')}
        </button>
      </div>
    </form>
  );
}
