/** The directory (号码簿) as a book: found by typing, changed in place, taken from a table and given away as one. */
import { useEffect, useState } from 'react';
import type { DirectoryPage } from '#web/protocol/directory.ts';
import { withQuery } from '../../admin/api.ts';
import { DataTable } from '../../admin/list/table.tsx';
import { TextInput } from '../../admin/parts/input.tsx';
import { Problem } from '../../admin/parts/problem.tsx';
import { Sheet } from '../../admin/parts/sheet.tsx';
import { useAsked } from '../../admin/parts/use-asked.ts';
import { EXPORTERS } from '../../admin/roles.ts';
import { useMay } from '../../admin/session.ts';
import { useText } from '../../text/text.tsx';
import { useOperator } from '../context.ts';
import type { Entry } from '../contract.ts';
import { EntryForm } from './directory-entry.tsx';
import { DirectoryImport } from './directory-import.tsx';

const SHOWN = 50;
/** So long nothing more was typed: then it is asked for. */
const STILL_MS = 150;
const COLUMNS = ['number', 'name', 'department', 'shortCode', 'library'] as const;

function useStill(text: string): string {
  const [still, setStill] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setStill(text), STILL_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return still;
}

interface ListProps {
  readonly text: string;
  onText(text: string): void;
  onEntry(entry: Entry | null): void;
  onImport(): void;
}

function Tools({ onNew, onImport }: { onNew(): void; onImport(): void }) {
  const { t, language } = useText();
  const maySeeAll = useMay(EXPORTERS);
  const file = (name: string): string => withQuery(`/api/export/${name}`, { language });
  return (
    <div className="tools">
      <button type="button" className="button primary" onClick={onNew}>
        {t('op.directory.new')}
      </button>
      {maySeeAll ? (
        <>
          <button type="button" className="button" onClick={onImport}>
            {t('op.directory.import')}
          </button>
          <a className="button" href={file('directory.csv')} download>
            {t('op.directory.csv')}
          </a>
          <a className="button" href={file('directory.xlsx')} download>
            {t('op.directory.xlsx')}
          </a>
        </>
      ) : null}
    </div>
  );
}

function Pages({ from, page, onFrom }: { from: number; page: DirectoryPage; onFrom(from: number): void }) {
  const { t } = useText();
  const { entries, total } = page;
  if (total === 0) return null;
  return (
    <div className="tools">
      <span>{t('op.directory.count', { total, from: from + 1, to: from + entries.length })}</span>
      {from === 0 ? null : (
        <button type="button" className="button" onClick={() => onFrom(Math.max(0, from - SHOWN))}>
          {t('op.directory.before')}
        </button>
      )}
      {from + entries.length >= total ? null : (
        <button type="button" className="button" onClick={() => onFrom(from + SHOWN)}>
          {t('op.directory.after')}
        </button>
      )}
    </div>
  );
}

function List({ text, onText, onEntry, onImport }: ListProps) {
  const { t } = useText();
  const [from, setFrom] = useState(0);
  const still = useStill(text);
  const asked = useAsked<DirectoryPage>(
    withQuery('/api/directory', { text: still.trim(), from, limit: SHOWN }),
  );
  const entries = asked.value?.entries ?? [];
  const cellsOf = (one: Entry): readonly string[] => [
    one.number,
    one.important ? `${one.name} · ${t('op.important')}` : one.name,
    one.department,
    one.shortCode,
    t(one.library === 'local' ? 'op.directory.local' : 'op.directory.far'),
  ];
  return (
    <>
      <TextInput
        label={t('op.directory.find')}
        value={text}
        maxLength={64}
        autoComplete="off"
        autoFocus
        onText={(now) => {
          setFrom(0);
          onText(now);
        }}
      />
      <Tools onNew={() => onEntry(null)} onImport={onImport} />
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      <DataTable
        label={t('op.directory')}
        columns={COLUMNS.map((id) => ({ id, name: t(`op.directory.${id}`), mono: id === 'number' }))}
        rows={entries.map((one) => ({ key: String(one.id), cells: cellsOf(one) }))}
        empty={asked.value === null ? t('admin.loading') : t('op.directory.none')}
        onOpen={(key) => onEntry(entries.find(({ id }) => String(id) === key) ?? null)}
        onNew={() => onEntry(null)}
      />
      {asked.value === null ? null : <Pages from={from} page={asked.value} onFrom={setFrom} />}
    </>
  );
}

type Place = 'list' | 'import' | { readonly entry: Entry | null };

/** `fresh`: a caller who is not in it, to be written down. */
export function Directory({ find, fresh }: { find: string; fresh: Pick<Entry, 'number' | 'name'> | null }) {
  const { t } = useText();
  const { open, type, desk } = useOperator();
  const [text, setText] = useState(find);
  const [place, setPlace] = useState<Place>(fresh === null ? 'list' : { entry: null });
  const done = (now: string | null): void => {
    if (now !== null) setText(now);
    // What stands under the search line was found before.
    type(desk.get().line.text);
    setPlace('list');
  };
  return (
    <Sheet title={t(place === 'import' ? 'op.import' : 'op.directory')} wide onClose={() => open(null)}>
      {place === 'list' ? (
        <List
          text={text}
          onText={setText}
          onEntry={(entry) => setPlace({ entry })}
          onImport={() => setPlace('import')}
        />
      ) : place === 'import' ? (
        <DirectoryImport onDone={() => done(null)} />
      ) : (
        <EntryForm entry={place.entry} fresh={fresh} onDone={done} />
      )}
    </Sheet>
  );
}
