/** Callers in the hold area of the console, and tickets that are to be finished. */
import { useText } from '../text/text.tsx';
import { useDesk, useOperator, useView } from './context.ts';
import { KeyCap } from './parts/key-cap.tsx';
import { Pane } from './parts/pane.tsx';
import { Since } from './parts/since.tsx';

export function Held() {
  const { t } = useText();
  const { act } = useOperator();
  const held = useView((view) => view.held);
  return (
    <Pane name="held" title={t('op.held')} aside={<KeyCap command="retrieve" />}>
      {held.length === 0 ? <p className="pane-empty">{t('op.held.none')}</p> : null}
      <ul className="op-rows">
        {held.map((card) => (
          <li key={card.call}>
            <button
              type="button"
              className="op-line-row"
              onClick={() => void act({ op: 'consoleRetrieve', call: card.call }, 'op.do.retrieve')}
            >
              <b>{card.entry?.name || card.name || card.number || t('op.unknown')}</b>
              <span className="op-number">{card.number}</span>
              <Since epochMs={card.sinceEpochMs} />
            </button>
          </li>
        ))}
      </ul>
    </Pane>
  );
}

export function Staged() {
  const { t } = useText();
  const { showTicket } = useOperator();
  const staged = useView((view) => view.staged);
  const shown = useDesk((desk) => desk.ticketShown);
  return (
    <Pane name="staged" title={t('op.staged')} aside={<span className="op-count">{staged.length}</span>}>
      {staged.length === 0 ? <p className="pane-empty">{t('op.staged.none')}</p> : null}
      <ul className="op-rows">
        {staged.map((ticket) => (
          <li key={ticket.id}>
            <button
              type="button"
              className="op-line-row"
              aria-pressed={ticket.id === shown}
              onClick={() => showTicket(ticket.id === shown ? null : ticket.id)}
            >
              <b>{ticket.callerName || ticket.callerNumber || t('op.unknown')}</b>
              <span>{ticket.reason || ticket.wanted}</span>
              {ticket.state === 'handed-on' ? (
                <span className="op-tag">
                  {t('op.result.handed-on')} {ticket.operator}
                </span>
              ) : null}
              <Since epochMs={ticket.openedEpochMs} />
            </button>
          </li>
        ))}
      </ul>
    </Pane>
  );
}
