/** Tickets (话单), also those of other operators and other days; what can still be written in is opened in the editor. */
import { useState } from 'react';
import type { TicketPage } from '#web/protocol/desk-books.ts';
import { type Query, withQuery } from '../../admin/api.ts';
import { dateTime, epochOf } from '../../admin/parts/time.ts';
import { useAsked } from '../../admin/parts/use-asked.ts';
import { EXPORTERS } from '../../admin/roles.ts';
import { useMay } from '../../admin/session.ts';
import { useText } from '../../text/text.tsx';
import { useOperator, useView } from '../context.ts';
import type { Ticket } from '../contract.ts';
import { type BookField, BookSearch } from './book-search.tsx';
import { BookTable } from './book-table.tsx';

const SHOWN = 50;
const STATES = ['open', 'staged', 'handed-on', 'completed'] as const;
const HEADS = [
  ...(['op.books.time', 'op.books.caller', 'op.ticket.wanted', 'op.books.words'] as const),
  ...(['op.ticket.result', 'op.books.state', 'op.books.operator', 'op.books.open'] as const),
] as const;
const EMPTY = { text: '', from: '', to: '', operator: '', state: '' };
type Wishes = typeof EMPTY;

const FIELDS: readonly BookField<keyof Wishes>[] = [
  { name: 'text', label: 'op.books.text', kind: 'words' },
  { name: 'from', label: 'op.books.from', kind: 'time' },
  { name: 'to', label: 'op.books.to', kind: 'time' },
  { name: 'operator', label: 'op.books.operator', kind: 'name' },
  {
    name: 'state',
    label: 'op.books.state',
    kind: 'choice',
    options: [['', 'op.books.any'], ...STATES.map((state) => [state, `op.ticketState.${state}`] as const)],
  },
];

const queryOf = ({ text, from, to, operator, state }: Wishes): Query => ({
  ...{ text: text.trim(), operator: operator.trim().toLowerCase(), state },
  ...{ from: epochOf(from), to: epochOf(to) },
});

function Tables({ wishes }: { wishes: Wishes }) {
  const { t, language } = useText();
  const file = (name: string): string => withQuery(`/api/export/${name}`, { ...queryOf(wishes), language });
  return (
    <div className="tools">
      <a className="button" href={file('tickets.csv')} download>
        {t('op.books.csv')}
      </a>
      <a className="button" href={file('tickets.xlsx')} download>
        {t('op.books.xlsx')}
      </a>
    </div>
  );
}

/** Only what the exchange shows this operator can be opened to be written in. */
function Opener({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const { open, showTicket } = useOperator();
  const mine = useView(({ staged, recent }) => [...staged, ...recent].some(({ id }) => id === ticket.id));
  if (!mine) return null;
  const who = ticket.callerName || ticket.callerNumber || t('op.unknown');
  const show = (): void => {
    showTicket(ticket.id);
    open(null);
  };
  return (
    <button type="button" className="button" aria-label={t('op.books.openOf', { who })} onClick={show}>
      {t('op.books.open')}
    </button>
  );
}

export function TicketBook() {
  const { t, language } = useText();
  const [wishes, setWishes] = useState(EMPTY);
  const [before, setBefore] = useState<number | undefined>(undefined);
  const asked = useAsked<TicketPage>(withQuery('/api/tickets', { ...queryOf(wishes), before, limit: SHOWN }));
  const supervises = useMay(EXPORTERS);
  const rows = (asked.value?.tickets ?? []).map((ticket) => ({
    id: ticket.id,
    cells: [
      dateTime(ticket.openedEpochMs, language),
      [ticket.callerName, ticket.callerNumber].filter(Boolean).join(' · ') || t('op.unknown'),
      ticket.wanted,
      [ticket.reason, ticket.followUp, ticket.notes].filter(Boolean).join(' · '),
      t(ticket.result === '' ? 'op.result.none' : `op.result.${ticket.result}`),
      t(`op.ticketState.${ticket.state}`),
      ticket.operator,
      <Opener key="open" ticket={ticket} />,
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
      {supervises ? <Tables wishes={wishes} /> : null}
      <BookTable {...{ label: 'op.books.tickets', heads: HEADS, rows, asked, before }} onBefore={setBefore} />
    </>
  );
}
