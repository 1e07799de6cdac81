/** Who works in the scripted house, who calls, and what their pictures look like. */

import type { DeskView as ExchangeView } from '#ports/desk.ts';
import type { ConsoleView } from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import type {
  BoardView,
  DeskCard,
  DeskOp,
  DeskView,
  DeskWaiting,
  DirectoryHit,
  Lamp,
  Ticket,
} from '../../../firmware/console/operator/contract.ts';
import { mayNow } from '../../../firmware/runtime/desk/may.ts';

interface Person {
  readonly number: string;
  readonly name: string;
  readonly initials: string;
  readonly department: string;
  readonly lamp: Lamp;
  readonly library: 'local' | 'long-distance';
}

const person = (line: string): Person => {
  const [number, name, initials, department, lamp, library] = line.split(' ') as string[];
  return {
    number: number!,
    name: name!,
    initials: initials!,
    department: department!,
    lamp: (lamp ?? 'free') as Lamp,
    library: library === 'far' ? 'long-distance' : 'local',
  };
};

export const directory: readonly Person[] = [
  '8203 王芳 wf 财务部 free',
  '8204 王建国 wjg 总经理办公室 busy',
  '8205 王小明 wxm 采购部 do-not-disturb',
  '8101 单雄信 sxx 保卫处 ringing',
  '8102 李丽 ll 人事部 absent',
  '8103 赵敏 zm 前台 forwarded',
  '8104 周杰 zj 车队 out-of-service',
  '8105 吴桐 wt 技术部 free',
  '8106 陈晨 cc 技术部 free',
  '8107 孙宁 sn 市场部 busy',
  '02155501234 上海代理商 shdls 外部 unknown far',
].map(person);

export const entryOf = ({ number, name, department, library }: Person): NonNullable<DeskCard['entry']> => ({
  id: Number(number.slice(-4)),
  library,
  number,
  name,
  shortCode: '',
  department,
  notes: '',
  important: number === '8204',
});

const hitOf = (
  one: Person,
  field: 'number' | 'pinyin',
  to: number,
  lamps: ReadonlyMap<string, Lamp>,
): DirectoryHit => ({
  ...entryOf(one),
  found: { field, from: 0, to },
  lamp: lamps.get(one.number) ?? one.lamp,
});

export const found = (text: string, lamps: ReadonlyMap<string, Lamp>): DirectoryHit[] =>
  directory
    .filter(({ number, initials, name }) =>
      [number, initials, name].some((field) => field.startsWith(text.trim().toLowerCase())),
    )
    .slice(0, text === '' ? 4 : 8)
    .map((one) => hitOf(one, /^\d/.test(text) ? 'number' : 'pinyin', text.length, lamps));

let calls = 0;

export function card(number: string, name: string, more: Partial<DeskCard> = {}): DeskCard {
  calls += 1;
  const known = directory.find((one) => one.number === number);
  return {
    call: `c${calls}`,
    number,
    name: name || known?.name || '',
    state: 'connected',
    outside: false,
    sinceEpochMs: Date.now(),
    entry: known === undefined ? null : entryOf(known),
    language: null,
    important: known?.number === '8204',
    notes: '',
    lamp: known?.lamp ?? 'unknown',
    ...more,
  };
}

export function waitingCall(from: string, name: string, more: Partial<DeskWaiting> = {}): DeskWaiting {
  calls += 1;
  const outside = from.length > 4;
  return {
    call: `c${calls}`,
    group: '9',
    kind: outside ? 'trunk' : 'local',
    level: outside ? 1 : 2,
    urgent: false,
    important: false,
    from,
    name,
    to: '9',
    sinceEpochMs: Date.now(),
    presentedTo: ['1'],
    entry: null,
    notes: '',
    ...more,
  };
}

export const ticketFor = ({ call, from, name }: DeskWaiting): Ticket => ({
  id: 100 + calls,
  state: 'open',
  call,
  bootId: 'boot',
  console: '1',
  operator: 'lin',
  openedEpochMs: Date.now(),
  closedEpochMs: null,
  callerNumber: from,
  callerName: name,
  wanted: '',
  reason: '',
  result: '',
  followUp: '',
  notes: '',
});

const RIGHTS = {
  id: '1',
  name: '话务台 1',
  extension: '800' as DialString,
  mayDistribute: true,
  maySupervise: true,
  telephoneRings: false,
};

/** What the strip of function keys shows, as the desk itself works it out. */
export const mayOf = (view: DeskView): readonly DeskOp[] =>
  mayNow(view as unknown as ConsoleView, RIGHTS, {
    ...(view as unknown as Pick<ExchangeView, 'suspended' | 'staged' | 'ticket'>),
    waiting: view.waiting.length,
  });

const PLAIN_VIEW = (): DeskView => ({
  console: '1',
  consoleName: '话务台 1',
  extension: '800',
  operator: '林',
  state: 'idle',
  suspended: false,
  telephone: 'off-hook',
  groups: [
    {
      group: '9',
      name: '总机',
      state: 'in-service',
      mode: 'day',
      byHand: false,
      overflows: false,
      waiting: 0,
    },
  ],
  levels: [
    { key: 1, name: '外线', waiting: 0 },
    { key: 2, name: '内线', waiting: 0 },
    { key: 3, name: '回叫', waiting: 0 },
  ],
  waiting: [],
  source: null,
  destination: null,
  conference: false,
  held: [],
  reserved: null,
  chained: false,
  called: [],
  ticket: null,
  staged: [],
  recent: [],
  messages: [],
  parked: [],
  wakeUps: [],
  quietTimes: [],
  otherConsoles: [{ console: '2', name: '话务台 2', operator: '赵', state: 'busy' }],
  entityMode: { entity: 'main', mode: 'day', byHand: false },
  statistics: {
    sinceEpochMs: Date.now() - 3_600_000,
    answered: 42,
    answeredInThreeRings: 40,
    answerMeanMs: 4_300,
    answerP95Ms: 9_100,
    transferred: 31,
    recalled: 2,
    lost: 1,
    tickets: 17,
  },
  alarms: 0,
  handover: '',
  may: [],
});

export const emptyView = (): DeskView => {
  const view = PLAIN_VIEW();
  return { ...view, may: mayOf(view) };
};

export const boardOf = ({ groups, levels }: DeskView): BoardView => ({
  groups: groups.map((group) => ({
    ...group,
    levels: levels.map(({ key, name }) => ({ key, name, waiting: 0, urgent: 0, longestSinceEpochMs: null })),
    answered: 214,
    answeredInThreeRings: 203,
    lost: 3,
  })),
  consoles: [
    { console: '1', name: '话务台 1', operator: '林', state: 'idle', suspended: false },
    { console: '2', name: '话务台 2', operator: '赵', state: 'busy', suspended: false },
    { console: '3', name: '话务台 3', operator: '', state: 'out', suspended: false },
  ],
});
