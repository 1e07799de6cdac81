/** Into somebody's conversation: only for consoles that may supervise. */
import { useText } from '../../text/text.tsx';
import { useOperator, useView } from '../context.ts';
import { Choices } from './choices.tsx';

const HOWS = ['listen', 'whisper', 'barge', 'intercept'] as const;

export function Intrude({ number, name }: { number: string; name: string }) {
  const { t } = useText();
  const { act } = useOperator();
  const may = useView((view) => view.may);
  const who = name === '' ? number : `${name} ${number}`;
  const choices = HOWS.map((how) => ({
    id: how,
    label: t(`op.intrude.${how}`),
    can: may.includes('consoleIntrude'),
    run: () => void act({ op: 'consoleIntrude', number: number, how }, 'op.do.intrude'),
  }));
  const release = {
    id: 'release',
    label: t('op.intrude.release'),
    can: may.includes('consoleForceRelease'),
    run: () => void act({ op: 'consoleForceRelease', number: number }, 'op.do.forceRelease'),
  };
  return <Choices title={t('op.intrude.title', { who })} choices={[...choices, release]} />;
}
