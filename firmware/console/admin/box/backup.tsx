/** Everything in one file, and back. */
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { ask, askFile, type Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { FileInput } from './file-input.tsx';
import { send } from './send.ts';

/** As the box's own. */
const PASSPHRASE_CHARS_MIN = 12;

/** Gives a file that is in memory to the browser, as a download. */
function save({ name, content }: { readonly name: string; readonly content: Blob }): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

export function Backup() {
  const { t } = useText();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const [error, setError] = useState<Refused | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setNote(t('box.backingUp'));
    const answer = await askFile('POST', '/api/box/backup', { passphrase });
    setBusy(false);
    setError(answer.ok ? null : answer.error);
    setNote(answer.ok ? t('box.backedUp') : '');
    if (!answer.ok) return;
    save(answer.value);
    setPassphrase('');
    setAgain('');
  };
  const secret = { type: 'password', autoComplete: 'new-password', required: true } as const;
  return (
    <section className="card" aria-label={t('box.backup')}>
      <h2>{t('box.backup')}</h2>
      <p className="page-help">{t('box.backupHelp')}</p>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <TextInput
          {...secret}
          label={t('box.passphrase')}
          help={t('box.passphraseHelp', { count: PASSPHRASE_CHARS_MIN })}
          minLength={PASSPHRASE_CHARS_MIN}
          maxLength={256}
          value={passphrase}
          onText={setPassphrase}
        />
        <TextInput {...secret} label={t('box.passphraseAgain')} value={again} onText={setAgain} />
        {again !== '' && again !== passphrase ? (
          <p className="field-problem">{t('box.passphraseDiffers')}</p>
        ) : null}
        <div className="form-end">
          <button type="submit" className="button" disabled={busy || passphrase !== again}>
            {t('box.backupGo')}
          </button>
        </div>
      </form>
      <output className={note === '' ? undefined : 'note'}>{note}</output>
      {error === null ? null : <Problem error={error} />}
    </section>
  );
}

export function Restore({ busy, onBegun }: { busy: boolean; onBegun(): void }) {
  const { t } = useText();
  const [file, setFile] = useState<File | null>(null);
  const [passphrase, setPassphrase] = useState('');
  const [password, setPassword] = useState('');
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (file === null) return;
    setError(null);
    const sent = await send('backup', file, setPercent);
    setPercent(null);
    const answer = sent.ok ? await ask('POST', '/api/box/restore', { passphrase, password }) : sent;
    setPassword('');
    if (!answer.ok) return setError(answer.error);
    say(t('box.restoring'));
    onBegun();
  };
  return (
    <section className="card" aria-label={t('box.restore')}>
      <h2>{t('box.restore')}</h2>
      <p className="page-help">{t('box.restoreHelp')}</p>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <FileInput label={t('box.restoreFile')} accept=".tipring" onFile={setFile} />
        <TextInput
          label={t('box.passphrase')}
          value={passphrase}
          onText={setPassphrase}
          type="password"
          autoComplete="off"
          minLength={PASSPHRASE_CHARS_MIN}
          required
        />
        <TextInput
          label={t('box.ownPassword')}
          value={password}
          onText={setPassword}
          type="password"
          autoComplete="current-password"
          required
        />
        <div className="form-end">
          <button
            type="submit"
            className="button danger-quiet"
            disabled={file === null || busy || percent !== null}
          >
            {t('box.restoreGo')}
          </button>
          {percent === null ? null : <output>{t('box.sending', { percent })}</output>}
        </div>
      </form>
      {error === null ? null : <Problem error={error} />}
    </section>
  );
}
