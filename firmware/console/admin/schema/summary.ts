/** A value of the document in a few words, for a cell of a table. */
import { isData } from '../draft/edits.ts';
import type { Names } from './names.ts';

const SHOWN_MAX = 6;

/** A yes or a number says nothing without its name. */
function part(names: Names, path: string, value: unknown): string {
  if (value === true) return names.label(path);
  if (typeof value === 'number') return `${names.label(path)} ${value}`;
  return summary(names, path, value);
}

export function summary(names: Names, path: string, value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, SHOWN_MAX).map((one) => summary(names, path, one));
    return shown.length === 0 ? '—' : `${shown.join(', ')}${value.length > SHOWN_MAX ? ' …' : ''}`;
  }
  if (isData(value)) {
    const { kind, ...rest } = value;
    const parts = Object.entries(rest)
      .filter(([, one]) => one !== undefined && one !== null && one !== '')
      .filter(([, one]) => one !== false)
      .map(([name, one]) => part(names, `${path}.${name}`, one));
    const head = kind === undefined ? [] : [names.value(`${path}.kind`, kind)];
    return [...head, ...parts].join(' · ') || '—';
  }
  return names.value(path, value);
}
