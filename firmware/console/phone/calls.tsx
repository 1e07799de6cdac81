/** Calls of the own telephone: who it is, what operators have written down, and what the exchange can do with it. */
import { type FormEvent, useState } from 'react';
import type { Telephone } from '#web/protocol/telephone.ts';
import { TextInput } from '../admin/parts/input.tsx';
import { Problem } from '../admin/parts/problem.tsx';
import { useText } from '../text/text.tsx';
import { whoOf } from './sayings.ts';
import type { Call } from './telephone.ts';
import { type Asking, pathOfCall, pathOfDevice, useAsk } from './use-ask.ts';

export const DIALLED = '[0-9*#]{1,32}';

function Who({ name, number }: { readonly name: string; readonly number: string }) {
  const { t } = useText();
  if (name === '' && number === '') return <b className="my-who">{t('my.unknown')}</b>;
  return (
    <span className="my-party">
      <b className="my-who">{name || number}</b>
      {name === '' || number === '' ? null : <span className="my-number">{number}</span>}
    </span>
  );
}

/** What was written down; the notes are what the user must have read before lifting. */
function Written({ call: { announced, ticket } }: { call: Call }) {
  const { t } = useText();
  if (ticket === null) return null;
  const { wanted, reason, notes, operator } = ticket;
  const rows = [
    ['my.wanted', wanted],
    ['my.reason', reason],
    ['my.notes', notes],
  ] as const;
  return (
    <div className="my-written">
      {announced ? (
        <>
          <p className="my-through">{t('my.announces', { operator })}</p>
          <p data-testid="announced">
            <Who name={ticket.callerName} number={ticket.callerNumber} />
          </p>
        </>
      ) : (
        <p className="my-through">{t('my.through', { operator })}</p>
      )}
      {rows.every(([, text]) => text === '') ? null : (
        <dl>
          {rows.map(([key, text]) =>
            text === '' ? null : (
              <div key={key} data-row={key.slice(3)}>
                <dt>{t(key)}</dt>
                <dd>{text}</dd>
              </div>
            ),
          )}
        </dl>
      )}
    </div>
  );
}

function SendOn({ call, number, asking, onEnd }: CallProps & { asking: Asking; onEnd(): void }) {
  const { t } = useText();
  const [to, setTo] = useState('');
  const service = call.state === 'alerting' ? 'deflect' : 'transfer';
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void asking.go('POST', pathOfCall(call.call, service), { device: number, to }).then((done) => {
      if (done) onEnd();
    });
  };
  return (
    <form className="my-line-form" onSubmit={submit}>
      <TextInput
        label={t('my.sendTo')}
        value={to}
        onText={setTo}
        pattern={DIALLED}
        inputMode="tel"
        autoComplete="off"
        required
        autoFocus
      />
      <button type="submit" className="button primary" disabled={asking.busy}>
        {t('my.sendGo')}
      </button>
      <button type="button" className="button" onClick={onEnd}>
        {t('my.cancel')}
      </button>
    </form>
  );
}

interface CallProps {
  readonly call: Call;
  /** Of the own extension. */
  readonly number: string;
}

function Acts({ call, number, two }: CallProps & { two: boolean }) {
  const { t } = useText();
  const asking = useAsk();
  const [sending, setSending] = useState(false);
  const { state } = call;
  const device = { device: number };
  const act = (what: 'release' | 'hold' | 'retrieve') => () =>
    void asking.go('POST', pathOfCall(call.call, what), device);
  const connect = (): void => void asking.go('POST', pathOfDevice(number, 'complete-transfer'), {});
  const plain = (what: 'release' | 'hold' | 'retrieve', text: string) => (
    <button type="button" className="button" disabled={asking.busy} onClick={act(what)}>
      {text}
    </button>
  );
  return (
    <>
      {sending ? (
        <SendOn call={call} number={number} asking={asking} onEnd={() => setSending(false)} />
      ) : (
        <div className="my-acts">
          {state === 'connected' && !two ? plain('hold', t('my.hold')) : null}
          {state === 'held' ? plain('retrieve', t('my.retrieve')) : null}
          {state === 'held' && two ? (
            <button type="button" className="button" disabled={asking.busy} onClick={connect}>
              {t('my.connect')}
            </button>
          ) : null}
          {(state === 'connected' && !two) || state === 'alerting' ? (
            <button type="button" className="button" onClick={() => setSending(true)}>
              {t('my.send')}
            </button>
          ) : null}
          {state === 'connected' || state === 'initiated' ? plain('release', t('my.hangUp')) : null}
        </div>
      )}
      {asking.error === null ? null : <Problem error={asking.error} />}
    </>
  );
}

function CallCard({ call, number, two }: CallProps & { two: boolean }) {
  const { t } = useText();
  const { state, others } = call;
  return (
    <li className="my-call" data-state={state} data-announced={call.announced || undefined}>
      <p className="my-state">{t(`my.call.${state}`)}</p>
      {/* Lifted, and nobody is dialled yet. */}
      {state === 'initiated' && call.name === '' && call.number === '' ? null : (
        <p>
          <Who name={call.name} number={call.number} />{' '}
          {others > 0 ? <span>{t('my.others', { count: others })}</span> : null}
        </p>
      )}
      {call.sentOnBy === undefined ? null : (
        <p className="my-through" data-testid="sent-on-by">
          {t('my.sentOn', { by: whoOf(t, call.sentOnBy) })}
        </p>
      )}
      <Written call={call} />
      {state === 'alerting' ? <p className="my-help">{t('my.call.pick')}</p> : null}
      <Acts call={call} number={number} two={two} />
    </li>
  );
}

export function Calls({ telephone: { calls, number } }: { telephone: Telephone }) {
  const { t } = useText();
  const two = calls.some(({ state }) => state === 'held') && calls.some(({ state }) => state === 'connected');
  return (
    <section id="calls" className="my-part my-calls" aria-labelledby="calls-title">
      <h2 id="calls-title">{t('my.calls')}</h2>
      {calls.length === 0 ? <p className="my-empty">{t('my.calls.none')}</p> : null}
      <ul>
        {calls.map((call) => (
          <CallCard key={call.call} call={call} number={number} two={two} />
        ))}
      </ul>
    </section>
  );
}
