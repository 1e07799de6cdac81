/** The two parties of the operator's conversation: who calls, and who is wanted. */
import { type TextKey, useText } from '../text/text.tsx';
import { useDesk, useView } from './context.ts';
import type { DeskCard } from './contract.ts';
import { LampSign } from './parts/lamp.tsx';
import { Since } from './parts/since.tsx';
import { WakeUpSign } from './parts/wake-up-sign.tsx';

const STATES = ['dialling', 'alerting', 'connected', 'held', 'busy', 'no-answer', 'failed'] as const;
const stateKey = (state: string): TextKey => `op.card.${STATES.find((known) => known === state) ?? 'failed'}`;

function Facts({ card }: { card: DeskCard }) {
  const { t } = useText();
  const facts = [
    card.entry?.department,
    card.outside ? t('op.card.outside') : t('op.card.inside'),
    card.language === null ? null : t(`op.language.${card.language}`),
  ].filter((fact) => fact !== null && fact !== undefined && fact !== '');
  return (
    <p className="op-card-facts">
      {facts.join(' · ')}
      {card.important ? (
        <span className="op-tag" data-tone="important">
          {t('op.important')}
        </span>
      ) : null}
    </p>
  );
}

function Filled({ card }: { card: DeskCard }) {
  const { t } = useText();
  const live = useDesk(({ lamps }) => lamps.get(card.number));
  const name = card.entry?.name || card.name;
  const notes = [card.entry?.notes, card.notes].filter(Boolean).join(' — ');
  return (
    <>
      <p className="op-card-name">{name || card.number || t('op.unknown')}</p>
      <p className="op-card-number">
        <span className="op-number">{name === '' ? '' : card.number}</span>
        {card.outside ? null : <LampSign lamp={live ?? card.lamp} />}
        {card.outside ? null : <WakeUpSign number={card.number} />}
      </p>
      <Facts card={card} />
      <p className="op-card-notes">
        {notes === '' ? null : (
          <>
            <b>{t('op.notes')}</b> {notes}
          </>
        )}
      </p>
    </>
  );
}

function Card({ side, card }: { side: 'source' | 'destination'; card: DeskCard | null }) {
  const { t } = useText();
  return (
    <section
      className="op-card"
      data-side={side}
      data-state={card?.state ?? 'none'}
      aria-labelledby={`card-${side}`}
    >
      <div className="op-card-head">
        <h2 id={`card-${side}`}>{t(`op.${side}`)}</h2>
        {card === null ? null : (
          <span className="op-card-state">
            {t(stateKey(card.state))} <Since epochMs={card.sinceEpochMs} />
          </span>
        )}
      </div>
      {card === null ? <p className="pane-empty">{t(`op.${side}.none`)}</p> : <Filled card={card} />}
    </section>
  );
}

export function Cards() {
  const { t } = useText();
  const view = useView((now) => now);
  return (
    <div className="op-cards" data-conference={view.conference || undefined}>
      <Card side="source" card={view.source} />
      <Card side="destination" card={view.destination} />
      {view.conference || view.chained || view.reserved !== null ? (
        <p className="op-cards-words">
          {view.conference ? <span className="op-tag">{t('op.conference')}</span> : null}
          {view.chained ? <span className="op-tag">{t('op.chained')}</span> : null}
          {view.reserved === null ? null : (
            <span className="op-tag">{t('op.reserved', { number: view.reserved })}</span>
          )}
        </p>
      ) : null}
      {view.called.length === 0 ? null : (
        <ul className="op-called" aria-label={t('op.called')}>
          {view.called.map(({ number, state }) => (
            <li key={number} className="op-tag" data-called={state}>
              <span className="op-number">{number}</span> {t(calledKey(state))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

const CALLED = ['alerting', 'answered', 'busy', 'no-answer', 'released'] as const;
const calledKey = (state: string): TextKey =>
  `op.called.${CALLED.find((known) => known === state) ?? 'released'}`;
