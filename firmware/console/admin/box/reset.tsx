/** The box as it came: the password once more, and a word, so that nobody does it by mistake or at somebody else's desk. */
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { Sheet } from '../parts/sheet.tsx';

const WORD = 'RESET';

function ResetForm({ onClose }: { onClose(done: boolean): void }) {
  const { t } = useText();
  const [password, setPassword] = useState('');
  const [word, setWord] = useState('');
  const [error, setError] = useState<Refused | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const answer = await ask('POST', '/api/box/reset', { password, word: WORD });
    if (answer.ok) return onClose(true);
    setError(answer.error);
    setPassword('');
  };
  return (
    <Sheet title={t('box.resetTitle')} kind="dialog" onClose={() => onClose(false)}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <p>{t('box.resetHelp')}</p>
        <TextInput
          label={t('box.ownPassword')}
          value={password}
          onText={setPassword}
          type="password"
          autoComplete="current-password"
          required
          autoFocus
        />
        <TextInput
          label={t('box.resetWord', { word: WORD })}
          value={word}
          onText={setWord}
          autoComplete="off"
          required
        />
        {error === null ? null : <Problem error={error} />}
        <div className="form-end">
          <button type="submit" className="button danger" disabled={word !== WORD || password === ''}>
            {t('box.resetGo')}
          </button>
          <button type="button" className="button" onClick={() => onClose(false)}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

export function Reset({ busy }: { busy: boolean }) {
  const { t } = useText();
  const [asks, setAsks] = useState(false);
  const [done, setDone] = useState(false);
  return (
    <section className="card" aria-label={t('box.reset')}>
      <h2>{t('box.reset')}</h2>
      <p className="page-help">{t('box.resetHelp')}</p>
      <p className="page-help">{t('box.resetButton')}</p>
      <button type="button" className="button danger-quiet" disabled={busy} onClick={() => setAsks(true)}>
        {t('box.resetGo')}
      </button>
      <output className={done ? 'note' : undefined}>{done ? t('box.resetting') : ''}</output>
      {asks ? (
        <ResetForm
          onClose={(begun) => {
            setAsks(false);
            setDone(begun);
          }}
        />
      ) : null}
    </section>
  );
}
