/** How a call would go: how it ends, who rings when, what is sent outside, and why. */
import type { DryRunAnswer } from '#web/protocol/configuration.ts';
import { causeText } from '../../text/sentence.ts';
import { useText } from '../../text/text.tsx';
import { TraceList } from '../parts/trace.tsx';

const seconds = (ms: number): string => (ms / 1000).toFixed(1);

export function DryRunResult({ answer }: { answer: DryRunAnswer }) {
  const { t } = useText();
  const { outcome, rings, sent, steps, cause } = answer;
  return (
    <section className="card dry-result" aria-label={t('dry.result')}>
      <h2 className="outcome" data-outcome={outcome}>
        {t(`dry.outcome.${outcome}`)}
        {cause === null ? null : <small>{causeText(t, cause)}</small>}
      </h2>
      {rings.length === 0 ? null : (
        <>
          <h3>{t('dry.rings')}</h3>
          <ol className="rings">
            {rings.map(({ number, name, afterMs }) => (
              <li key={`${number} ${afterMs}`}>
                <span className="mono">{t('dry.after', { seconds: seconds(afterMs) })}</span>
                <b className="mono">{number}</b> {name}
              </li>
            ))}
          </ol>
        </>
      )}
      {sent.length === 0 ? null : (
        <>
          <h3>{t('dry.sent')}</h3>
          <ul className="rings">
            {sent.map(({ trunk, digits }) => (
              <li key={`${trunk} ${digits}`}>
                {trunk} <b className="mono">{digits}</b>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t('story.title')}</h3>
      <TraceList
        lines={steps.map(({ afterMs, port, rule, facts }) => ({ atMs: afterMs, who: port, rule, facts }))}
      />
    </section>
  );
}
