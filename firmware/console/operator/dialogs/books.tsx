/** What was done for callers and by whom, searched: tickets for every operator, operations for supervisors. */
import { useState } from 'react';
import { Sheet } from '../../admin/parts/sheet.tsx';
import { EXPORTERS } from '../../admin/roles.ts';
import { useMay } from '../../admin/session.ts';
import { useText } from '../../text/text.tsx';
import { useOperator } from '../context.ts';
import { OperationBook } from './operation-book.tsx';
import { TicketBook } from './ticket-book.tsx';

const BOOKS = { tickets: TicketBook, operations: OperationBook };
const NAMES = ['tickets', 'operations'] as const;

export function Books() {
  const { t } = useText();
  const { open } = useOperator();
  const supervises = useMay(EXPORTERS);
  const [name, setName] = useState<(typeof NAMES)[number]>('tickets');
  const Book = BOOKS[name];
  return (
    <Sheet title={t(supervises ? 'op.books' : 'op.books.tickets')} wide onClose={() => open(null)}>
      {supervises ? (
        <fieldset className="sections" aria-label={t('op.books')}>
          {NAMES.map((one) => (
            <button
              key={one}
              type="button"
              className="op-section"
              aria-pressed={one === name}
              onClick={() => setName(one)}
            >
              {t(`op.books.${one}`)}
            </button>
          ))}
        </fieldset>
      ) : null}
      <Book />
    </Sheet>
  );
}
