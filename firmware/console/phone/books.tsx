/** What was left for the user, and with whom the telephone has spoken. */
import type { Telephone } from '#web/protocol/telephone.ts';
import { Problem } from '../admin/parts/problem.tsx';
import { say } from '../admin/parts/say.tsx';
import { dateTime } from '../admin/parts/time.ts';
import { useText } from '../text/text.tsx';
import { whoOf } from './sayings.ts';
import { pathOfDevice, useAsk } from './use-ask.ts';

export function Messages({ telephone: { messages, number } }: { telephone: Telephone }) {
  const { t, language } = useText();
  const asking = useAsk();
  const read = async (id: number): Promise<void> => {
    if (await asking.go('POST', '/api/messages/read', { for: number, ids: [id] })) say(t('my.message.done'));
  };
  return (
    <section className="my-part" aria-labelledby="messages-title">
      <h2 id="messages-title">
        {t('my.messages')}{' '}
        {messages.length === 0 ? null : <span className="my-count">{messages.length}</span>}
      </h2>
      {messages.length === 0 ? <p className="my-empty">{t('my.messages.none')}</p> : null}
      <ul className="my-rows">
        {messages.map(({ id, from, text, by, leftEpochMs }) => (
          <li key={id} className="my-message">
            <p className="my-text">{text}</p>
            <p className="my-help">
              {t('my.message.from', { from: from || t('my.unknown'), by })} ·{' '}
              {dateTime(leftEpochMs, language)}
            </p>
            <button
              type="button"
              className="button"
              disabled={asking.busy}
              aria-label={t('my.message.readOf', { from: from || t('my.unknown') })}
              onClick={() => void read(id)}
            >
              {t('my.message.read')}
            </button>
          </li>
        ))}
      </ul>
      {asking.error === null ? null : <Problem error={asking.error} />}
    </section>
  );
}

export function Past({ telephone: { past, number } }: { telephone: Telephone }) {
  const { t, language } = useText();
  const asking = useAsk();
  const call = async (to: string): Promise<void> => {
    if (await asking.go('POST', pathOfDevice(number, 'make-call'), { to }))
      say(t('my.dial.done', { number: to }));
  };
  return (
    <section className="my-part" aria-labelledby="past-title">
      <h2 id="past-title">{t('my.past')}</h2>
      {past.length === 0 ? <p className="my-empty">{t('my.past.none')}</p> : null}
      <ul className="my-rows">
        {past.map((one) => (
          <li key={`${one.call} ${one.how}`} className="my-past" data-how={one.how}>
            <span className="my-how">{t(`my.past.${one.how}`)}</span>
            <span className="my-past-who">{whoOf(t, one)}</span>
            <time className="my-help" dateTime={new Date(one.epochMs).toISOString()}>
              {dateTime(one.epochMs, language)}
            </time>
            {one.inside ? (
              <button
                type="button"
                className="button quiet"
                disabled={asking.busy}
                aria-label={t('my.past.callOf', { who: whoOf(t, one) })}
                onClick={() => void call(one.number)}
              >
                {t('my.past.call')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      {asking.error === null ? null : <Problem error={asking.error} />}
    </section>
  );
}
