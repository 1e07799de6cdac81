import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Extension, HuntGroup, HuntStrategy, Office, Services, Trunk } from '#switching/model.ts';
import { FREE_CLASS, MAIN_ENTITY, PLAIN_SERVICES } from '#switching/plain.ts';
import { INSIDE, makeOffice, type OfficeWishes } from './office.ts';

/*
 * An office that has a bit of everything: what a feature's scenario needs of it is at hand, and what it does not
 * need may meet it.
 *
 * 801–808 telephones; 860–865 hunt groups, one a strategy; 870 a conference room, 871 one with a chair (804); 880
 * a paging group; 890 operators, with a console at 802 where nobody sits unless a test says so; 71 and 72 park slots; 9 the way outside by routes, 6 the group `city` itself.
 * L1 rings in on 801 (group `city`), L2 is greeted for second dialling (`city`), L3 rings in on group 860 (`far`).
 */

const group = (number: string, strategy: HuntStrategy, wishes: Partial<HuntGroup> = {}): HuntGroup => ({
  number,
  name: strategy,
  entity: MAIN_ENTITY,
  members: ['802', '803', '804'],
  strategy,
  memberRingMs: 10_000,
  ringMsMax: 40_000,
  overflow: null,
  ...wishes,
});

const plainClass = PLAIN_SERVICES.classes[0]!;

export const FULL_SERVICES: Services = {
  ...PLAIN_SERVICES,
  entities: [
    {
      ...PLAIN_SERVICES.entities[0]!,
      operator: { day: '801', night: '860' },
      codes: PROFILES.cn,
      schedule: [],
    },
  ],
  classes: [
    plainClass,
    { ...plainClass, id: 'national', reach: 'national', premium: false, trunkCallsMax: 1 },
    { ...plainClass, id: 'account', accountCode: 'required' },
    { ...plainClass, id: 'chief', trunkToTrunk: true, supervise: true, deny: ['5559.'] },
    { ...plainClass, id: 'inside', reach: 'internal', without: ['forward-all'] },
  ],
  numberClasses: [
    { pattern: '00.', reach: 'international', premium: false },
    { pattern: '0Z.', reach: 'national', premium: false },
    { pattern: 'Z.', reach: 'local', premium: false },
  ],
  dialling: { country: '86', national: '0', international: '00', bare: ['13XXXXXXXXX'] },
  routes: [
    {
      id: 'all',
      patterns: ['X.'],
      choices: [
        { group: 'city', times: null, cost: 1, strip: 0, insert: '', present: 'line' },
        { group: 'far', times: null, cost: 2, strip: 0, insert: '17', present: 'line' },
      ],
    },
  ],
  huntGroups: [
    group('860', 'all', { overflow: '805' }),
    group('861', 'linear', { overflow: '807' }),
    group('862', 'circular'),
    group('863', 'longest-idle'),
    group('864', 'fewest-calls'),
    group('865', 'random', { overflow: '860' }),
  ],
  pagingGroups: [{ number: '880', name: 'Workshop', members: ['802', '803', '806'] }],
  conferenceRooms: [
    { number: '870', name: 'Open', chair: null, membersMax: 3 },
    { number: '871', name: 'Chaired', chair: '804', membersMax: 8 },
  ],
  attendantGroups: [
    {
      ...{ number: '890', name: 'Operators', entity: MAIN_ENTITY, consoles: ['A'], hunt: 'all', levels: [] },
      ...{ urgentAfterMs: 30_000, absentAfterMs: 80_000, waitingMax: null, overflowTo: null },
      ...{ helpers: [], helpAfterMs: 30_000, distribution: {}, greeting: '' },
    },
  ],
  consoles: [
    {
      ...{ id: 'A', name: 'First', extension: '802' },
      ...{ mayDistribute: true, maySupervise: true, telephoneRings: true },
    },
  ],
  parkSlots: ['71', '72'],
  callers: [
    { pattern: '1001', reason: 'spam', treat: { kind: 'hang-up' } },
    { pattern: '1002', reason: 'debt', treat: { kind: 'message', guide: 'debt' } },
    { pattern: '1003', reason: 'sales', treat: { kind: 'divert', number: '805' } },
    { pattern: '1004', reason: 'mayor', treat: { kind: 'important', number: '804' } },
    { pattern: '1005', reason: 'bank', treat: { kind: 'important', number: null } },
  ],
  speedDials: [
    { code: '01', name: 'Embassy', number: '90085551234', overridesClass: true },
    { code: '02', name: 'Gate', number: '802', overridesClass: false },
  ],
  accountCodes: [
    { code: '1234', name: 'Project' },
    { code: '12345', name: 'Longer' },
  ],
};

const EXTENSIONS: Readonly<Record<string, Partial<Extension>>> = {
  '801': { classOfService: 'chief' },
  '802': { pickupGroup: 'hall' },
  '803': { pickupGroup: 'hall', classOfService: 'national' },
  '804': { classOfService: 'account' },
  '805': { secretary: '806' },
  '806': { hotDesk: true, classOfService: FREE_CLASS },
  '807': { hotLine: { number: '802', afterMs: 5_000 } },
  '808': { hotLine: { number: '803', afterMs: 0 }, classOfService: 'inside' },
};

const TRUNKS: Readonly<Record<string, Partial<Trunk>>> = {
  L1: { ringInByMode: { night: '862' } },
  L2: { secondDialling: true },
  L3: { group: 'far', ringIn: '860' },
};

/** The full office; `wishes.services` and the others come over it. */
export function fullOffice(wishes: OfficeWishes = {}): Office {
  const office = makeOffice({
    extensions: 8,
    trunks: 3,
    ...wishes,
    plan: wishes.plan ?? [
      INSIDE,
      { pattern: '7X', to: { kind: 'extension' } },
      { pattern: '9.', to: { kind: 'route', strip: 1, secondDialTone: true } },
      { pattern: '6.', to: { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: false } },
    ],
    extension: (number) => ({ ...EXTENSIONS[number], ...wishes.extension?.(number) }),
    services: { ...FULL_SERVICES, ...wishes.services },
  });
  return {
    ...office,
    trunks: office.trunks.map((trunk) => ({ ...trunk, ...TRUNKS[trunk.name], ...wishes.trunk })),
    trunkGroups: [...office.trunkGroups, { id: 'far', hunt: 'linear' }],
  };
}
