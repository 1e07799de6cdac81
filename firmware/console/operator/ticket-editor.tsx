/** What is written down for the caller: of the call under way, or of a staged ticket that is being finished. */
import { useEffect, useId, useRef, useState } from 'react';
import { type TextKey, useText } from '../text/text.tsx';
import { useDesk, useOperator, useView } from './context.ts';
import type { Ticket } from './contract.ts';
import { KeyCap } from './parts/key-cap.tsx';
import { Pane } from './parts/pane.tsx';

const WORDS = ['callerName', 'wanted', 'reason', 'followUp', 'notes'] as const;
type Word = (typeof WORDS)[number];
const RESULTS = ['', 'transferred', 'message', 'informed', 'refused', 'lost', 'follow-up'] as const;
const LENGTH_MAX: Readonly<Record<Word, number>> = {
  callerName: 64,
  wanted: 64,
  reason: 200,
  followUp: 200,
  notes: 500,
};
/** So long nothing more was written: then it goes to the exchange. */
const STILL_MS = 400;

/** Writes to the exchange when the hand rests, and at the latest when the field or the page is left. */
function useWritten(ticket: Ticket, word: Word): readonly [string, (text: string) => void, () => void] {
  const { note } = useOperator();
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const open = useRef<string | null>(null);
  const send = (): void => {
    clearTimeout(timer.current);
    const text = open.current;
    open.current = null;
    if (text === null) return;
    void note(ticket.id, { [word]: text }).then((ok) => {
      // What could not be sent stays in the field.
      if (ok && open.current === null) setDraft(null);
    });
  };
  const latest = useRef(send);
  latest.current = send;
  useEffect(() => () => latest.current(), []);
  const write = (text: string): void => {
    open.current = text;
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(), STILL_MS);
  };
  return [draft ?? ticket[word], write, send];
}

function Field({ ticket, word, first }: { ticket: Ticket; word: Word; first?: boolean }) {
  const { t } = useText();
  const id = useId();
  const [text, write, send] = useWritten(ticket, word);
  return (
    <div className="op-ticket-field" data-word={word}>
      <label htmlFor={id}>{t(`op.ticket.${word}`)}</label>
      <input
        id={id}
        className="input"
        autoComplete="off"
        maxLength={LENGTH_MAX[word]}
        data-ticket-first={first || undefined}
        value={text}
        onChange={(event) => write(event.target.value)}
        onBlur={send}
      />
    </div>
  );
}

const resultKey = (result: Ticket['result']): TextKey =>
  result === '' ? 'op.result.none' : `op.result.${result}`;

function Result({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const { note } = useOperator();
  const id = useId();
  return (
    <div className="op-ticket-field" data-word="result">
      <label htmlFor={id}>{t('op.ticket.result')}</label>
      <select
        id={id}
        className="input"
        value={ticket.result}
        onChange={({ target }) => void note(ticket.id, { result: target.value as Ticket['result'] })}
      >
        {RESULTS.map((result) => (
          <option key={result} value={result}>
            {t(resultKey(result))}
          </option>
        ))}
      </select>
    </div>
  );
}

function Editor({ ticket }: { ticket: Ticket }) {
  const { t } = useText();
  const { note, showTicket } = useOperator();
  const put = (state: Ticket['state']): void => {
    void note(ticket.id, { state }).then((ok) => {
      if (ok) showTicket(null);
    });
  };
  return (
    <div className="op-ticket-fields">
      {WORDS.slice(0, 3).map((word, i) => (
        <Field key={word} ticket={ticket} word={word} first={i === 0} />
      ))}
      <Result ticket={ticket} />
      {WORDS.slice(3).map((word) => (
        <Field key={word} ticket={ticket} word={word} />
      ))}
      <div className="op-ticket-end">
        <button type="button" className="button" onClick={() => put('staged')}>
          {t(ticket.state === 'handed-on' ? 'op.ticket.take' : 'op.ticket.stage')}
        </button>
        {ticket.state === 'handed-on' ? null : (
          <button type="button" className="button" onClick={() => put('handed-on')}>
            {t('op.ticket.handOn')}
          </button>
        )}
        <button type="button" className="button primary" onClick={() => put('completed')}>
          {t('op.ticket.complete')}
        </button>
      </div>
    </div>
  );
}

function titleOf(staged: Ticket | undefined, earlier: Ticket | undefined): TextKey {
  if (staged !== undefined) return staged.state === 'handed-on' ? 'op.ticket.handedOn' : 'op.ticket.staged';
  return earlier === undefined ? 'op.ticket' : 'op.ticket.earlier';
}

export function TicketEditor() {
  const { t } = useText();
  const shown = useDesk((desk) => desk.ticketShown);
  const staged = useView((view) => view.staged.find(({ id }) => id === shown));
  const earlier = useView((view) => view.recent.find(({ id }) => id === shown));
  const current = useView((view) => view.ticket);
  const ticket = staged ?? earlier ?? current;
  return (
    <Pane name="ticket" title={t(titleOf(staged, earlier))} aside={<KeyCap command="ticket" />}>
      {ticket === null ? (
        <p className="pane-empty">{t('op.ticket.none')}</p>
      ) : (
        <Editor key={ticket.id} ticket={ticket} />
      )}
    </Pane>
  );
}
