/** Names, help and values of fields of the document, from the catalogue. */
import { knownKey, type TextKey, useText } from '../../text/text.tsx';
import { nearestKey, valueKey } from './keys.ts';

const known = (key: string): boolean => knownKey(key) !== null;

export interface Names {
  label(path: string): string;
  help(path: string): string;
  value(path: string, value: unknown): string;
}

export function useNames(): Names {
  const { t } = useText();
  const find = (family: 'field' | 'help', path: string): string => {
    const key = nearestKey(family, path, known);
    return key === null ? (path.split('.').at(-1) ?? path) : t(key as TextKey);
  };
  return {
    label: (path) => find('field', path),
    help: (path) => find('help', path),
    value: (path, value) => {
      if (value === true) return t('value.yes');
      if (value === false) return t('value.no');
      if (value === undefined || value === null || value === '') return '—';
      const key = valueKey(path, String(value), known);
      return key === null ? String(value) : t(key as TextKey);
    },
  };
}
