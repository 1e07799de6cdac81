import type { EntryFields, FieldError } from '#ports/desk.ts';

export const ENTRIES_MAX = 10_000;
export const LENGTHS = { number: 32, name: 64, shortCode: 16, department: 64, notes: 500 } as const;

const NUMBER = /^\+?[0-9*#]+$/;
const SHORT_CODE = /^[0-9*#]*$/;

/** Of one entry by itself. */
export function entryErrors(fields: EntryFields): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { number, name, shortCode } = fields;
  if (number === '') errors.push({ field: 'number', error: 'number-missing' });
  else if (!NUMBER.test(number)) errors.push({ field: 'number', error: 'number-bad' });
  if (name === '') errors.push({ field: 'name', error: 'name-missing' });
  if (!SHORT_CODE.test(shortCode)) errors.push({ field: 'shortCode', error: 'short-code-bad' });
  for (const field of ['number', 'name', 'shortCode', 'department', 'notes'] as const)
    if (fields[field].length > LENGTHS[field]) errors.push({ field, error: 'too-long' });
  return errors;
}
