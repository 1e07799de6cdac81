/** Which line of the distribution table counts: by itself, or as an operator who has the right sets it. */
import { useState } from 'react';
import { useText } from '../../text/text.tsx';
import { useOperator, useView } from '../context.ts';
import type { DeskAction, DeskView } from '../contract.ts';
import { Choices } from './choices.tsx';

const MODES = ['day', 'night', 'mode1', 'mode2'] as const;
type Mode = (typeof MODES)[number];

interface Subject {
  readonly id: string;
  readonly name: string;
  readonly mode: Mode;
  readonly byHand: boolean;
  /** `null`: it follows the clock, or the consoles of the group, again. */
  action(mode: Mode | null): DeskAction;
}

/** The house with its time tables, and each group with its consoles. */
function subjects({ entityMode, groups }: DeskView, house: string): readonly Subject[] {
  const { entity, ...now } = entityMode;
  return [
    ...groups.map(({ group, name, mode, byHand }) => ({
      ...{ id: group, name: name === '' ? group : name, mode, byHand },
      action: (wish: Mode | null): DeskAction => ({ op: 'consoleDistribute', group, mode: wish }),
    })),
    { id: '', name: house, ...now, action: (mode: Mode | null): DeskAction => ({ op: 'setMode', mode }) },
  ];
}

export function Distribution() {
  const { t } = useText();
  const { act } = useOperator();
  const all = subjects(
    useView((view) => view),
    t('op.distribution.house'),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const subject = all.find(({ id }) => id === chosen);
  if (subject === undefined) {
    const choices = all.map(({ id, name, mode, byHand }) => ({
      ...{ id: `subject ${id}`, label: name, can: true, stays: true, run: () => setChosen(id) },
      aside: (
        <span className="op-tag">
          {t(`board.mode.${mode}`)} {byHand ? t('op.distribution.byHand') : ''}
        </span>
      ),
    }));
    return <Choices title={t('op.distribution')} choices={choices} />;
  }
  const { name, mode: now, byHand, action } = subject;
  const set = (mode: Mode | null): void => void act(action(mode), 'op.do.distribute');
  const marked = (on: boolean) => (on ? <span className="op-tag">{t('op.distribution.now')}</span> : null);
  const choices = [
    ...MODES.map((mode) => ({
      ...{ id: mode, label: t(`board.mode.${mode}`), can: true, run: () => set(mode) },
      aside: marked(byHand && mode === now),
    })),
    {
      ...{ id: 'auto', label: t('op.distribution.auto'), can: true, run: () => set(null) },
      aside: marked(!byHand),
    },
  ];
  return <Choices key={subject.id} title={t('op.distribution.of', { name })} choices={choices} />;
}
