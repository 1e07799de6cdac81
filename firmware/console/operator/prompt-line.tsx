/** The prompt line, and the status bar under it. */
import { type Text, useText } from '../text/text.tsx';
import { useDesk, useOperator, useView } from './context.ts';
import type { Prompt } from './desk.ts';
import type { Said } from './news.ts';
import { useSettings } from './parts/key-cap.tsx';
import { LinkSign } from './top-bar.tsx';

export function sentenceOf(t: Text, { key, values }: Pick<Said | Prompt, 'key' | 'values'>): string {
  const named = Object.entries(values).map(([name, value]) => [
    name,
    value === '' && (name === 'who' || name === 'to') ? t('op.unknown') : value,
  ]);
  return t(key, Object.fromEntries(named) as Said['values']);
}

/** What lies nearest, when nothing else is to be said. */
function useHint(): string {
  const { t } = useText();
  const view = useView((now) => now);
  if (view.source !== null && view.destination !== null) {
    if (view.destination.state === 'connected') return t('op.hint.complete');
    return t(view.destination.state === 'busy' ? 'op.hint.busy' : 'op.hint.rings');
  }
  if (view.source !== null) return t('op.hint.source');
  if (view.waiting.length > 0) return t('op.hint.waiting', { count: view.waiting.length });
  return t(view.held.length > 0 ? 'op.hint.held' : 'op.hint.idle');
}

export function PromptLine() {
  const { t } = useText();
  const prompt = useDesk((desk) => desk.prompt);
  const link = useDesk((desk) => (desk.link === 'up' && desk.seat === 'seated' ? 'up' : 'down'));
  const hint = useHint();
  if (link === 'down') {
    return (
      <p className="op-prompt" data-kind="refused" data-testid="prompt">
        {t('op.hint.link')}
      </p>
    );
  }
  return (
    <p className="op-prompt" data-kind={prompt?.kind ?? 'hint'} data-testid="prompt">
      {prompt === null ? hint : sentenceOf(t, prompt)}
    </p>
  );
}

const SECOND_MS = 1_000;

export function StatusBar() {
  const { t } = useText();
  const { open } = useOperator();
  const view = useView((now) => now);
  const [{ profile }] = useSettings();
  const { answered, answeredInThreeRings, answerMeanMs } = view.statistics;
  return (
    <div className="op-status">
      <LinkSign />
      <span>{t(`op.telephone.${view.telephone}`)}</span>
      <span>{t(`op.profile.${profile}`)}</span>
      <button type="button" className="op-tool" onClick={() => open({ what: 'shift' })}>
        {answered === 0
          ? t('op.shift.none')
          : t('op.shift.line', {
              answered,
              seconds: (answerMeanMs / SECOND_MS).toFixed(1),
              percent: Math.round((100 * answeredInThreeRings) / answered),
            })}
      </button>
      <span className="op-status-others">
        {view.otherConsoles.map(({ console, name, operator, state }) => (
          <span key={console} className="op-other" data-state={state}>
            {name} {operator} {t(`op.state.${state}`)}
          </span>
        ))}
      </span>
      <button type="button" className="op-tool" onClick={() => open({ what: 'leave' })}>
        {t('op.leave')}
      </button>
    </div>
  );
}
