/** One list of the document: its table, and what can be done with its entries. */
import { useEffect, useState } from 'react';
import type { Edit } from '#web/protocol/configuration.ts';
import { useText } from '../../text/text.tsx';
import { change, useDraft } from '../draft/draft.ts';
import { type Data, editsBetween, isData, listAt, pathText, same } from '../draft/edits.ts';
import { livePicture } from '../live.ts';
import { say } from '../parts/say.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { TECHNICIANS } from '../roles.ts';
import { go, usePlace } from '../router.tsx';
import { useNames } from '../schema/names.ts';
import { fieldOf, fieldsOf, type JsonSchema } from '../schema/schema.ts';
import { summary } from '../schema/summary.ts';
import { useMay } from '../session.ts';
import { BulkExtensions } from './bulk.tsx';
import { EntryForm, entryName } from './entry-form.tsx';
import type { ListSection } from './sections.ts';
import { DataTable, type TableRow } from './table.tsx';

const MONO = new Set([
  'number',
  'port',
  'pattern',
  'patterns',
  'code',
  'members',
  'ringIn',
  'overflow',
  'chair',
]);
const SEARCHED_FROM = 12;

function useRows(section: ListSection, schema: JsonSchema): readonly (TableRow & { index: number })[] {
  const names = useNames();
  const document = useDraft((now) => now.document);
  const before = useDraft((now) => now.current?.document);
  const findings = useDraft((now) => now.findings);
  const properties = fieldsOf(schema);
  const old = listAt(before, [section.list]);
  return listAt(document, [section.list]).map((entry, index) => {
    const place = pathText([section.list, index]);
    const own = findings.filter(({ path }) => path === place || path.startsWith(`${place}.`));
    const wrong = own.some(({ severity }) => severity === 'error')
      ? 'error'
      : own.length > 0
        ? 'warning'
        : undefined;
    const cells = section.columns.map((column) => {
      const value = isData(entry) ? (entry[column] ?? fieldOf(properties[column] ?? {}).usual) : entry;
      return summary(names, `${section.list}.${column}`, value);
    });
    return { key: String(index), index, cells, wrong, changed: !old.some((one) => same(one, entry)) };
  });
}

/** What is open: an entry, a new one, or a question. */
type Open =
  | { readonly what: 'entry'; readonly index: number }
  | { readonly what: 'new' }
  | { readonly what: 'remove'; readonly index: number }
  | { readonly what: 'bulk' };

function useOpen(): [Open | null, (open: Open | null) => void] {
  const { query } = usePlace();
  const wished = query.get('open');
  const [open, setOpen] = useState<Open | null>(null);
  useEffect(() => {
    if (wished !== null && /^\d+$/.test(wished)) setOpen({ what: 'entry', index: Number(wished) });
  }, [wished]);
  const close = (next: Open | null): void => {
    setOpen(next);
    // The address named an entry; a reload must not open it again.
    if (next === null && wished !== null) go(location.pathname, 'replace');
  };
  return [open, close];
}

/** What is open over the table. */
function Opened(props: {
  readonly section: ListSection;
  readonly schema: JsonSchema;
  readonly open: Open | null;
  onOpen(open: Open | null): void;
}) {
  const { section, schema, open, onOpen } = props;
  const { t } = useText();
  const document = useDraft((now) => now.document);
  const mayEdit = useMay(TECHNICIANS);
  const { list } = section;
  const entries = listAt(document, [list]);
  const close = (): void => onOpen(null);
  const keep = (index: number, before: Data | null, now: Data): void => {
    const edits: readonly Edit[] =
      before === null ? [{ op: 'add', path: [list], value: now }] : editsBetween([list, index], before, now);
    close();
    void change(edits).then(() => say(t('list.kept', { name: entryName(now) })));
  };
  const remove = (index: number): void => {
    close();
    const name = entryName(entries[index]);
    void change([{ op: 'remove', path: [list, index] }]).then(() => say(t('list.removed', { name })));
  };

  if (open === null) return null;
  if (open.what === 'bulk') return <BulkExtensions onClose={close} />;
  if (open.what === 'remove') {
    return <Remove name={entryName(entries[open.index])} onYes={() => remove(open.index)} onNo={close} />;
  }
  const shared = { list, schema, main: section.main, onClose: close };
  if (open.what === 'new') {
    const fresh = section.fresh?.(document, livePicture()) ?? {};
    const onKeep = (now: Data) => keep(entries.length, null, now);
    return (
      <EntryForm
        {...shared}
        index={entries.length}
        before={null}
        fresh={fresh}
        readOnly={false}
        onKeep={onKeep}
      />
    );
  }
  const { index } = open;
  const entry = entries[index];
  if (!isData(entry)) return null;
  return (
    <EntryForm
      {...shared}
      key={index}
      index={index}
      before={entry}
      fresh={{}}
      readOnly={!mayEdit}
      onKeep={(now) => keep(index, entry, now)}
      onRemove={() => onOpen({ what: 'remove', index })}
    />
  );
}

export function ListPart({ section }: { section: ListSection }) {
  const { t } = useText();
  const names = useNames();
  const schema = useDraft((now) => now.schema?.properties?.[section.list]?.items) ?? {};
  const mayEdit = useMay(TECHNICIANS);
  const rows = useRows(section, schema);
  const [open, setOpen] = useOpen();
  const [search, setSearch] = useState('');
  const { list } = section;
  const label = names.label(list);
  const shown = rows.filter(({ cells }) =>
    cells.join(' ').toLowerCase().includes(search.trim().toLowerCase()),
  );

  return (
    <>
      <div className="tools">
        {mayEdit ? (
          <button type="button" className="button primary" onClick={() => setOpen({ what: 'new' })}>
            {t('list.new')}
          </button>
        ) : null}
        {mayEdit && section.bulk !== undefined ? (
          <button type="button" className="button" onClick={() => setOpen({ what: 'bulk' })}>
            {t('bulk.open')}
          </button>
        ) : null}
        {rows.length >= SEARCHED_FROM ? (
          <input
            type="search"
            className="input search"
            aria-label={t('list.search', { list: label })}
            placeholder={t('list.searchShort')}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        ) : null}
        <p className="tools-hint">{t('list.keys')}</p>
      </div>
      {list === 'plan' && rows.length === 0 ? <p className="note">{t('plan.usual')}</p> : null}
      <DataTable
        label={label}
        columns={section.columns.map((id) => ({
          id,
          name: names.label(`${list}.${id}`),
          mono: MONO.has(id),
        }))}
        rows={shown}
        empty={t('list.empty')}
        onOpen={(key) => setOpen({ what: 'entry', index: Number(key) })}
        onNew={mayEdit ? () => setOpen({ what: 'new' }) : undefined}
        onRemove={mayEdit ? (key) => setOpen({ what: 'remove', index: Number(key) }) : undefined}
      />
      <Opened section={section} schema={schema} open={open} onOpen={setOpen} />
    </>
  );
}

export function Remove({ name, onYes, onNo }: { name: string; onYes(): void; onNo(): void }) {
  const { t } = useText();
  return (
    <Sheet title={t('list.removeTitle', { name })} kind="alertdialog" onClose={onNo}>
      <p>{t('list.removeAsk')}</p>
      <div className="form-end">
        {/* biome-ignore lint/a11y/noAutofocus: a question takes the focus, so that Enter answers it */}
        <button type="button" className="button danger" autoFocus onClick={onYes}>
          {t('form.remove')}
        </button>
        <button type="button" className="button" onClick={onNo}>
          {t('form.cancel')}
        </button>
      </div>
    </Sheet>
  );
}
