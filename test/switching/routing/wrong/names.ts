import { INSIDE, OUTSIDE } from '../../support/office.ts';
import {
  base,
  choice,
  code,
  first,
  freeClass,
  group,
  line,
  ofEntity,
  route,
  rule,
  services,
  toRoutes,
  type WrongOffice,
  week,
} from './pieces.ts';

export const WRONG_NAMES: readonly WrongOffice[] = [
  [
    'TR-PLAN-033',
    'plan[2].pattern',
    'an entry that an emergency number fits',
    { plan: [INSIDE, OUTSIDE, { ...INSIDE, pattern: '11X' }] },
  ],
  ['TR-PLAN-034', 'trunks', 'an office without exchange lines', { trunks: [] }],
  [
    'TR-PLAN-035',
    'entities[0].codes',
    'a feature code that is an emergency number',
    services({ entities: ofEntity({ codes: [code('110')] }) }),
  ],
  ['TR-PLAN-040', 'timing.ringMsMax', 'a time of nothing', { timing: { ...base.timing, ringMsMax: 0 } }],
  [
    'TR-PLAN-041',
    'alerting.cadence',
    'a cadence that never rings',
    { alerting: { ...base.alerting, cadence: [] } },
  ],
  [
    'TR-PLAN-042',
    'alerting.callerId.delayMs',
    'a negative delay',
    { alerting: { ...base.alerting, callerId: { ...base.alerting.callerId, delayMs: -1 } } },
  ],
  [
    'TR-PLAN-043',
    'timeTables[0].rules[1]',
    'a rule behind one that fits all its times',
    services({
      timeTables: [{ id: 'a', rules: [rule, { ...rule, on: false, weekdays: [2], fromMinute: 600 }] }],
    }),
  ],
  [
    'TR-PLAN-043',
    'timeTables[0].rules[0]',
    'a rule of no length',
    services({ timeTables: [{ id: 'a', rules: [{ ...rule, toMinute: 510 }] }] }),
  ],
  [
    'TR-PLAN-044',
    'entities[0].schedule[1]',
    'a time table twice in a schedule',
    services({
      timeTables: [week],
      entities: ofEntity({
        schedule: [
          { times: 'office', mode: 'day' },
          { times: 'office', mode: 'night' },
        ],
      }),
    }),
  ],
  [
    'TR-PLAN-045',
    'timeTables[0].rules[0].dates.which',
    'worked weekends that nobody has listed',
    services({
      dayLists: [{ id: 'cn', holidays: ['2027-01-01'], workdays: [] }],
      timeTables: [{ id: 'a', rules: [{ ...rule, dates: { list: 'cn', which: 'workdays' } }] }],
    }),
  ],
  ['TR-PLAN-050', 'extensions[0].entity', 'an unknown entity', first({ entity: 'moon' })],
  ['TR-PLAN-050', 'extensions[0].classOfService', 'an unknown class', first({ classOfService: 'moon' })],
  ['TR-PLAN-050', 'extensions[0].role', 'an unknown role', first({ role: 'moon' })],
  ['TR-PLAN-050', 'trunks[0].entity', 'an unknown entity of a line', line({ entity: 'moon' })],
  [
    'TR-PLAN-050',
    'huntGroups[0].members[1]',
    'an unknown member',
    services({ huntGroups: [{ ...group, members: ['801', '899'] }] }),
  ],
  [
    'TR-PLAN-050',
    'conferenceRooms[0].chair',
    'an unknown chair',
    services({ conferenceRooms: [{ number: '860', name: '', chair: '899', membersMax: 8 }] }),
  ],
  [
    'TR-PLAN-050',
    'routes[0].choices[0].group',
    'an unknown group of a route',
    {
      plan: [INSIDE, toRoutes],
      ...services({ routes: [{ ...route, choices: [{ ...choice, group: 'moon' }] }] }),
    },
  ],
  [
    'TR-PLAN-050',
    'routes[0].choices[0].times',
    'an unknown time table of a route',
    {
      plan: [INSIDE, toRoutes],
      ...services({ routes: [{ ...route, choices: [{ ...choice, times: 'never' }] }] }),
    },
  ],
  [
    'TR-PLAN-050',
    'entities[0].schedule[0].times',
    'an unknown time table of a schedule',
    services({ entities: ofEntity({ schedule: [{ times: 'never', mode: 'night' }] }) }),
  ],
  [
    'TR-PLAN-050',
    'timeTables[0].rules[0].dates.list',
    'an unknown list of days',
    services({ timeTables: [{ id: 'a', rules: [{ ...rule, dates: { list: 'mars', which: 'holidays' } }] }] }),
  ],
  ['TR-PLAN-051', 'classes[1].id', 'a class twice', services({ classes: [freeClass!, freeClass!] })],
  [
    'TR-PLAN-051',
    'trunks[1].name',
    'a line twice',
    { trunks: base.trunks.map((one) => ({ ...one, name: 'Line' })) },
  ],
  [
    'TR-PLAN-052',
    'classes[0].without[0]',
    'an unknown feature',
    services({ classes: [{ ...freeClass!, without: ['telepathy'] }] }),
  ],
  [
    'TR-PLAN-053',
    'entities[0].codes',
    'a code for two features',
    services({ entities: ofEntity({ codes: [code('*7'), code('*7', 'lock')] }) }),
  ],
  [
    'TR-PLAN-054',
    'entities[0].codes',
    'a malformed code',
    services({ entities: ofEntity({ codes: [code('*{x}')] }) }),
  ],
  [
    'TR-PLAN-055',
    'classes[0].accountCode',
    'an account code asked for, and none there',
    services({ classes: [{ ...freeClass!, accountCode: 'required' }] }),
  ],
  [
    'TR-PLAN-056',
    'classes[0].allow[0]',
    'an allowance that a denial takes back',
    services({ classes: [{ ...freeClass!, allow: ['0755.'], deny: ['0.'] }] }),
  ],
  [
    'TR-PLAN-060',
    'extensions[1].secretary',
    "two chiefs that are each other's secretary",
    {
      extensions: base.extensions.map((one) => ({
        ...one,
        secretary: { '801': '802', '802': '801' }[one.number] ?? null,
      })),
    },
  ],
  [
    'TR-PLAN-060',
    'huntGroups[1].overflow',
    'groups that overflow into each other',
    services({
      huntGroups: [
        { ...group, overflow: '851' },
        { ...group, number: '851', overflow: '850' },
      ],
    }),
  ],
  [
    'TR-PLAN-061',
    'huntGroups[0].members',
    'a group without members',
    services({ huntGroups: [{ ...group, members: [] }] }),
  ],
  [
    'TR-PLAN-062',
    'huntGroups[0].overflow',
    'an overflow to nobody',
    services({ huntGroups: [{ ...group, overflow: '899' }] }),
  ],
  [
    'TR-PLAN-062',
    'extensions[0].hotLine.number',
    'a hot line to nobody',
    first({ hotLine: { number: '899', afterMs: 0 } }),
  ],
  ['TR-PLAN-062', 'extensions[0].secretary', 'a secretary who is nobody', first({ secretary: '899' })],
  [
    'TR-PLAN-062',
    'entities[0].operator.night',
    'a night operator who is nobody',
    services({ entities: ofEntity({ operator: { night: '899' } }) }),
  ],
  [
    'TR-PLAN-062',
    'callers[0].treat.number',
    'a caller diverted to nobody',
    services({ callers: [{ pattern: '1.', reason: '', treat: { kind: 'divert', number: '899' } }] }),
  ],
  [
    'TR-PLAN-062',
    'speedDials[0].number',
    'a speed dial to nobody',
    services({ speedDials: [{ code: '840', name: '', number: '899', overridesClass: false }] }),
  ],
  [
    'TR-PLAN-063',
    'entities[0].operator',
    "an operator's code, and no operator",
    services({ entities: ofEntity({ codes: [code('0', 'operator')] }) }),
  ],
];
