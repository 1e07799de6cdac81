/** What a lesson was worth, call by call, and what to do better. */
import { useText } from '../text/text.tsx';
import { chooseConsole, practise } from './place.ts';
import type { TrainingView } from './training.ts';

type Score = NonNullable<TrainingView['score']>;
const SECOND_MS = 1_000;
const PARTS = ['answer', 'treatment', 'keys', 'notes'] as const;

function Call({ call }: { call: Score['calls'][number] }) {
  const { t } = useText();
  const { script, caller, wanted, right, answerMs, keysUsed, keysLeast, parts, advice } = call;
  return (
    <tr>
      <th scope="row">
        {caller}: {t(`op.train.lesson.${script}`)}
        <small>
          {t(`op.train.right.${right}`, { wanted })}
          {answerMs === null
            ? null
            : ` · ${t('op.train.score.after', { seconds: (answerMs / SECOND_MS).toFixed(1) })}`}
          {` · ${t('op.train.score.used', { used: keysUsed, least: keysLeast })}`}
        </small>
      </th>
      {PARTS.map((part) => (
        <td key={part}>{parts[part]}</td>
      ))}
      <td>
        <ul>
          {advice.length === 0 ? <li>{t('op.train.score.well')}</li> : null}
          {advice.map((one) => (
            <li key={one}>{t(`op.train.advice.${one}`)}</li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

export function ScoreSheet({ score }: { score: Score }) {
  const { t, language } = useText();
  const { lesson, level, points, calls } = score;
  const again = (): void => practise({ lesson, level, language, run: crypto.randomUUID() });
  return (
    <main className="op-train-sheet" data-testid="score">
      <h1>{calls.length === 0 ? t('op.train.score.none') : t('op.train.score', { points })}</h1>
      <p>{t(`op.train.lesson.${lesson}`)}</p>
      {calls.length === 0 ? null : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('op.train.score.call')}</th>
              {PARTS.map((part) => (
                <th key={part} scope="col">
                  {t(`op.train.score.${part}`)}
                </th>
              ))}
              <th scope="col">{t('op.train.score.better')}</th>
            </tr>
          </thead>
          <tbody>
            {calls.map((call, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the calls of a score do not change
              <Call key={i} call={call} />
            ))}
          </tbody>
        </table>
      )}
      <p className="form-end">
        <button
          type="button"
          className="button primary"
          // biome-ignore lint/a11y/noAutofocus: the lesson is over, and the sheet asks one question
          autoFocus
          onClick={again}
        >
          {t('op.train.again')}
        </button>
        <button type="button" className="button" onClick={() => chooseConsole(null)}>
          {t('op.done')}
        </button>
      </p>
    </main>
  );
}
