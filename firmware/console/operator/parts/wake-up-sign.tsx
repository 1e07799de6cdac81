/** Beside an extension: when it is woken, or that it was not. */
import { useText } from '../../text/text.tsx';
import { timeOfDay } from '../clock.ts';
import { useView } from '../context.ts';
import type { DeskView } from '../contract.ts';

export function WakeUpSign({ number }: { number: string }) {
  const { t } = useText();
  const wakeUpOf = ({ wakeUps }: DeskView) => wakeUps.find((one) => one.number === number);
  // One value at a time: a view that is new but says the same must not draw twenty hits again.
  const minuteOfDay = useView((view) => wakeUpOf(view)?.minuteOfDay);
  const missed = useView((view) => wakeUpOf(view)?.missed === true);
  if (minuteOfDay === undefined) return null;
  return (
    <span className="op-tag" data-tone={missed ? 'important' : undefined}>
      {t(missed ? 'op.wakeUp.sign.missed' : 'op.wakeUp.sign', { time: timeOfDay(minuteOfDay) })}
    </span>
  );
}
