/** A table that is worked by keyboard: arrows move, Enter opens, N makes a new entry, Delete removes. */
import { type KeyboardEvent, useState } from 'react';
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components';
import { useText } from '../../text/text.tsx';

export interface TableRow {
  readonly key: string;
  readonly cells: readonly string[];
  readonly wrong?: 'error' | 'warning' | undefined;
  readonly changed?: boolean;
}

interface Props {
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly name: string; readonly mono?: boolean }[];
  readonly rows: readonly TableRow[];
  readonly empty: string;
  onOpen(key: string): void;
  readonly onNew?: (() => void) | undefined;
  readonly onRemove?: ((key: string) => void) | undefined;
}

/** More rows than this are drawn when they are asked for. */
const DRAWN_MAX = 200;

export function DataTable({ label, columns, rows, empty, onOpen, onNew, onRemove }: Props) {
  const { t } = useText();
  const [drawn, setDrawn] = useState(DRAWN_MAX);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.nativeEvent.isComposing) return;
    const row = (event.target as HTMLElement).closest<HTMLElement>('[role=row][data-key]');
    const key = row?.dataset.key;
    if (event.key === 'n' && onNew !== undefined) onNew();
    else if (event.key === 'Delete' && key !== undefined && onRemove !== undefined) onRemove(key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="table-scroll" onKeyDownCapture={onKeyDown}>
      <Table
        aria-label={label}
        className="table"
        onRowAction={(key) => onOpen(String(key))}
        disallowEmptySelection
      >
        <TableHeader>
          {columns.map((one, i) => (
            <Column key={one.id} id={one.id} isRowHeader={i === 0}>
              {one.name}
            </Column>
          ))}
        </TableHeader>
        <TableBody renderEmptyState={() => <p className="pane-empty">{empty}</p>}>
          {rows.slice(0, drawn).map((row) => (
            <Row
              key={row.key}
              id={row.key}
              className="row"
              data-wrong={row.wrong}
              data-changed={row.changed || undefined}
            >
              {row.cells.map((cell, i) => (
                <Cell key={columns[i]?.id} className={columns[i]?.mono ? 'mono' : ''}>
                  {cell}
                  {i === 0 && row.wrong !== undefined ? (
                    <span className="row-mark">
                      {t(row.wrong === 'error' ? 'finding.error' : 'finding.warning')}
                    </span>
                  ) : null}
                </Cell>
              ))}
            </Row>
          ))}
        </TableBody>
      </Table>
      {rows.length <= drawn ? null : (
        <button type="button" className="button" onClick={() => setDrawn(rows.length)}>
          {t('list.all', { count: rows.length })}
        </button>
      )}
    </div>
  );
}
