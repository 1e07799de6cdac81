/** Another version from a file, an address or a stick, and the restart that makes it run. */
import { type FormEvent, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { FileInput } from './file-input.tsx';
import { send } from './send.ts';
import { StickUpdate } from './stick.tsx';

interface Props {
  /** Something is being done that must end first. */
  readonly busy: boolean;
  onBegun(): void;
}

export function Update({ busy, onBegun }: Props) {
  const { t } = useText();
  const [file, setFile] = useState<File | null>(null);
  const [address, setAddress] = useState('');
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState<Refused | null>(null);
  const begin = async (from: string | null): Promise<void> => {
    const answer = await ask('POST', '/api/box/update', { address: from });
    setError(answer.ok ? null : answer.error);
    if (answer.ok) say(t('box.updating'));
    onBegun();
  };
  const fromFile = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (file === null) return;
    setError(null);
    const sent = await send('update', file, setPercent);
    setPercent(null);
    if (!sent.ok) return setError(sent.error);
    say(t('box.sent'));
    await begin(null);
  };
  const fromAddress = (event: FormEvent): void => {
    event.preventDefault();
    void begin(address.trim());
  };
  const waits = busy || percent !== null;
  return (
    <section className="card" aria-label={t('box.update')}>
      <h2>{t('box.update')}</h2>
      <p className="page-help">{t('box.updateHelp')}</p>
      <form className="form" onSubmit={(event) => void fromFile(event)}>
        <FileInput label={t('box.updateFile')} accept=".raucb" onFile={setFile} />
        <div className="form-end">
          <button type="submit" className="button primary" disabled={file === null || waits}>
            {t('box.updateGo')}
          </button>
          {percent === null ? null : <output>{t('box.sending', { percent })}</output>}
        </div>
      </form>
      <form className="form" onSubmit={fromAddress}>
        <TextInput
          label={t('box.updateAddress')}
          value={address}
          onText={setAddress}
          type="url"
          pattern="https?://\S+"
          maxLength={2_048}
          placeholder="https://"
        />
        <div className="form-end">
          <button type="submit" className="button" disabled={address.trim() === '' || waits}>
            {t('box.addressGo')}
          </button>
        </div>
      </form>
      {error === null ? null : <Problem error={error} />}
      <StickUpdate busy={waits} onBegun={onBegun} />
    </section>
  );
}

export function Restart({ busy }: { busy: boolean }) {
  const { t } = useText();
  const [asks, setAsks] = useState(false);
  const [note, setNote] = useState('');
  const [error, setError] = useState<Refused | null>(null);
  const restart = async (): Promise<void> => {
    setAsks(false);
    const answer = await ask('POST', '/api/box/restart');
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setNote(t('box.restarting'));
  };
  return (
    <section className="card" aria-label={t('box.restart')}>
      <h2>{t('box.restart')}</h2>
      <p className="page-help">{t('box.restartHelp')}</p>
      <button type="button" className="button" disabled={busy} onClick={() => setAsks(true)}>
        {t('box.restartGo')}
      </button>
      <output className={note === '' ? undefined : 'note'}>{note}</output>
      {error === null ? null : <Problem error={error} />}
      {asks ? (
        <Sheet title={t('box.restartGo')} kind="alertdialog" onClose={() => setAsks(false)}>
          <p>{t('box.restartHelp')}</p>
          <div className="form-end">
            <button type="button" className="button danger" onClick={() => void restart()}>
              {t('box.restartGo')}
            </button>
            <button type="button" className="button" onClick={() => setAsks(false)}>
              {t('form.cancel')}
            </button>
          </div>
        </Sheet>
      ) : null}
    </section>
  );
}
