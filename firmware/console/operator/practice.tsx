/** Above the console while somebody practises: what is said, who can be asked, how far the lesson is; and its score. */
import { useEffect, useRef, useState } from 'react';
import { knownKey, type Text, useText } from '../text/text.tsx';
import { useDesk, useOperator } from './context.ts';
import { KeyCap } from './parts/key-cap.tsx';
import type { TrainingView } from './training.ts';

const SHOWN = 3;
type Words = TrainingView['words'][number];

const sentence = (t: Text, { line, values }: Words): string => {
  const key = knownKey(`op.train.say.${line}`);
  return key === null ? line : t(key, values);
};

/** With the voice of the browser, where it has one. */
function useAloud(words: readonly Words[], on: boolean): void {
  const { t, language } = useText();
  const last = words.at(-1);
  const spoken = useRef(last?.id ?? 0);
  useEffect(() => {
    if (last === undefined || last.id <= spoken.current) return;
    spoken.current = last.id;
    if (!on || !('speechSynthesis' in window)) return;
    const utterance = new SpeechSynthesisUtterance(sentence(t, last));
    utterance.lang = language;
    speechSynthesis.speak(utterance);
  }, [last, on, t, language]);
}

function Talk({ words }: { words: readonly Words[] }) {
  const { t } = useText();
  if (words.length === 0) return <p className="op-train-talk">{t('op.train.quiet')}</p>;
  return (
    <ul className="op-train-talk" aria-label={t('op.train.talk')} data-testid="talk">
      {words.slice(-SHOWN).map((one) => (
        <li key={one.id} data-who={one.who}>
          <b>{one.who === 'caller' ? t('op.train.caller') : one.name}</b> {sentence(t, one)}
        </li>
      ))}
    </ul>
  );
}

export function PracticeBar() {
  const { t } = useText();
  const { run } = useOperator();
  const training = useDesk((desk) => desk.training);
  const [aloud, setAloud] = useState(false);
  useAloud(training?.words ?? [], aloud);
  if (training === null) return null;
  const { lesson, done, of, words, mayAsk, wrapUp } = training;
  const values = { lesson: t(`op.train.lesson.${lesson}`), done: Math.min(done + 1, of), of };
  return (
    <section className="op-train" aria-label={t('op.train')} data-testid="practice">
      <p className="op-train-state">
        <b>{t('op.train.banner', values)}</b>
        {wrapUp ? <span>{t('op.train.wrapUp')}</span> : null}
      </p>
      <Talk words={words} />
      <div className="op-train-keys">
        <button type="button" className="op-tool" aria-disabled={!mayAsk} onClick={() => run('ask')}>
          {t('op.train.ask')} <KeyCap command="ask" />
        </button>
        <button type="button" className="op-tool" aria-pressed={aloud} onClick={() => setAloud(!aloud)}>
          {t('op.train.aloud')}
        </button>
        <button type="button" className="op-tool" onClick={() => run('finish')}>
          {t('op.train.finish')} <KeyCap command="finish" />
        </button>
      </div>
    </section>
  );
}
