import type { Office, Services, TimeRule } from '#switching/model.ts';
import { PLAIN_SERVICES } from '#switching/plain.ts';
import { makeOffice } from '../../support/office.ts';

export const base = makeOffice({ extensions: 4, trunks: 2 });
export const [entity] = PLAIN_SERVICES.entities;
export const [freeClass] = PLAIN_SERVICES.classes;
export const group = {
  number: '850',
  name: 'Sales',
  entity: 'main',
  members: ['801'],
  strategy: 'all',
  memberRingMs: 15_000,
  ringMsMax: 60_000,
  overflow: null,
} as const;
export const choice = { group: 'city', times: null, cost: 0, strip: 0, insert: '', present: 'line' } as const;
export const route = { id: 'all', patterns: ['0.'], choices: [choice] };
export const rule: TimeRule = {
  on: true,
  weekdays: [1, 2, 3, 4, 5],
  dates: null,
  fromMinute: 510,
  toMinute: 1_050,
};
export const week = { id: 'office', rules: [rule] };
export const toRoutes = { pattern: '9.', to: { kind: 'route', strip: 1, secondDialTone: true } } as const;
export const code = (dial: string, feature = 'park') => ({ feature, does: 'use', dial }) as never;

export const services = (change: Partial<Services>): Partial<Office> => ({
  services: { ...base.services, ...change },
});
export const first = (change: Partial<Office['extensions'][number]>): Partial<Office> => ({
  extensions: base.extensions.map((one, i) => (i === 0 ? { ...one, ...change } : one)),
});
export const line = (change: Partial<Office['trunks'][number]>): Partial<Office> => ({
  trunks: base.trunks.map((one, i) => (i === 0 ? { ...one, ...change } : one)),
});
export const ofEntity = (change: Partial<Services['entities'][number]>): Services['entities'] => [
  { ...entity!, ...change },
];

/** An office with one thing wrong, and what is said of it. */
export type WrongOffice = readonly [code: string, path: string, what: string, change: Partial<Office>];
