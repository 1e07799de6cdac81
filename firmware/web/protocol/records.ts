/** Call records as they are stored, and their export as tables. */
import { type Static, Type } from 'typebox';
import { TraceSchema } from '../protocol.ts';
import { before, EpochMs, limit, Nullable, PortName, strict, Words } from './common.ts';
import { LanguageSchema } from './session.ts';

export const RECORDS_PAGE_MAX = 500;
/** Rows of one exported table; ask for a shorter time when there are more. */
export const CSV_ROWS_MAX = 500_000;
export const XLSX_ROWS_MAX = 20_000;

const Kind = Words(['internal', 'outgoing', 'incoming', 'emergency', 'incomplete', 'feature']);
const filters = {
  from: Type.Optional(Type.Integer({ description: 'started at or after, ms since 1970-01-01 UTC' })),
  to: Type.Optional(Type.Integer({ description: 'started before, ms since 1970-01-01 UTC' })),
  number: Type.Optional(
    Type.String({ pattern: '^[0-9*#+]{1,32}$', description: 'part of any number in the call' }),
  ),
  kind: Type.Optional(Kind),
  entity: Type.Optional(Type.String({ maxLength: 64 })),
  answered: Type.Optional(Type.Boolean()),
  trunk: Type.Optional(Type.String({ maxLength: 64, description: 'name of an exchange line' })),
  minTalkMs: Type.Optional(Type.Integer({ minimum: 0 })),
};
export const RecordsQuerySchema = Type.Object(
  { ...filters, limit: limit(RECORDS_PAGE_MAX), before: before('serials') },
  strict,
);
export const ExportQuerySchema = Type.Object(
  {
    ...filters,
    language: Type.Optional(LanguageSchema),
    bom: Type.Optional(
      Type.Boolean({
        description: 'CSV begins with a byte order mark (default), by which Excel knows UTF-8',
      }),
    ),
  },
  strict,
);

const times = {
  startedEpochMs: EpochMs,
  alertedEpochMs: Nullable(EpochMs),
  answeredEpochMs: Nullable(EpochMs),
  releasedEpochMs: EpochMs,
  talkMs: Type.Number({ description: 'from answer to release on the monotonic clock; 0 unanswered' }),
  units: Nullable(Type.Number({ description: 'charge units; null: not charged' })),
};
export const LegSchema = Type.Object(
  {
    port: PortName,
    number: Type.String(),
    how: Type.String({ description: 'origin, dialled, ring-in, forward-busy, pickup, transfer …' }),
    by: Type.String({ description: 'number of who brought it in; empty: nobody' }),
    trunk: Nullable(Type.String({ description: 'name of the exchange line' })),
    sent: Type.String({ description: 'digits sent on the exchange line' }),
    ...times,
  },
  { ...strict, title: 'Leg' },
);
/** One stay of a call with an operators' group. */
export const AttendedStaySchema = Type.Object(
  {
    group: Type.String(),
    kind: Type.String({
      description: 'recall, private, local, trunk, no-answer, entity, chained, help, other',
    }),
    queuedEpochMs: EpochMs,
    console: Nullable(Type.String({ description: 'console that answered' })),
    answeredEpochMs: Nullable(EpochMs),
    leftEpochMs: EpochMs,
    outcome: Words(['served', 'abandoned', 'overflowed', 'night', 'released']),
  },
  { ...strict, title: 'AttendedStay' },
);
/** What the media plane measured on one leg. */
export const LegQualitySchema = Type.Object(
  {
    port: Type.String(),
    ms: Type.Number(),
    levelDbm0: Nullable(Type.Number({ description: 'active speech level, ITU-T P.56' })),
    activity: Type.Number({ description: 'share of the time with speech' }),
    noiseDbm0: Nullable(Type.Number()),
    peakDbm0: Nullable(Type.Number()),
    clippedShare: Type.Number(),
    lossShare: Type.Number(),
    burstRatio: Type.Number(),
    jitterMs: Type.Number(),
    delayMs: Type.Number(),
    echoReturnLossDb: Nullable(Type.Number()),
    echoEnhancementDb: Nullable(Type.Number()),
    r: Type.Number({ description: 'E-model rating, ITU-T G.107' }),
    mos: Type.Number({ description: 'mean opinion score that r stands for' }),
  },
  { ...strict, title: 'LegQuality' },
);
export const StoredRecordSchema = Type.Object(
  {
    serial: Type.Integer({ description: 'counts up over restarts' }),
    bootId: Type.String(),
    call: Type.String(),
    kind: Kind,
    from: Type.String(),
    fromPort: PortName,
    to: Type.String(),
    toPort: Nullable(PortName),
    dialled: Type.String(),
    ...times,
    cause: Type.Integer({ description: 'ITU-T Q.850 cause value' }),
    releasedBy: Words(['caller', 'called', 'exchange']),
    entity: Type.String(),
    account: Type.String(),
    joined: Nullable(Type.String({ description: 'the call that this one became part of' })),
    harassing: Type.Boolean(),
    sentOn: Type.Optional(
      Type.Array(
        Type.Object(
          {
            number: Type.String(),
            why: Words(['unconditional', 'user-busy', 'no-answer', 'unavailable', 'deflection', 'unknown']),
          },
          { ...strict, title: 'SentOn' },
        ),
        { description: 'who had sent it on before it came here, as its carrier said; the first one first' },
      ),
    ),
    legs: Type.Array(LegSchema),
    attended: Type.Array(AttendedStaySchema),
    quality: Type.Array(LegQualitySchema),
  },
  { ...strict, title: 'StoredRecord' },
);
/** Newest first; the totals are of the whole query. */
export const RecordPageSchema = Type.Object(
  {
    records: Type.Array(StoredRecordSchema),
    next: Nullable(Type.Integer({ description: 'ask again with before = this; null: the end' })),
    total: Type.Integer(),
    totalTalkMs: Type.Number(),
    totalUnits: Type.Number(),
  },
  { ...strict, title: 'RecordPage' },
);
export const RecordParamsSchema = Type.Object(
  {
    bootId: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$' }),
    call: Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$' }),
  },
  strict,
);
export const RecordStorySchema = Type.Object(
  {
    record: StoredRecordSchema,
    trace: Nullable(Type.Array(TraceSchema, { description: 'why; null: no longer remembered' })),
  },
  { ...strict, title: 'RecordStory' },
);

export type Leg = Static<typeof LegSchema>;
export type StoredRecord = Static<typeof StoredRecordSchema>;
export type RecordPage = Static<typeof RecordPageSchema>;
export type RecordsQuery = Static<typeof RecordsQuerySchema>;
export type ExportQuery = Static<typeof ExportQuerySchema>;
export type RecordStory = Static<typeof RecordStorySchema>;
