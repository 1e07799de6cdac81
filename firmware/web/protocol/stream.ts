/**
 * `/api/stream`: what happens in the exchange, as CSTA events (ECMA-269 clause 17). Every event has a number
 * that counts up by one; the numbers belong to one start of the exchange, named by `bootId`.
 *
 * A client that was cut off asks again with `?after=<seq>&boot=<bootId>` and gets what it missed. When that is
 * no longer kept, or the exchange has started anew since, a `snapshot` comes first.
 */
import { type Static, Type } from 'typebox';
import { AlarmSchema, CallSchema, LineSchema } from '../protocol.ts';
import { EpochMs, Nullable, PortName, strict, Words } from './common.ts';

/** Events kept for clients that come back. */
export const KEPT_EVENTS_MAX = 10_000;
export const KEPT_MS_MAX = 10 * 60_000;

/** Words of ECMA-269; `recalled` and the like come as what they do to the connection. */
export const CALL_EVENTS = [
  'serviceInitiated',
  'originated',
  'networkReached',
  'delivered',
  'queued',
  'established',
  'held',
  'retrieved',
  'transferred',
  'conferenced',
  'diverted',
  'failed',
  'connectionCleared',
  'callCleared',
] as const;
export type CallEventName = (typeof CALL_EVENTS)[number];

const number = { seq: Type.Integer({ minimum: 1 }), epochMs: EpochMs };

export const CallEventSchema = Type.Object(
  {
    ...number,
    kind: Type.Literal('call'),
    event: Words(CALL_EVENTS),
    call: Type.String(),
    device: Nullable(Type.String({ description: 'number of the device that it is about; null: the call' })),
    port: Nullable(PortName),
    other: Nullable(Type.String({ description: 'the other party, or the call that it became part of' })),
    cause: Nullable(Type.Integer({ description: 'ITU-T Q.850 cause value, when the call is over' })),
  },
  { ...strict, title: 'CallEvent' },
);
export const DeviceEventSchema = Type.Object(
  {
    ...number,
    kind: Type.Literal('device'),
    event: Words(['stateChanged', 'backInService', 'outOfService']),
    device: Type.String({ description: 'number; empty: none is given to this port' }),
    port: PortName,
    state: Type.String(),
  },
  { ...strict, title: 'DeviceEvent' },
);
export const AlarmEventSchema = Type.Object(
  {
    ...number,
    kind: Type.Literal('alarm'),
    event: Words(['raised', 'cleared']),
    code: Type.String(),
    where: Type.String(),
    what: Type.String(),
    todo: Type.String(),
  },
  { ...strict, title: 'AlarmEvent' },
);
/** First message on every connection. `resumed`: what was missed follows; otherwise a snapshot. */
export const HelloSchema = Type.Object(
  {
    kind: Type.Literal('hello'),
    bootId: Type.String(),
    resumed: Type.Boolean(),
    heartbeatMs: Type.Integer({ description: 'a client that hears nothing for three of them comes again' }),
  },
  { ...strict, title: 'Hello' },
);
/** How everything stands after event `seq`. */
export const StreamSnapshotSchema = Type.Object(
  {
    kind: Type.Literal('snapshot'),
    seq: Type.Integer({ minimum: 0 }),
    lines: Type.Array(LineSchema),
    calls: Type.Array(CallSchema),
    alarms: Type.Array(AlarmSchema),
  },
  { ...strict, title: 'StreamSnapshot' },
);
export const BeatSchema = Type.Object(
  { kind: Type.Literal('beat'), seq: Type.Integer({ minimum: 0 }) },
  { ...strict, title: 'Beat' },
);
export const StreamMessageSchema = Type.Union(
  [HelloSchema, StreamSnapshotSchema, CallEventSchema, DeviceEventSchema, AlarmEventSchema, BeatSchema],
  { title: 'StreamMessage' },
);
export const StreamQuerySchema = Type.Object(
  {
    after: Type.Optional(
      Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'last seq that was heard' }),
    ),
    boot: Type.Optional(Type.String({ maxLength: 64, description: 'bootId that it belongs to' })),
  },
  strict,
);

export type CallEvent = Static<typeof CallEventSchema>;
export type DeviceEvent = Static<typeof DeviceEventSchema>;
export type AlarmEvent = Static<typeof AlarmEventSchema>;
export type StreamEvent = CallEvent | DeviceEvent | AlarmEvent;
export type StreamSnapshot = Static<typeof StreamSnapshotSchema>;
export type StreamMessage = Static<typeof StreamMessageSchema>;
