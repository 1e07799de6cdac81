/** What a screen reader says: one sentence per event, interrupting only for new and urgent calls. */
import { LiveRegions } from '../live-regions.tsx';
import { useStore } from '../store.ts';
import { useText } from '../text/text.tsx';
import { useOperator } from './context.ts';
import { sentenceOf } from './prompt-line.tsx';

export function Announcer() {
  const { t } = useText();
  const { now, count } = useStore(useOperator().said, (said) => said);
  const sentences = now.map((one) => ({ text: sentenceOf(t, one), loud: one.loud }));
  return <LiveRegions sentences={sentences} count={count} />;
}
