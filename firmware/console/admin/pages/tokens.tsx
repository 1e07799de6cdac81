/** Tokens by which machines use the interface. A token is shown once. */
import { type FormEvent, useState } from 'react';
import type { IssuedToken, NewToken, Token } from '#web/protocol/users.ts';
import { useText } from '../../text/text.tsx';
import { ask, type Refused } from '../api.ts';
import { Remove } from '../list/list-section.tsx';
import { CopyField } from '../parts/copy-field.tsx';
import { ChoiceInput, TextInput } from '../parts/input.tsx';
import { Problem } from '../parts/problem.tsx';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { dateTime } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';
import { ROLES } from './user-form.tsx';

function NewTokenForm({ onClose }: { onClose(): void }) {
  const { t } = useText();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Token['role']>('viewer');
  const [days, setDays] = useState('365');
  const [error, setError] = useState<Refused | null>(null);
  const [issued, setIssued] = useState<IssuedToken | null>(null);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const body: NewToken = { name, role, expiresInDays: days === '' ? null : Math.round(Number(days)) };
    const answer = await ask<IssuedToken>('POST', '/api/tokens', body);
    if (answer.ok) setIssued(answer.value);
    else setError(answer.error);
  };
  if (issued !== null) {
    return (
      <Sheet title={t('tokens.issued')} kind="dialog" onClose={onClose}>
        <CopyField label={t('tokens.issued')} value={issued.bearer} help={t('tokens.once')} />
        <div className="form-end">
          <button type="button" className="button primary" onClick={onClose}>
            {t('form.close')}
          </button>
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={t('tokens.new')} kind="dialog" onClose={onClose}>
      <form className="form" onSubmit={(event) => void submit(event)}>
        <TextInput label={t('tokens.name')} value={name} onText={setName} maxLength={64} required autoFocus />
        <ChoiceInput
          label={t('users.role')}
          value={role}
          options={ROLES.map((one) => [one, t(`role.${one}`)])}
          onText={(now) => setRole(now as Token['role'])}
        />
        <TextInput
          label={t('tokens.days')}
          help={t('tokens.daysHelp')}
          type="number"
          min={1}
          max={3650}
          value={days}
          onText={setDays}
        />
        {error === null ? null : <Problem error={error} />}
        <div className="form-end">
          <button type="submit" className="button primary">
            {t('tokens.go')}
          </button>
          <button type="button" className="button" onClick={onClose}>
            {t('form.cancel')}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

export function Tokens() {
  const { t, language } = useText();
  const asked = useAsked<Token[]>('/api/tokens');
  const [fresh, setFresh] = useState(false);
  const [removing, setRemoving] = useState<Token | null>(null);
  const remove = async (token: Token): Promise<void> => {
    setRemoving(null);
    const answer = await ask('DELETE', `/api/tokens/${encodeURIComponent(token.id)}`);
    if (answer.ok) say(t('list.removed', { name: token.name }));
    asked.again();
  };
  return (
    <>
      <p className="page-help">{t('tokens.help')}</p>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      <div className="tools">
        <button type="button" className="button primary" onClick={() => setFresh(true)}>
          {t('tokens.new')}
        </button>
      </div>
      <div className="table-scroll">
        <table className="plain-table">
          <thead>
            <tr>
              {(['tokens.name', 'users.role', 'tokens.by', 'tokens.expires', 'versions.acts'] as const).map(
                (key) => (
                  <th key={key} scope="col">
                    {t(key)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {(asked.value ?? []).map((one) => (
              <tr key={one.id}>
                <th scope="row">{one.name}</th>
                <td>{t(`role.${one.role}`)}</td>
                <td>{one.createdBy}</td>
                <td>
                  {one.expiresEpochMs === null ? t('tokens.never') : dateTime(one.expiresEpochMs, language)}
                </td>
                <td>
                  <button
                    type="button"
                    className="button quiet"
                    aria-label={t('tokens.revokeOf', { name: one.name })}
                    onClick={() => setRemoving(one)}
                  >
                    {t('tokens.revoke')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {fresh ? (
        <NewTokenForm
          onClose={() => {
            setFresh(false);
            asked.again();
          }}
        />
      ) : null}
      {removing === null ? null : (
        <Remove name={removing.name} onYes={() => void remove(removing)} onNo={() => setRemoving(null)} />
      )}
    </>
  );
}
