/** Calls that wait for this console, in the order in which they are answered. */
import { useText } from '../text/text.tsx';
import { useDesk, useOperator, useView } from './context.ts';
import type { DeskWaiting } from './contract.ts';
import { isCommand } from './keys/command.ts';
import { levelName } from './levels.ts';
import { sentOnByOf, waitingName } from './news.ts';
import { KeyCap } from './parts/key-cap.tsx';
import { Pane } from './parts/pane.tsx';
import { Since } from './parts/since.tsx';

/** Only so many have a key of their own. */
const NUMBERED_MAX = 9;

function Row({ one, place }: { one: DeskWaiting; place: number }) {
  const { t } = useText();
  const { run } = useOperator();
  const level = useView(({ levels }) =>
    levelName({ key: one.level, name: '', ...levels.find(({ key }) => key === one.level) }),
  );
  const command = place <= NUMBERED_MAX ? `answer${place}` : 'answer';
  const pressed = useDesk((desk) => desk.pressed === command);
  const name = waitingName(one) || t('op.unknown');
  const by = sentOnByOf(one);
  // Who was dialled stands in the line below then.
  const to = one.kind === 'recall' || one.to === one.sentOnBy?.number ? '' : one.to;
  return (
    <li>
      <button
        type="button"
        className="op-waiting-row"
        data-urgent={one.urgent || undefined}
        data-pressed={pressed || undefined}
        disabled={place > NUMBERED_MAX}
        onClick={() => {
          if (isCommand(command)) run(command);
        }}
      >
        <span className="op-place">{place <= NUMBERED_MAX ? place : '·'}</span>
        <span className="op-waiting-who">
          <b>{name}</b>
          <span>
            {name === one.from ? null : <span className="op-number">{one.from}</span>}{' '}
            {t(`op.kind.${one.kind}`)}
            {to === '' ? null : ` → ${to}`}
          </span>
        </span>
        <span className="op-waiting-how">
          <Since epochMs={one.sinceEpochMs} />
          <span className="op-tags">
            {one.urgent ? (
              <span className="op-tag" data-tone="urgent">
                {t('op.urgent')}
              </span>
            ) : (
              <span className="op-tag">{level}</span>
            )}
            {one.important ? (
              <span className="op-tag" data-tone="important">
                {t('op.important')}
              </span>
            ) : null}
          </span>
        </span>
        {by === '' ? null : <span className="op-waiting-sent-on">{t('op.sentOn', { by })}</span>}
        {one.notes === '' ? null : <span className="op-waiting-notes">{one.notes}</span>}
      </button>
    </li>
  );
}

export function WaitingList() {
  const { t } = useText();
  const waiting = useView((view) => view.waiting);
  return (
    <Pane
      name="waiting"
      title={t('op.waiting')}
      aside={
        <span className="op-count">
          {t('op.waiting.count', { count: waiting.length })} <KeyCap command="answer" />
        </span>
      }
    >
      {waiting.length === 0 ? <p className="pane-empty">{t('op.waiting.none')}</p> : null}
      <ol className="op-rows">
        {waiting.map((one, i) => (
          <Row key={one.call} one={one} place={i + 1} />
        ))}
      </ol>
    </Pane>
  );
}
