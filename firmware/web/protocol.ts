/**
 * What the web server says to the console: the schemas of every answer, and their types. The console
 * imports only types from here, so that no server code reaches the browser.
 */
import { type Static, type TSchema, Type } from 'typebox';

export type {
  BenchCommand,
  BenchDevice,
  BenchFault,
  BenchLine,
  BenchMessage,
  BenchPhone,
  ExchangeLineState,
  VoiceSource,
} from '#ports/bench.ts';

const strict = { additionalProperties: false } as const;
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Text = Type.String();
const EpochMs = Type.Number({ description: 'milliseconds since 1970-01-01 UTC' });
const PortName = Type.String({ description: 'card/position, both from 1' });

const FaultText = Type.Object({ code: Text, where: Text, what: Text, todo: Text }, strict);

export const HealthSchema = Type.Object(
  {
    status: Type.Union([Type.Literal('starting'), Type.Literal('ok'), Type.Literal('degraded')]),
    lines: Type.Object({ total: Type.Integer(), inService: Type.Integer() }, strict),
    alarms: Type.Integer(),
    callsUp: Type.Integer(),
    uptimeMs: Type.Number(),
    dialToneAfterMs: Nullable(Type.Number({ description: 'process start to dial tone on every line' })),
    region: Text,
    board: Text,
  },
  { ...strict, title: 'Health' },
);

export const LineSchema = Type.Object(
  {
    port: PortName,
    kind: Type.Union([Type.Literal('fxs'), Type.Literal('fxo')]),
    health: Type.Union([
      Type.Literal('starting'),
      Type.Literal('in-service'),
      Type.Literal('fault'),
      Type.Literal('absent'),
      Type.Literal('unreachable', { description: 'a SIP telephone or trunk that is not there now' }),
    ]),
    chip: Text,
    fault: Nullable(FaultText),
    number: Text,
    name: Text,
    state: Text,
    call: Nullable(Text),
  },
  { ...strict, title: 'Line' },
);

const CallKind = Type.Union([
  Type.Literal('internal'),
  Type.Literal('outgoing'),
  Type.Literal('incoming'),
  Type.Literal('emergency'),
  Type.Literal('incomplete'),
  Type.Literal('feature'),
]);

export const CallSchema = Type.Object(
  {
    call: Text,
    state: Text,
    parties: Type.Array(
      Type.Object(
        {
          port: PortName,
          state: Type.Union([
            Type.Literal('initiated'),
            Type.Literal('alerting'),
            Type.Literal('connected'),
            Type.Literal('held'),
            Type.Literal('queued'),
            Type.Literal('failed'),
          ]),
          number: Type.String({ description: 'extension, or the far end of an exchange line' }),
        },
        strict,
      ),
    ),
    kind: CallKind,
    from: Text,
    to: Text,
    dialled: Text,
    startedEpochMs: EpochMs,
    answeredEpochMs: Nullable(EpochMs),
  },
  { ...strict, title: 'Call' },
);

export const RecordSchema = Type.Object(
  {
    kind: CallKind,
    from: Text,
    fromPort: PortName,
    to: Text,
    toPort: Nullable(PortName),
    dialled: Text,
    startedEpochMs: EpochMs,
    alertedEpochMs: Nullable(EpochMs),
    answeredEpochMs: Nullable(EpochMs),
    releasedEpochMs: EpochMs,
    cause: Type.Integer({ description: 'ITU-T Q.850 cause value' }),
    releasedBy: Type.Union([Type.Literal('caller'), Type.Literal('called'), Type.Literal('exchange')]),
  },
  { ...strict, title: 'CallRecord' },
);

export const TraceSchema = Type.Object(
  {
    epochMs: EpochMs,
    sinceStartMs: Type.Number(),
    port: Nullable(PortName),
    rule: Type.String({ description: 'catalogue key' }),
    facts: Type.Record(Text, Type.Union([Text, Type.Number()])),
  },
  { ...strict, title: 'TraceLine' },
);

/** A call with the trace that explains it; `record` is null while it goes on. */
export const RecentCallSchema = Type.Object(
  {
    call: Text,
    startedEpochMs: EpochMs,
    record: Nullable(RecordSchema),
    trace: Type.Array(TraceSchema),
  },
  { ...strict, title: 'RecentCall' },
);

export const AlarmSchema = Type.Object(
  { code: Text, where: Text, what: Text, todo: Text, sinceEpochMs: EpochMs },
  { ...strict, title: 'Alarm' },
);

const ToneStep = Type.Object(
  {
    hz: Type.Array(Type.Number()),
    ms: Type.Number(),
    levelDbm0: Type.Optional(Type.Number()),
    modulationHz: Type.Optional(Type.Number()),
  },
  strict,
);

export const BenchSchema = Type.Object(
  {
    url: Nullable(Type.String({ description: "the simulator's own WebSocket; null on a real board" })),
    tones: Type.Record(
      Text,
      Type.Object({ levelDbm0: Type.Number(), repeat: Type.Boolean(), steps: Type.Array(ToneStep) }, strict),
    ),
  },
  { ...strict, title: 'Bench' },
);

export const CallsSchema = Type.Object(
  { up: Type.Array(CallSchema), recent: Type.Array(RecentCallSchema) },
  { ...strict, title: 'Calls' },
);

export const ErrorSchema = Type.Object(
  { code: Text, where: Text, what: Text, todo: Text },
  { ...strict, title: 'WebError' },
);

export type Health = Static<typeof HealthSchema>;
export type Line = Static<typeof LineSchema>;
export type Call = Static<typeof CallSchema>;
export type CallRecordText = Static<typeof RecordSchema>;
export type TraceLine = Static<typeof TraceSchema>;
export type RecentCall = Static<typeof RecentCallSchema>;
export type Alarm = Static<typeof AlarmSchema>;
export type Bench = Static<typeof BenchSchema>;
export type Calls = Static<typeof CallsSchema>;
export type WebError = Static<typeof ErrorSchema>;
export type Tones = Bench['tones'];

/** The parts of the picture that `/api/events` keeps up to date. */
export interface Picture {
  readonly health: Health;
  readonly lines: readonly Line[];
  readonly calls: readonly Call[];
  readonly alarms: readonly Alarm[];
  /** Newest first. In a change: only those that are new or went on; merge them by `call`. */
  readonly recent: readonly RecentCall[];
}

/** Text messages of the WebSocket `/api/events`, server to page; the page never sends any. */
export type EventMessage =
  | ({ readonly kind: 'snapshot' } & Picture)
  | ({ readonly kind: 'change' } & Partial<Picture>)
  /** Every `HEARTBEAT_MS`; a page that hears nothing for three of them connects anew. */
  | { readonly kind: 'beat' };

export const HEARTBEAT_MS = 5_000;
/** Recent calls that go to every page with their traces. */
export const RECENT_CALLS_PUSHED = 12;
