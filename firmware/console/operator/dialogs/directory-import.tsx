/** A table from elsewhere becomes part of the directory: first it is looked at row by row, then taken. */
import { useId, useState } from 'react';
import type { DirectoryImport as Answer } from '#web/protocol/directory.ts';
import { ask, type Refused, withQuery } from '../../admin/api.ts';
import { ChoiceInput } from '../../admin/parts/input.tsx';
import { Problem } from '../../admin/parts/problem.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import { useText } from '../../text/text.tsx';
import { EntryErrors } from './directory-errors.tsx';

/** By the end of the file's name: browsers have their own opinion of a CSV file's type. */
const TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
type Kind = keyof typeof TYPES;
const FILE_BYTES_MAX = 4 << 20;
const ROWS_SHOWN = 200;

interface Table {
  readonly kind: Kind;
  readonly content: Blob;
}

const send = ({ kind, content }: Table, query: { take: boolean; mode: Mode }) =>
  ask<Answer>('POST', withQuery(`/api/import/directory.${kind}`, query), content);
type Mode = 'add' | 'replace';

function Rows({ rows }: { rows: Answer['rows'] }) {
  const { t } = useText();
  const heads = ['op.import.line', 'op.import.change', 'op.directory.number', 'op.directory.name'] as const;
  return (
    <ScrollRegion className="table-scroll" label={t('op.import.preview')}>
      <table className="plain-table">
        <thead>
          <tr>
            {[...heads, 'op.import.wrong' as const].map((key) => (
              <th key={key} scope="col">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_SHOWN).map(({ line, change, entry, errors }) => (
            <tr key={line} data-change={change}>
              <td className="mono">{line}</td>
              <td>{t(`op.import.${change}`)}</td>
              <td className="mono">{entry.number}</td>
              <td>{entry.name}</td>
              <td>
                <EntryErrors errors={errors} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Preview({ found, mode }: { found: Answer; mode: Mode }) {
  const { t } = useText();
  const { fresh, changed, same, bad } = found;
  if (found.missing !== null)
    return <p className="field-problem">{t(`op.import.missing.${found.missing}`)}</p>;
  return (
    <>
      <p data-testid="import-counts">
        <b>{t('op.import.counts', { fresh, changed, same, bad })}</b>
        {mode === 'replace' ? ` · ${t('op.import.absent', { absent: found.absent })}` : ''}
      </p>
      {found.ignored.length === 0 ? null : (
        <p>{t('op.import.ignored', { titles: found.ignored.join(', ') })}</p>
      )}
      {found.rows.length === 0 ? null : <Rows rows={found.rows} />}
    </>
  );
}

/** Something would be written or removed. */
const changes = ({ missing, fresh, changed, absent }: Answer, mode: Mode): boolean =>
  missing === null && (fresh + changed > 0 || (mode === 'replace' && absent > 0));

function useImport() {
  const { t } = useText();
  const [table, setTable] = useState<Table | null>(null);
  const [mode, setMode] = useState<Mode>('add');
  const [found, setFound] = useState<Answer | null>(null);
  const [trouble, setTrouble] = useState('');
  const [refused, setRefused] = useState<Refused | null>(null);
  const look = async (one: Table, take: boolean): Promise<void> => {
    const answer = await send(one, { take, mode });
    setRefused(answer.ok ? null : answer.error);
    setFound(answer.ok ? answer.value : null);
  };
  const choose = async (file: File): Promise<void> => {
    setFound(null);
    setTable(null);
    setRefused(null);
    const kind = /\.(csv|xlsx)$/i.exec(file.name)?.[1]?.toLowerCase() as Kind | undefined;
    const large = file.size > FILE_BYTES_MAX;
    setTrouble(kind === undefined ? t('op.import.kind') : large ? t('op.import.large') : '');
    if (kind === undefined || large) return;
    // Read at once: what is taken is what was looked at, whatever becomes of the file.
    const one = { kind, content: new Blob([await file.arrayBuffer()], { type: TYPES[kind] }) };
    setTable(one);
    await look(one, false);
  };
  return { table, mode, setMode, found, trouble, refused, choose, look };
}

export function DirectoryImport({ onDone }: { onDone(): void }) {
  const { t } = useText();
  const id = useId();
  const { table, mode, setMode, found, trouble, refused, choose, look } = useImport();
  const taken = found?.taken ?? null;
  return (
    <div className="form">
      <p className="field-help">{t('op.import.help')}</p>
      <div className="field">
        <label className="field-label" htmlFor={id}>
          {t('op.import.file')}
        </label>
        <input
          id={id}
          type="file"
          className="input"
          accept=".csv,.xlsx"
          // biome-ignore lint/a11y/noAutofocus: it begins with the file
          autoFocus
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file !== undefined) void choose(file);
          }}
        />
      </div>
      <ChoiceInput
        label={t('op.import.mode')}
        value={mode}
        options={[
          ['add', t('op.import.mode.add')],
          ['replace', t('op.import.mode.replace')],
        ]}
        onText={(word) => setMode(word as Mode)}
      />
      <div aria-live="polite">
        {trouble === '' ? null : <p className="field-problem">{trouble}</p>}
        {refused === null ? null : <Problem error={refused} />}
        {found === null ? null : <Preview found={found} mode={mode} />}
        {taken === null ? null : <p data-testid="import-taken">{t('op.import.taken', { taken })}</p>}
      </div>
      <div className="form-end">
        {taken === null ? (
          <button
            type="button"
            className="button primary"
            disabled={table === null || found === null || !changes(found, mode)}
            onClick={() => {
              if (table !== null) void look(table, true);
            }}
          >
            {t('op.import.take')}
          </button>
        ) : null}
        <button type="button" className="button" onClick={onDone}>
          {t('op.back')}
        </button>
      </div>
    </div>
  );
}
