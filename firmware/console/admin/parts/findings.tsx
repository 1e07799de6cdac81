/** Findings of the check: in words, and where they belong. */
import type { Finding } from '#web/protocol/configuration.ts';
import { knownKey, type Text, useText } from '../../text/text.tsx';
import { useDraft } from '../draft/draft.ts';
import { getAt, isData, pathOfText } from '../draft/edits.ts';
import { placeOf } from '../places.ts';
import { Link } from '../router.tsx';
import { useNames } from '../schema/names.ts';

/** The catalogue's words, with the facts in their places; the exchange's own for a code that it does not know. */
export function findingText(t: Text, finding: Finding): { what: string; todo: string } {
  const what = knownKey(`finding.${finding.code}`);
  const todo = knownKey(`finding.${finding.code}.todo`);
  return {
    what: what === null ? finding.what : t(what, finding.facts),
    todo: todo === null ? finding.todo : t(todo, finding.facts),
  };
}

export function useFindingText(): (finding: Finding) => { what: string; todo: string } {
  const { t } = useText();
  return (finding) => findingText(t, finding);
}

/** `Extensions · 801 · Port`: where it stands, in words. */
export function usePlaceText(): (path: string) => string {
  const names = useNames();
  const document = useDraft((now) => now.document);
  return (path) => {
    const steps = pathOfText(path);
    const words: string[] = [];
    const schemaPath: string[] = [];
    for (const [i, step] of steps.entries()) {
      if (typeof step === 'string') {
        schemaPath.push(step);
        words.push(names.label(schemaPath.join('.')));
        continue;
      }
      const item = getAt(document, steps.slice(0, i + 1));
      const name = isData(item) ? (item.number ?? item.id ?? item.name ?? item.pattern ?? item.code) : item;
      words.push(typeof name === 'string' && name !== '' ? name : String(step + 1));
    }
    return words.join(' · ');
  };
}

export function FindingList({ findings, onGo }: { findings: readonly Finding[]; onGo?: () => void }) {
  const { t } = useText();
  const placeText = usePlaceText();
  return (
    <ul className="findings">
      {findings.map((one) => {
        const { what, todo } = findingText(t, one);
        return (
          <li key={`${one.code} ${one.path} ${one.what}`} className="finding" data-severity={one.severity}>
            <span className="finding-head">
              <b>{t(one.severity === 'error' ? 'finding.error' : 'finding.warning')}</b>
              <Link to={placeOf(one.path)} onClick={() => onGo?.()}>
                {placeText(one.path) || t('finding.whole')}
              </Link>
              <code>{one.code}</code>
            </span>
            <span>{what}</span>
            <span className="finding-todo">{todo}</span>
          </li>
        );
      })}
    </ul>
  );
}
