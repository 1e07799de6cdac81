/** CSTA services (ECMA-269) over HTTP, and the directory of devices that they name. */
import { type Static, Type } from 'typebox';
import { CallName, DialNumber, EpochMs, Nullable, PortName, strict, Words } from './common.ts';

export const DeviceParamsSchema = Type.Object({ number: DialNumber }, strict);
export const CallParamsSchema = Type.Object({ id: CallName }, strict);

/** Answer of a service: the call that it is about, or that came of it. */
export const ServiceAnswerSchema = Type.Object(
  { call: Nullable(Type.String({ description: 'the call that it is about, or that came of it' })) },
  { ...strict, title: 'ServiceAnswer' },
);
export const ToSchema = Type.Object({ to: DialNumber }, { ...strict, title: 'To' });
export const FromSchema = Type.Object({ from: DialNumber }, { ...strict, title: 'From' });
/** The device of the connection that the service is about. */
export const ConnectionSchema = Type.Object({ device: DialNumber }, { ...strict, title: 'Connection' });
export const ConnectionToSchema = Type.Object(
  { device: DialNumber, to: DialNumber },
  { ...strict, title: 'ConnectionTo' },
);
export const ReleaseSchema = Type.Object(
  { device: Nullable(DialNumber) },
  { ...strict, title: 'Release', description: 'null: everybody in the call' },
);

export const DeviceSchema = Type.Object(
  {
    number: Type.String(),
    name: Type.String(),
    port: PortName,
    state: Type.String({ description: 'idle, dialling, talking …' }),
    inService: Type.Boolean(),
    call: Nullable(Type.String()),
  },
  { ...strict, title: 'Device' },
);
export const DevicesSchema = Type.Array(DeviceSchema);

const Target = Nullable(DialNumber);
const Reach = Words(['internal', 'local', 'national', 'international']);
const PlainSettings = {
  doNotDisturb: Type.Boolean(),
  absent: Type.Boolean(),
  callWaiting: Type.Boolean(),
  hiddenNumber: Type.Boolean(),
};
const SpeedDials = Type.Record(Type.String({ pattern: '^[0-9]{1,4}$' }), DialNumber);
const HotLine = Type.Union([
  Type.Object({ number: DialNumber, afterMs: Type.Integer({ minimum: 0, maximum: 30_000 }) }, strict),
  Type.Literal('off'),
  Type.Null(),
]);
const Locked = Nullable(Reach);
const Forward = { all: Target, busy: Target, noAnswer: Target, offline: Target };

const MinuteOfDay = Type.Integer({ minimum: 0, maximum: 1_439, description: 'of the local day' });
export const WakeUpChangeSchema = Type.Object(
  { minuteOfDay: MinuteOfDay },
  { ...strict, title: 'WakeUpChange', description: 'the next time that the local clock shows it' },
);
const ClockTimeSchema = Type.Object({ minuteOfDay: MinuteOfDay, epochMs: EpochMs }, strict);
const QuietTimeSchema = Type.Object(
  { from: Nullable(ClockTimeSchema), to: Nullable(ClockTimeSchema) },
  {
    ...strict,
    title: 'QuietTime',
    description: 'do-not-disturb by the clock; from null: it has begun, to null: until somebody clears it',
  },
);
export const DoNotDisturbSchema = Type.Object(
  { on: Type.Boolean(), from: Nullable(MinuteOfDay), to: Nullable(MinuteOfDay) },
  {
    ...strict,
    title: 'DoNotDisturb',
    description: 'from null: at once, to null: until somebody clears it',
  },
);
const WakeUpSchema = Type.Object(
  {
    minuteOfDay: MinuteOfDay,
    by: Type.String({ description: 'who has ordered it' }),
    dueEpochMs: Nullable(EpochMs),
    attempts: Type.Integer({ description: 'how often it has rung in vain' }),
  },
  {
    ...strict,
    title: 'WakeUp',
    description: 'without `dueEpochMs` nobody has answered it, and the operators were told',
  },
);

/** What an extension has set. Its PIN is never told, only that there is one. */
export const SubscriberSchema = Type.Object(
  {
    forward: Type.Object(Forward, strict),
    noAnswerMs: Nullable(
      Type.Number({
        description:
          'how long it rings before it is forwarded on no answer, as its telephone has said; null: as the office says',
      }),
    ),
    ...PlainSettings,
    speedDials: Type.Record(Type.String(), Type.String()),
    hotLine: HotLine,
    locked: Nullable(Type.String({ description: 'what the lock leaves; null: not locked' })),
    pinSet: Type.Boolean(),
    at: Nullable(Type.String({ description: 'extension at whose telephone this one is logged in' })),
    quietTime: Nullable(QuietTimeSchema),
    wakeUp: Nullable(WakeUpSchema),
    lastDialled: Type.String(),
    lastCaller: Type.String(),
  },
  { ...strict, title: 'Subscriber' },
);
/** Fields that are missing stay as they are. */
export const SubscriberChangeSchema = Type.Partial(
  Type.Object({
    forward: Type.Partial(Type.Object(Forward), strict),
    ...PlainSettings,
    speedDials: SpeedDials,
    hotLine: HotLine,
    locked: Locked,
    pin: Type.String({ pattern: '^([0-9]{4,8})?$', description: 'empty: none' }),
  }),
  { ...strict, title: 'SubscriberChange', minProperties: 1 },
);

const ModeWord = Words(['day', 'night', 'mode1', 'mode2']);
export const EntityParamsSchema = Type.Object(
  {
    entity: Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$', description: 'id of an entity of the office' }),
  },
  strict,
);
export const ModeSchema = Type.Object(
  {
    entity: Type.String(),
    mode: ModeWord,
    byHand: Type.Boolean({ description: 'false: by the schedule' }),
  },
  { ...strict, title: 'Mode' },
);
export const ModesSchema = Type.Array(ModeSchema);
export const ModeChangeSchema = Type.Object(
  { mode: Nullable(ModeWord) },
  { ...strict, title: 'ModeChange', description: 'null: by the schedule again' },
);

export type ServiceAnswer = Static<typeof ServiceAnswerSchema>;
export type Device = Static<typeof DeviceSchema>;
export type Subscriber = Static<typeof SubscriberSchema>;
export type SubscriberChange = Static<typeof SubscriberChangeSchema>;
export type Mode = Static<typeof ModeSchema>;
export type ModeChange = Static<typeof ModeChangeSchema>;
