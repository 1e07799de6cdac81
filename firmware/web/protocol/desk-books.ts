/** What operators leave behind: tickets, messages, operations, shifts; and how they have their console. */
import { type Static, Type } from 'typebox';
import { before, DialNumber, EpochMs, limit, Nullable, strict, UserName, Words } from './common.ts';
import { TableQuerySchema } from './directory.ts';

export const BOOK_PAGE_MAX = 500;

export const TICKET_STATES = ['open', 'staged', 'completed', 'handed-on'] as const;
export const TICKET_RESULTS = [
  ...(['', 'transferred', 'message', 'informed', 'refused', 'lost', 'follow-up'] as const),
] as const;
const from = Type.Optional(Type.Integer({ description: 'at or after, ms since 1970-01-01 UTC' }));
const to = Type.Optional(Type.Integer({ description: 'before, ms since 1970-01-01 UTC' }));
const page = { limit: limit(BOOK_PAGE_MAX), before: before('ids') };
const next = Nullable(Type.Integer({ description: 'ask again with before = this; null: the end' }));
const ConsoleId = Type.String({ maxLength: 32 });

export const TicketSchema = Type.Object(
  {
    id: Type.Integer(),
    state: Words(TICKET_STATES),
    call: Nullable(Type.String()),
    bootId: Type.String(),
    console: Type.String(),
    operator: Type.String(),
    openedEpochMs: EpochMs,
    closedEpochMs: Nullable(EpochMs),
    callerNumber: Type.String(),
    callerName: Type.String(),
    wanted: Type.String(),
    reason: Type.String(),
    result: Words(TICKET_RESULTS),
    followUp: Type.String(),
    notes: Type.String({ description: 'goes where the call goes' }),
  },
  { ...strict, title: 'Ticket' },
);
const wishes = {
  ...{ from, to },
  operator: Type.Optional(UserName),
  state: Type.Optional(Words(TICKET_STATES)),
  result: Type.Optional(Words(TICKET_RESULTS)),
  text: Type.Optional(
    Type.String({ maxLength: 64, description: 'in number or name of the caller, or whom he wanted' }),
  ),
};
export const TicketQuerySchema = Type.Object({ ...wishes, ...page }, strict);
export const TicketExportQuerySchema = Type.Object({ ...wishes, ...TableQuerySchema.properties }, strict);
export const TicketPageSchema = Type.Object(
  { tickets: Type.Array(TicketSchema), next },
  { ...strict, title: 'TicketPage' },
);

export const LeftMessageSchema = Type.Object(
  {
    id: Type.Integer(),
    for: Type.String(),
    from: Type.String(),
    text: Type.String(),
    by: Type.String({ description: 'operator' }),
    leftEpochMs: EpochMs,
    readEpochMs: Nullable(EpochMs),
  },
  { ...strict, title: 'LeftMessage' },
);
export const MessageQuerySchema = Type.Object(
  {
    for: Type.Optional(DialNumber),
    unread: Type.Optional(Type.Boolean()),
    ...page,
  },
  strict,
);
export const MessagePageSchema = Type.Object(
  {
    messages: Type.Array(LeftMessageSchema),
    next,
    unread: Nullable(Type.Integer({ description: 'of the number that was asked for; null: of none' })),
  },
  { ...strict, title: 'MessagePage' },
);
export const ReadSchema = Type.Object(
  { for: DialNumber, ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 100 }) },
  { ...strict, title: 'MessagesRead' },
);

export const OperationSchema = Type.Object(
  {
    id: Type.Integer(),
    epochMs: EpochMs,
    operator: Type.String(),
    console: Type.String(),
    op: Type.String({ description: 'stable: consoleTransfer, handOver, shiftBegan …' }),
    call: Type.String(),
    number: Type.String(),
    outcome: Type.String({ description: 'done, or the word of the refusal' }),
  },
  { ...strict, title: 'Operation' },
);
export const OperationQuerySchema = Type.Object(
  {
    ...{ from, to, ...page },
    operator: Type.Optional(UserName),
    console: Type.Optional(ConsoleId),
    op: Type.Optional(Type.String({ maxLength: 32 })),
    number: Type.Optional(Type.String({ pattern: '^[0-9*#+]{1,32}$', description: 'part of the number' })),
  },
  strict,
);
export const OperationPageSchema = Type.Object(
  { operations: Type.Array(OperationSchema), next },
  { ...strict, title: 'OperationPage' },
);

export const FiguresSchema = Type.Object(
  {
    answered: Type.Integer(),
    answeredInThreeRings: Type.Integer({ description: 'before the fourth ring began' }),
    answerMeanMs: Type.Number(),
    answerP95Ms: Type.Number(),
    transferred: Type.Integer(),
    recalled: Type.Integer(),
    lost: Type.Integer(),
    tickets: Type.Integer(),
  },
  { ...strict, title: 'ShiftFigures' },
);
export const ShiftSchema = Type.Object(
  {
    id: Type.Integer(),
    operator: Type.String(),
    console: Type.String(),
    beganEpochMs: EpochMs,
    endedEpochMs: Nullable(EpochMs),
    endedBy: Words(['', 'log-out', 'hand-over', 'gone', 'replaced']),
    to: Type.String(),
    words: Type.String({ description: 'for whoever came next' }),
    statistics: FiguresSchema,
  },
  { ...strict, title: 'Shift' },
);
const shiftWishes = { ...{ from, to }, operator: Type.Optional(UserName) };
export const ShiftQuerySchema = Type.Object({ ...shiftWishes, ...page }, strict);
export const ShiftExportQuerySchema = Type.Object({ ...shiftWishes, ...TableQuerySchema.properties }, strict);
export const ShiftPageSchema = Type.Object(
  { shifts: Type.Array(ShiftSchema), next },
  { ...strict, title: 'ShiftPage' },
);

const Label = Type.String({ maxLength: 32 });
const ProgrammedKeySchema = Type.Union([
  Type.Object({ kind: Type.Literal('level'), level: Type.Integer({ minimum: 1, maximum: 9 }) }, strict),
  Type.Object({ kind: Words(['extension', 'number']), number: DialNumber, label: Label }, strict),
  Type.Object(
    { kind: Type.Literal('trunk-group'), group: Type.String({ maxLength: 64 }), label: Label },
    strict,
  ),
  Type.Object({ kind: Type.Literal('hold'), label: Label }, strict),
]);
/** How the user who asks has the console: programmable keys, profile of the keyboard, what was remapped. */
export const LayoutSchema = Type.Object(
  {
    keys: Type.Array(Nullable(ProgrammedKeySchema), { maxItems: 100 }),
    profile: Type.String({ maxLength: 32 }),
    remapped: Type.Record(Type.String({ maxLength: 32 }), Type.String({ maxLength: 64 }), {
      maxProperties: 100,
    }),
  },
  { ...strict, title: 'ConsoleLayout' },
);

export type Ticket = Static<typeof TicketSchema>;
export type TicketExportQuery = Static<typeof TicketExportQuerySchema>;
export type TicketPage = Static<typeof TicketPageSchema>;
export type OperationPage = Static<typeof OperationPageSchema>;
export type ShiftPage = Static<typeof ShiftPageSchema>;
export type ConsoleLayout = Static<typeof LayoutSchema>;
