/** What a screen reader says: a call that rings interrupts, everything else waits its turn. */
import { LiveRegions } from '../live-regions.tsx';
import { useText } from '../text/text.tsx';
import { isLoud, sentenceOf } from './sayings.ts';
import { useTelephone } from './telephone.ts';

export function Announcer() {
  const { t } = useText();
  const { now, count } = useTelephone(({ said }) => said);
  const sentences = now.map((one) => ({ text: sentenceOf(t, one), loud: isLoud(one) }));
  return <LiveRegions sentences={sentences} count={count} />;
}
