import { expect, test } from 'vitest';
import { maskedFor } from '#runtime/masking.ts';

const ROLES = [
  { id: 'agent', sees: { first: 3, last: 4 } },
  { id: 'viewer', sees: 'nothing' },
] as const;

test('an agent sees both ends of a number, a viewer nothing, a supervisor all of it', () => {
  expect(maskedFor(ROLES, 'agent', '13812345678')).toBe('138****5678');
  expect(maskedFor(ROLES, 'viewer', '13812345678')).toBe('');
  expect(maskedFor(ROLES, 'supervisor', '13812345678')).toBe('13812345678');
  expect(maskedFor(ROLES, null, '13812345678')).toBe('13812345678');
});
