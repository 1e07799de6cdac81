/** A page of a book as a table, and the way to older ones. */
import type { ReactNode } from 'react';
import { Problem } from '../../admin/parts/problem.tsx';
import type { Asked } from '../../admin/parts/use-asked.ts';
import { ScrollRegion } from '../../scroll-region.tsx';
import { type TextKey, useText } from '../../text/text.tsx';

interface Props {
  readonly label: TextKey;
  readonly heads: readonly TextKey[];
  readonly rows: readonly { readonly id: number; readonly cells: readonly ReactNode[] }[];
  readonly asked: Asked<{ readonly next: number | null }>;
  /** Undefined: the newest. */
  readonly before: number | undefined;
  onBefore(before: number | undefined): void;
}

export function BookTable({ label, heads, rows, asked, before, onBefore }: Props) {
  const { t } = useText();
  const next = asked.value?.next ?? null;
  return (
    <>
      {asked.error === null ? null : <Problem error={asked.error} onAgain={asked.again} />}
      <ScrollRegion className="table-scroll" label={t(label)}>
        <table className="plain-table">
          <thead>
            <tr>
              {heads.map((key) => (
                <th key={key} scope="col">
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, cells }) => (
              <tr key={id}>
                {cells.map((cell, i) => (
                  <td key={heads[i]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length === 0 ? (
          <p className="pane-empty">{t(asked.value === null ? 'admin.loading' : 'op.books.none')}</p>
        ) : null}
      </ScrollRegion>
      <div className="tools">
        {before === undefined ? null : (
          <button type="button" className="button" onClick={() => onBefore(undefined)}>
            {t('op.books.newest')}
          </button>
        )}
        {next === null ? null : (
          <button type="button" className="button" onClick={() => onBefore(next)}>
            {t('op.books.older')}
          </button>
        )}
      </div>
    </>
  );
}
