/** A value of the document in a few words, for a cell of a table. */
import { isData } from '../draft/edits.ts';
import type { Names } from './names.ts';

const SHOWN_MAX = 6;

export function summary(names: Names, path: string, value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_MAX).map((one) => summary(names, path, one));
    return shown.length === 0 ? '—' : `${shown.join(', ')}${value.length > SHOWN_MAX ? ' …' : ''}`;
  }
  if (isData(value)) {
    const { kind, ...rest } = value;
    const parts = Object.entries(rest)
      .filter(([, one]) => one !== undefined && one !== null && one !== '')
      .map(([name, one]) => summary(names, `${path}.${name}`, one));
    const head = kind === undefined ? [] : [names.value(`${path}.kind`, kind)];
    return [...head, ...parts].join(' · ') || '—';
  }
  return names.value(path, value);
}
