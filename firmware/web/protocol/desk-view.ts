/** What an operator's page and the wall are shown; see `ports/desk.ts` for what each field means. */
import { Type } from 'typebox';
import { EpochMs, Nullable, PortName, SentOnBySchema, strict, Words } from './common.ts';
import { FiguresSchema, LeftMessageSchema, TicketSchema } from './desk-books.ts';
import { DirectoryEntrySchema } from './directory.ts';

const Text = Type.String();
const ModeSchema = Words(['day', 'night', 'mode1', 'mode2']);
const ConsoleStateSchema = Words(['out', 'idle', 'busy', 'unplugged', 'absent']);
export const LampSchema = Words([
  ...(['free', 'ringing', 'busy', 'do-not-disturb', 'absent', 'forwarded'] as const),
  ...(['out-of-service', 'unknown'] as const),
]);

const PLAIN_OPS = [
  ...(['consoleIn', 'consoleOut', 'consoleTouch', 'consoleHold', 'consoleCancel'] as const),
  ...(['consoleTransfer', 'consoleToggle', 'consoleConference', 'consoleSplit', 'consoleRelease'] as const),
  ...(['consoleRingAgain', 'consoleCampOn', 'consoleHarassing'] as const),
] as const;
/** Actions that are said by their name alone. */
export const PlainOpSchema = Words(PLAIN_OPS);
const DESK_OPS = [
  ...PLAIN_OPS,
  ...(['consolePlug', 'consoleAnswer', 'consoleRetrieve', 'consoleCall', 'consoleSend'] as const),
  ...(['consoleReserve', 'consolePark', 'consoleIntrude', 'consoleForceRelease', 'consoleCallFor'] as const),
  ...(['consoleGroupCall', 'consoleChain', 'consoleDistribute', 'suspend', 'handOver', 'note'] as const),
  ...(['leaveMessage', 'setMode', 'setDoNotDisturb', 'setWakeUp'] as const),
] as const;

const group = {
  group: Text,
  name: Text,
  state: Words(['in-service', 'unplugged', 'absent']),
  mode: ModeSchema,
  byHand: Type.Boolean(),
  overflows: Type.Boolean(),
};
const level = { key: Type.Integer(), name: Text, waiting: Type.Integer() };

const WaitingSchema = Type.Object(
  {
    call: Text,
    group: Text,
    kind: Words([
      ...(['recall', 'private', 'local', 'trunk', 'no-answer', 'entity', 'chained'] as const),
      ...(['help', 'other'] as const),
    ]),
    level: Type.Integer(),
    urgent: Type.Boolean(),
    important: Type.Boolean(),
    from: Text,
    name: Text,
    to: Text,
    sentOnBy: Type.Optional(SentOnBySchema),
    sinceEpochMs: EpochMs,
    presentedTo: Type.Array(Text),
    entry: Nullable(DirectoryEntrySchema),
    notes: Text,
  },
  { ...strict, title: 'DeskWaiting' },
);
const CardSchema = Type.Object(
  {
    call: Text,
    number: Text,
    name: Text,
    state: Words(['dialling', 'alerting', 'connected', 'held', 'busy', 'no-answer', 'failed']),
    outside: Type.Boolean(),
    sinceEpochMs: EpochMs,
    entry: Nullable(DirectoryEntrySchema),
    language: Nullable(Words(['zh-CN', 'en'])),
    important: Type.Boolean(),
    notes: Text,
    lamp: LampSchema,
  },
  { ...strict, title: 'DeskCard' },
);

export const DeskViewSchema = Type.Object(
  {
    console: Text,
    consoleName: Text,
    extension: Text,
    operator: Text,
    state: ConsoleStateSchema,
    suspended: Type.Boolean(),
    telephone: Words(['on-hook', 'off-hook', 'out']),
    groups: Type.Array(Type.Object({ ...group, waiting: Type.Integer() }, strict)),
    levels: Type.Array(Type.Object(level, strict)),
    waiting: Type.Array(WaitingSchema, { description: 'in order of presentation' }),
    source: Nullable(CardSchema),
    destination: Nullable(CardSchema),
    conference: Type.Boolean(),
    held: Type.Array(CardSchema),
    reserved: Nullable(Text),
    chained: Type.Boolean(),
    called: Type.Array(Type.Object({ number: Text, state: Text }, strict)),
    ticket: Nullable(TicketSchema),
    staged: Type.Array(TicketSchema),
    recent: Type.Array(TicketSchema),
    messages: Type.Array(LeftMessageSchema),
    parked: Type.Array(Type.Object({ slot: Text, number: Text, name: Text }, strict)),
    otherConsoles: Type.Array(
      Type.Object({ console: Text, name: Text, operator: Text, state: ConsoleStateSchema }, strict),
    ),
    wakeUps: Type.Array(
      Type.Object(
        { number: Text, name: Text, minuteOfDay: Type.Integer(), by: Text, missed: Type.Boolean() },
        strict,
      ),
      { description: 'ordered wake-up calls; `missed`: nobody has answered' },
    ),
    quietTimes: Type.Array(
      Type.Object({ number: Text, from: Nullable(Type.Integer()), to: Nullable(Type.Integer()) }, strict),
      { description: 'do-not-disturb by the clock; from null: it has begun' },
    ),
    entityMode: Type.Object({ entity: Text, mode: ModeSchema, byHand: Type.Boolean() }, strict),
    statistics: Type.Object({ sinceEpochMs: EpochMs, ...FiguresSchema.properties }, strict),
    alarms: Type.Integer(),
    handover: Text,
    may: Type.Array(Words(DESK_OPS), { description: 'names of actions that a key may do now' }),
  },
  { ...strict, title: 'DeskView' },
);

/** The wall: no caller is named. */
export const BoardSchema = Type.Object(
  {
    groups: Type.Array(
      Type.Object(
        {
          ...group,
          levels: Type.Array(
            Type.Object({ ...level, urgent: Type.Integer(), longestSinceEpochMs: Nullable(EpochMs) }, strict),
          ),
          answered: Type.Integer({ description: 'since midnight' }),
          answeredInThreeRings: Type.Integer(),
          lost: Type.Integer(),
        },
        strict,
      ),
    ),
    consoles: Type.Array(
      Type.Object(
        { console: Text, name: Text, operator: Text, state: ConsoleStateSchema, suspended: Type.Boolean() },
        strict,
      ),
    ),
  },
  { ...strict, title: 'Board' },
);
export const TrunkGroupsSchema = Type.Array(
  Type.Object({ group: Text, ports: Type.Array(PortName) }, { ...strict, title: 'TrunkGroupPorts' }),
);
export const ConsolesSchema = Type.Array(
  Type.Object({ id: Text, name: Text, operator: Nullable(Text) }, { ...strict, title: 'DeskConsole' }),
);
