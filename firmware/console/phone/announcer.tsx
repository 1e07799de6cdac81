/** What a screen reader says: a call that rings interrupts, everything else waits its turn. */
import { useText } from '../text/text.tsx';
import { isLoud, sentenceOf } from './sayings.ts';
import { useTelephone } from './telephone.ts';

/** Said twice, a sentence must not look the same, or the second is not spoken. */
const DIFFERENT = '\u00a0';

export function Announcer() {
  const { t } = useText();
  const { now, count } = useTelephone(({ said }) => said);
  const words = (loud: boolean): string => {
    const text = now
      .filter((one) => isLoud(one) === loud)
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
