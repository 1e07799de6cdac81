/** What this operator has done: tickets that are completed or handed on, to be looked at or added to. */
import { type Text, useText } from '../../text/text.tsx';
import { useDesk, useOperator, useView } from '../context.ts';
import type { Ticket } from '../contract.ts';

const what = (t: Text, { result, state }: Ticket): string => {
  if (state === 'handed-on') return t('op.result.handed-on');
  return result === '' ? t('op.result.none') : t(`op.result.${result}`);
};

export function History() {
  const { t, language } = useText();
  const { showTicket } = useOperator();
  const shown = useDesk((desk) => desk.ticketShown);
  const recent = useView((view) => view.recent);
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (recent.length === 0) return <p className="pane-empty">{t('op.history.none')}</p>;
  return (
    <ul className="op-rows" aria-label={t('op.tab.history')}>
      {recent.map((ticket) => (
        <li key={ticket.id}>
          <button
            type="button"
            className="op-history-row"
            aria-pressed={ticket.id === shown}
            onClick={() => showTicket(ticket.id === shown ? null : ticket.id)}
          >
            <time dateTime={new Date(ticket.openedEpochMs).toISOString()}>
              {time.format(ticket.openedEpochMs)}
            </time>
            <b>{ticket.callerName || ticket.callerNumber || t('op.unknown')}</b>
            <span>{ticket.wanted === '' ? '' : `→ ${ticket.wanted}`}</span>
            <span className="op-tag">{what(t, ticket)}</span>
            {ticket.reason + ticket.notes === '' ? null : (
              <span className="op-history-words">
                {[ticket.reason, ticket.followUp, ticket.notes].filter(Boolean).join(' · ')}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
