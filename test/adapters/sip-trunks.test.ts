import { expect, test } from 'vitest';
import { sipOf } from '#adapters/sip/office-sip.ts';
import type { OfficeDocument } from '#ports/office-document.ts';

type Trunk = NonNullable<NonNullable<OfficeDocument['sip']>['trunks']>[number];

const formOf = (trunk: Partial<Trunk>): string | undefined =>
  sipOf({ sip: { trunks: [{ id: 'c', group: 'c', domain: 'c.example', ...trunk }] } } as OfficeDocument, 5060)
    ?.stack.trunks[0]?.callerForm;

test.each([
  [{ user: '+862155518000' }, 'plus'],
  [{ user: 'tipring', number: '+862155518000' }, 'plus'],
  [{ user: '862155518000', number: '+862155518000' }, 'dialled'],
  [{}, 'dialled'],
  [{ user: '+862155518000', callerForm: 'own' }, 'plus'],
  [{ user: '+862155518000', callerForm: 'digits' }, 'digits'],
  [{ user: '4000', callerForm: 'plus' }, 'plus'],
] as const)(
  'a caller’s number is written like the trunk’s own, unless the office says otherwise: %j',
  (trunk, form) => {
    expect(formOf(trunk)).toBe(form);
  },
);
