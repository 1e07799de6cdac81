/** A page of a book as a table, and the way to older ones. */
import type { ReactNode } from 'react';
import { Pager } from '../../admin/parts/pager.tsx';
import { PlainTable } from '../../admin/parts/plain-table.tsx';
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
        <PlainTable heads={heads}>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, i) => (
                <td key={heads[i]}>{cell}</td>
              ))}
            </tr>
          ))}
        </PlainTable>
        {rows.length === 0 ? (
          <p className="pane-empty">{t(asked.value === null ? 'admin.loading' : 'op.books.none')}</p>
        ) : null}
      </ScrollRegion>
      <Pager
        onNewest={before === undefined ? null : () => onBefore(undefined)}
        onOlder={next === null ? null : () => onBefore(next)}
      />
    </>
  );
}
