/** Every key that acted: who, when, at which console, with what number, and what came of it. For supervisors. */
import { useState } from 'react';
import type { OperationPage } from '#web/protocol/desk-books.ts';
import { type Query, withQuery } from '../../admin/api.ts';
import { dateTime, epochOf } from '../../admin/parts/time.ts';
import { useAsked } from '../../admin/parts/use-asked.ts';
import { knownKey, type Text, useText } from '../../text/text.tsx';
import { type BookField, BookSearch } from './book-search.tsx';
import { BookTable } from './book-table.tsx';

const SHOWN = 100;
const HEADS = [
  ...(['op.books.time', 'op.books.operator', 'op.books.console', 'op.books.what'] as const),
  ...(['op.directory.number', 'op.books.outcome'] as const),
] as const;
const EMPTY = { from: '', to: '', operator: '', number: '' };
type Wishes = typeof EMPTY;

const FIELDS: readonly BookField<keyof Wishes>[] = [
  { name: 'from', label: 'op.books.from', kind: 'time' },
  { name: 'to', label: 'op.books.to', kind: 'time' },
  { name: 'operator', label: 'op.books.operator', kind: 'name' },
  { name: 'number', label: 'op.books.number', kind: 'number' },
];

const queryOf = ({ from, to, operator, number }: Wishes): Query => ({
  ...{ from: epochOf(from), to: epochOf(to) },
  ...{ operator: operator.trim().toLowerCase(), number: number.replaceAll(/[^0-9*#+]/g, '') },
});

/** A word of the exchange that has no text is shown as it is. */
function worded(t: Text, family: 'op.act' | 'op.refused', word: string): string {
  const key = knownKey(`${family}.${word}`);
  return key === null ? word : t(key, { by: '' });
}

export function OperationBook() {
  const { t, language } = useText();
  const [wishes, setWishes] = useState(EMPTY);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const asked = useAsked<OperationPage>(
    withQuery('/api/operations', { ...queryOf(wishes), before, limit: SHOWN }),
  );
  const rows = (asked.value?.operations ?? []).map((one) => ({
    id: one.id,
    cells: [
      dateTime(one.epochMs, language),
      one.operator,
      one.console,
      worded(t, 'op.act', one.op),
      one.number,
      one.outcome === 'done' ? t('op.books.done') : worded(t, 'op.refused', one.outcome),
    ],
  }));
  const search = (now: Wishes): void => {
    setBefore(undefined);
    setWishes(now);
    asked.again();
  };
  return (
    <>
      <BookSearch fields={FIELDS} empty={EMPTY} onSearch={search} />
      <BookTable
        {...{ label: 'op.books.operations', heads: HEADS, rows, asked, before }}
        onBefore={setBefore}
      />
    </>
  );
}
