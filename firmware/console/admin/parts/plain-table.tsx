/** A table to be read: heads from the catalogue, rows as they are given. */
import type { ReactNode } from 'react';
import { type TextKey, useText } from '../../text/text.tsx';

export function PlainTable({ heads, children }: { heads: readonly TextKey[]; children: ReactNode }) {
  const { t } = useText();
  return (
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
      <tbody>{children}</tbody>
    </table>
  );
}
