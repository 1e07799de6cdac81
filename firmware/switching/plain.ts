import type { DialString, PortId } from '#units/ids.ts';
import type { ClassOfService, Entity, Extension, Office, Role, Services, Trunk } from './office.ts';

/*
 * An office without wishes: what a field means when nobody has decided it.
 */

export const MAIN_ENTITY = 'main';
export const FREE_CLASS = 'free';

const ENTITY: Entity = {
  id: MAIN_ENTITY,
  name: '',
  schedule: [],
  operator: {},
  language: 'zh-CN',
  greeting: 'greeting',
  music: 'music',
  codes: [],
};

const CLASS: ClassOfService = {
  id: FREE_CLASS,
  reach: 'international',
  premium: true,
  allow: [],
  deny: [],
  trunkCallsMax: 99,
  dearCallsPerHourMax: null,
  accountCode: 'none',
  trunkToTrunk: false,
  supervise: false,
  lockedReach: 'internal',
  without: [],
};

const ROLE: Role = { id: 'all', sees: 'all' };

export const PLAIN_SERVICES: Services = {
  entities: [ENTITY],
  classes: [CLASS],
  roles: [ROLE],
  numberClasses: [],
  dialling: null,
  routes: [],
  huntGroups: [],
  pagingGroups: [],
  conferenceRooms: [],
  parkSlots: [],
  attendantGroups: [],
  consoles: [],
  timeTables: [],
  dayLists: [],
  callers: [],
  speedDials: [],
  dearCallsPerHourMax: null,
  charges: [],
  accountCodes: [],
  flash: 'shuttle',
  timing: {
    recallDigitMs: 2_000,
    transferRecallMs: 30_000,
    campOnRecallMs: 60_000,
    parkRecallMs: 120_000,
    holdRecallMs: 180_000,
    callBackMsMax: 45 * 60_000,
    callBackRingMs: 20_000,
    // China: a minute, once more after five.
    wakeUpRingMs: 60_000,
    wakeUpAgainMs: 5 * 60_000,
    wakeUpAttempts: 2,
  },
};

export const plainExtension = (number: DialString, port: PortId, name: string): Extension => ({
  number,
  port,
  appearances: [],
  callsMax: null,
  callerIdFirst: false,
  name,
  entity: MAIN_ENTITY,
  classOfService: FREE_CLASS,
  pickupGroup: null,
  language: 'zh-CN',
  role: ROLE.id,
  publicNumber: '',
  hidden: false,
  noAnswerMs: 20_000,
  hotLine: null,
  secretary: null,
  loudspeaker: false,
  hotDesk: false,
});

/** An exchange line as most are. */
export const plainTrunk = (port: PortId, name: string, group: string, ringIn: DialString): Trunk => ({
  port,
  name,
  group,
  number: '',
  dialling: 'dtmf',
  answerBy: ['polarity', 'ringback', 'time'],
  releaseBy: ['polarity', 'loop-drop', 'busy-tone'],
  ringIn,
  ringInByMode: {},
  entity: MAIN_ENTITY,
  secondDialling: false,
  carrier: '',
  did: [],
});

/** Local time that never changes. */
export const fixedLocalTime = (utcOffsetMinutes: number): Office['localTime'] => [
  { fromEpochMs: 0, utcOffsetMinutes },
];
