/** Which lesson to practise, and what was reached so far. */
import { useState } from 'react';
import type { Person } from '#web/protocol/session.ts';
import type { ScorePage } from '#web/protocol/training.ts';
import { ChoiceInput } from '../admin/parts/input.tsx';
import { useAsked } from '../admin/parts/use-asked.ts';
import { useText } from '../text/text.tsx';
import { practise } from './place.ts';
import type { TrainingView } from './training.ts';

const LESSONS: readonly TrainingView['lesson'][] = [
  ...(['mixed', 'plain', 'busy-message', 'busy-wait', 'no-answer', 'declines', 'wrong-name'] as const),
  ...(['misread', 'namesake', 'angry', 'important', 'harassment', 'emergency'] as const),
];
const LEVELS = [1, 2, 3] as const;
const SHOWN = 5;

function Scores({ person }: { person: Person }) {
  const { t, language } = useText();
  const { value } = useAsked<ScorePage>(`/api/desk/scores?limit=${SHOWN}`);
  if (value === null || value.scores.length === 0) return null;
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  return (
    <>
      <h3>{t('op.train.scores')}</h3>
      <ul className="op-train-scores">
        {value.scores.map(({ id, operator, lesson, level, points, endedEpochMs }) => (
          <li key={id}>
            <b className="op-number">{points}</b> {t(`op.train.lesson.${lesson}`)} · {level} ·{' '}
            {operator === person.name ? null : `${operator} · `}
            <time dateTime={new Date(endedEpochMs).toISOString()}>{day.format(endedEpochMs)}</time>
          </li>
        ))}
      </ul>
    </>
  );
}

export function PracticeChoice({ person }: { person: Person }) {
  const { t, language } = useText();
  const [lesson, setLesson] = useState<TrainingView['lesson']>('mixed');
  const [level, setLevel] = useState<TrainingView['level']>(1);
  const start = (): void => practise({ lesson, level, language, run: crypto.randomUUID() });
  return (
    <section className="op-train-choice" aria-labelledby="practice">
      <h2 id="practice">{t('op.train.title')}</h2>
      <p className="field-help">{t('op.train.help')}</p>
      <ChoiceInput
        label={t('op.train.lesson')}
        value={lesson}
        onText={(text) => setLesson(LESSONS.find((one) => one === text) ?? 'mixed')}
        options={LESSONS.map((one) => [one, t(`op.train.lesson.${one}`)])}
      />
      <ChoiceInput
        label={t('op.train.level')}
        value={String(level)}
        onText={(text) => setLevel(LEVELS.find((one) => String(one) === text) ?? 1)}
        options={LEVELS.map((one) => [String(one), t(`op.train.level.${one}`)])}
      />
      <button type="button" className="button wide" onClick={start}>
        {t('op.train.start')}
      </button>
      <Scores person={person} />
    </section>
  );
}
