/** Messages for people who were not there, until they have read them. */
import { useText } from '../../text/text.tsx';
import { useOperator, useView } from '../context.ts';
import { KeyCap } from '../parts/key-cap.tsx';

export function Messages() {
  const { t, language } = useText();
  const { run } = useOperator();
  const messages = useView((view) => view.messages);
  const time = new Intl.DateTimeFormat(language, {
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (
    <>
      <button type="button" className="button" onClick={() => run('message')}>
        {t('op.message.new')} <KeyCap command="message" />
      </button>
      {messages.length === 0 ? <p className="pane-empty">{t('op.messages.none')}</p> : null}
      <ul className="op-rows" aria-label={t('op.tab.messages')}>
        {messages.map((one) => (
          <li key={one.id} className="op-message">
            <p>
              <b className="op-number">{one.for}</b>{' '}
              {t('op.message.from', { from: one.from || t('op.unknown') })}
              <time dateTime={new Date(one.leftEpochMs).toISOString()}>{time.format(one.leftEpochMs)}</time>
            </p>
            <p>{one.text}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
