/** Call records: search, totals, export; and each call with what became of it. */
import { type FormEvent, useState } from 'react';
import type { RecordPage, StoredRecord } from '#web/protocol/records.ts';
import { causeText } from '../../text/sentence.ts';
import { useText } from '../../text/text.tsx';
import { type Query, withQuery } from '../api.ts';
import { DataTable } from '../list/table.tsx';
import { ChoiceInput, TextInput } from '../parts/input.tsx';
import { Pager } from '../parts/pager.tsx';
import { Problem } from '../parts/problem.tsx';
import { dateTime, duration, epochOf } from '../parts/time.ts';
import { useAsked } from '../parts/use-asked.ts';
import { EXPORTERS } from '../roles.ts';
import { go, pathOf, usePlace } from '../router.tsx';
import { useMay } from '../session.ts';
import { RecordDetail } from './record-detail.tsx';

const SHOWN = 100;
const KINDS = ['internal', 'outgoing', 'incoming', 'emergency', 'incomplete', 'feature'] as const;
/** Filters as they stand in the address, so that a search can be sent to a colleague. */
const FILTERS = ['from', 'to', 'number', 'kind', 'answered', 'trunk', 'minTalk'] as const;
type Filters = Readonly<Record<(typeof FILTERS)[number], string>>;

export const queryOf = (filters: Filters): Query => ({
  from: epochOf(filters.from),
  to: epochOf(filters.to),
  number: filters.number.replaceAll(/[^0-9*#+]/g, ''),
  kind: filters.kind,
  answered: filters.answered,
  trunk: filters.trunk,
  minTalkMs:
    filters.minTalk === '' ? undefined : Math.max(0, Math.round(Number(filters.minTalk) * 1000) || 0),
});

function Search({ filters }: { filters: Filters }) {
  const { t } = useText();
  const [now, setNow] = useState(filters);
  const set = (name: keyof Filters) => (value: string) => setNow({ ...now, [name]: value });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go(withQuery(pathOf('records'), now));
  };
  return (
    <form className="tools filters" onSubmit={submit}>
      <TextInput label={t('records.from')} type="datetime-local" value={now.from} onText={set('from')} />
      <TextInput label={t('records.to')} type="datetime-local" value={now.to} onText={set('to')} />
      <TextInput label={t('records.number')} value={now.number} onText={set('number')} inputMode="tel" />
      <ChoiceInput
        label={t('records.kind')}
        value={now.kind}
        options={[['', t('records.any')], ...KINDS.map((kind) => [kind, t(`records.kind.${kind}`)] as const)]}
        onText={set('kind')}
      />
      <ChoiceInput
        label={t('records.answered')}
        value={now.answered}
        options={[
          ['', t('records.any')],
          ['true', t('value.yes')],
          ['false', t('value.no')],
        ]}
        onText={set('answered')}
      />
      <TextInput label={t('records.trunk')} value={now.trunk} onText={set('trunk')} maxLength={64} />
      <TextInput
        label={t('records.minTalk')}
        type="number"
        min={0}
        value={now.minTalk}
        onText={set('minTalk')}
      />
      <button type="submit" className="button primary">
        {t('records.search')}
      </button>
    </form>
  );
}

function Totals({ page, query }: { page: RecordPage; query: Query }) {
  const { t, language } = useText();
  const may = useMay(EXPORTERS);
  const file = (name: string): string => withQuery(`/api/export/${name}`, { ...query, language });
  return (
    <div className="tools totals">
      <b>{t('records.total', { count: page.total })}</b>
      <span>{t('records.talk', { time: duration(page.totalTalkMs) })}</span>
      {page.totalUnits > 0 ? <span>{t('records.units', { count: page.totalUnits })}</span> : null}
      {may ? (
        <span className="row-tools">
          <a className="button" href={file('records.csv')} download>
            {t('records.csv')}
          </a>
          <a className="button" href={file('records.xlsx')} download>
            {t('records.xlsx')}
          </a>
        </span>
      ) : null}
    </div>
  );
}

const COLUMNS = ['when', 'kind', 'who', 'whom', 'talked', 'end'] as const;

function useCells(): (record: StoredRecord) => readonly string[] {
  const { t, language } = useText();
  return (one) => [
    dateTime(one.startedEpochMs, language),
    t(`records.kind.${one.kind}`),
    one.from || '—',
    one.to || one.dialled || '—',
    one.answeredEpochMs === null ? '—' : duration(one.talkMs),
    causeText(t, one.cause),
  ];
}

export default function Records({ parts }: { parts: readonly string[] }) {
  const { t } = useText();
  const { query } = usePlace();
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query.get(name) ?? ''])) as Filters;
  const before = query.get('before') ?? undefined;
  const wished = queryOf(filters);
  const asked = useAsked<RecordPage>(withQuery('/api/records', { ...wished, limit: SHOWN, before }));
  const cellsOf = useCells();
  const [bootId, call] = parts;
  if (bootId !== undefined && call !== undefined) return <RecordDetail bootId={bootId} call={call} />;
  const records = asked.value?.records ?? [];
  const older = (): void =>
    go(withQuery(pathOf('records'), { ...filters, before: asked.value?.next ?? undefined }));
  return (
    <>
      <Search key={JSON.stringify(filters)} filters={filters} />
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      {asked.value === null ? null : <Totals page={asked.value} query={wished} />}
      <DataTable
        label={t('nav.records')}
        columns={COLUMNS.map((id) => ({ id, name: t(`records.${id}`), mono: id === 'who' || id === 'whom' }))}
        rows={records.map((one) => ({ key: `${one.bootId}/${one.call}`, cells: cellsOf(one) }))}
        empty={t('records.none')}
        onOpen={(key) => go(pathOf('records', ...key.split('/')))}
      />
      <Pager
        onNewest={before === undefined ? null : () => go(withQuery(pathOf('records'), filters))}
        onOlder={asked.value?.next == null ? null : older}
      />
    </>
  );
}
