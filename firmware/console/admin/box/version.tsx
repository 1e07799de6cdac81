/** What runs, from which slot, and how the last thing that was done to the box has ended. */
import type { Box } from '#web/protocol/box.ts';
import { type TextKey, useText } from '../../text/text.tsx';

type Work = NonNullable<Box['work']>;
const WORDS: Readonly<Record<Work['what'], Readonly<Record<Work['state'], TextKey>>>> = {
  update: { running: 'box.updating', done: 'box.updated', failed: 'box.updateFailed' },
  restore: { running: 'box.restoring', done: 'box.restored', failed: 'box.restoreFailed' },
};

export function WorkNote({ work }: Pick<Box, 'work'>) {
  const { t } = useText();
  return (
    <output className={work === null ? undefined : 'note'} data-testid="box-work">
      {work === null ? null : (
        <>
          {t(WORDS[work.what][work.state])} <span lang="en">{work.why}</span>
        </>
      )}
    </output>
  );
}

export function Version({ box }: { box: Box }) {
  const { t } = useText();
  const { release, slots, complaints, freeBytes } = box;
  const rows: readonly (readonly [TextKey, string])[] = [
    ['box.release', release],
    ...(slots === null
      ? []
      : ([
          ['box.slot', slots.running],
          ['box.next', slots.next],
          ['box.tries', t('box.triesOf', { a: slots.triesLeft.A, b: slots.triesLeft.B })],
        ] as const)),
    ['box.free', t('box.gigabytes', { count: (freeBytes / 1e9).toFixed(1) })],
  ];
  return (
    <section className="card" aria-label={t('box.version')}>
      <h2>{t('box.version')}</h2>
      {slots === null ? <p className="page-help">{t('box.noSlots')}</p> : null}
      <div className="table-scroll">
        <table className="plain-table">
          <tbody>
            {rows.map(([key, value]) => (
              <tr key={key}>
                <th scope="row">{t(key)}</th>
                <td className="mono">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {complaints.length === 0 ? null : <p>{t('box.complaints')}</p>}
      {complaints.map((one) => (
        <p key={one} className="problem-detail" lang="en">
          {one}
        </p>
      ))}
      <WorkNote work={box.work} />
    </section>
  );
}
