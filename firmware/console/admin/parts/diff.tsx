/** A unified diff, line by line; colour is never the only sign. */
import type { Diff } from '#web/protocol/configuration.ts';
import { ScrollRegion } from '../../scroll-region.tsx';
import { useText } from '../../text/text.tsx';
import { withQuery } from '../api.ts';
import { Problem } from './problem.tsx';
import { useAsked } from './use-asked.ts';

type Kind = 'head' | 'place' | 'added' | 'removed' | 'same';

const kindOf = (line: string): Kind => {
  if (/^(---|\+\+\+|Index:|=+$)/.test(line)) return 'head';
  if (line.startsWith('@@')) return 'place';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
};

export function DiffText({ diff }: { diff: string }) {
  const { t } = useText();
  const lines = diff.split('\n').filter((line) => kindOf(line) !== 'head' && !line.startsWith('\\'));
  if (lines.every((line) => line === '')) return <p className="pane-empty">{t('diff.none')}</p>;
  return (
    <ScrollRegion className="diff" label={t('bar.difference')}>
      {lines.map((line, i) => {
        const kind = kindOf(line);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a diff never changes
          <div key={i} className="diff-line" data-kind={kind}>
            {kind === 'added' || kind === 'removed' ? (
              <span className="visually-hidden">{t(kind === 'added' ? 'diff.added' : 'diff.removed')}</span>
            ) : null}
            {line || ' '}
          </div>
        );
      })}
    </ScrollRegion>
  );
}

export function DiffOfVersions({ from, to }: { from: number; to: number }) {
  const { t } = useText();
  const asked = useAsked<Diff>(withQuery('/api/configuration/diff', { from, to }));
  if (asked.error !== null) return <Problem error={asked.error} onAgain={asked.again} />;
  return asked.value === null ? <p>{t('admin.loading')}</p> : <DiffText diff={asked.value.diff} />;
}
