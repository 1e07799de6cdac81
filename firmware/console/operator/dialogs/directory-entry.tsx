/** One entry of the directory: new, changed in place, or removed. */
import { type FormEvent, useState } from 'react';
import type { DirectoryEntryPut } from '#web/protocol/directory.ts';
import { ask, type Refused } from '../../admin/api.ts';
import { ChoiceInput, TextInput } from '../../admin/parts/input.tsx';
import { Problem } from '../../admin/parts/problem.tsx';
import { useText } from '../../text/text.tsx';
import type { Entry } from '../contract.ts';
import { EntryErrors } from './directory-errors.tsx';

type Fields = Omit<Entry, 'id'>;
const TEXTS = ['number', 'name', 'shortCode', 'department', 'notes'] as const;
/** As the exchange takes them (`runtime/desk/directory/check.ts`). */
const LENGTH_MAX = { number: 32, name: 64, shortCode: 16, department: 64, notes: 500 } as const;
const EMPTY: Fields = {
  library: 'local',
  number: '',
  name: '',
  shortCode: '',
  department: '',
  notes: '',
  important: false,
};

interface Props {
  /** Null: a new one. */
  readonly entry: Entry | null;
  /** What a new one begins with. */
  readonly fresh: Pick<Entry, 'number' | 'name'> | null;
  /** Null: nothing was changed; else what to look for to see it. */
  onDone(find: string | null): void;
}

function useEntry({ entry, fresh, onDone }: Props) {
  const { id, ...before }: Entry = entry ?? { id: 0, ...EMPTY, ...fresh };
  const [fields, setFields] = useState<Fields>(before);
  const [errors, setErrors] = useState<DirectoryEntryPut['errors']>([]);
  const [refused, setRefused] = useState<Refused | null>(null);
  const put = async (): Promise<void> => {
    const answer =
      entry === null
        ? await ask<DirectoryEntryPut>('POST', '/api/directory', fields)
        : await ask<DirectoryEntryPut>('PUT', `/api/directory/${id}`, fields);
    setRefused(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setErrors(answer.value.errors);
    if (answer.value.errors.length === 0) onDone(fields.number);
  };
  const remove = async (): Promise<void> => {
    const answer = await ask('DELETE', `/api/directory/${id}`);
    setRefused(answer.ok ? null : answer.error);
    if (answer.ok) onDone('');
  };
  return { id, fields, setFields, errors, refused, put, remove };
}

export function EntryForm(props: Props) {
  const { t } = useText();
  const { id, fields, setFields, errors, refused, put, remove } = useEntry(props);
  const [sure, setSure] = useState(false);
  const set = (change: Partial<Fields>): void => setFields({ ...fields, ...change });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void put();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      {id < 0 ? <p className="field-help">{t('op.directory.own')}</p> : null}
      {TEXTS.map((name, i) => (
        <TextInput
          key={name}
          label={t(`op.directory.${name}`)}
          value={fields[name]}
          maxLength={LENGTH_MAX[name]}
          required={name === 'number' || name === 'name'}
          autoFocus={i === 0}
          autoComplete="off"
          onText={(text) => set({ [name]: text })}
        />
      ))}
      <ChoiceInput
        label={t('op.directory.library')}
        value={fields.library}
        options={[
          ['local', t('op.directory.local')],
          ['long-distance', t('op.directory.far')],
        ]}
        onText={(library) => set({ library: library as Fields['library'] })}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={fields.important}
          onChange={({ target }) => set({ important: target.checked })}
        />
        {t('op.directory.important')}
      </label>
      <div role="alert">
        <EntryErrors errors={errors} />
        {refused === null ? null : <Problem error={refused} />}
      </div>
      <div className="form-end">
        <button type="submit" className="button primary">
          {t('op.directory.save')}
        </button>
        <button type="button" className="button" onClick={() => props.onDone(null)}>
          {t('op.back')}
        </button>
        {id > 0 ? (
          <button type="button" className="button" onClick={() => (sure ? void remove() : setSure(true))}>
            {t(sure ? 'op.directory.sure' : 'op.directory.remove')}
          </button>
        ) : null}
      </div>
    </form>
  );
}
