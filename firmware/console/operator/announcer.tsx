/** What a screen reader says: one sentence per event, interrupting only for new and urgent calls. */
import { useStore } from '../store.ts';
import { useText } from '../text/text.tsx';
import { useOperator } from './context.ts';
import { sentenceOf } from './prompt-line.tsx';

/** Said twice, a sentence must not look the same, or the second is not spoken. */
const DIFFERENT = '\u00a0';

export function Announcer() {
  const { t } = useText();
  const { now, count } = useStore(useOperator().said, (said) => said);
  const words = (loud: boolean): string => {
    const text = now
      .filter((one) => one.loud === loud)
      .map((one) => sentenceOf(t, one))
      .join(' ');
    return text === '' || count % 2 === 0 ? text : `${text}${DIFFERENT}`;
  };
  return (
    <>
      <div className="visually-hidden" aria-live="polite" data-testid="said">
        {words(false)}
      </div>
      <div className="visually-hidden" aria-live="assertive" data-testid="said-loud">
        {words(true)}
      </div>
    </>
  );
}
