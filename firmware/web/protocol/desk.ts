/**
 * `/api/desk`: the socket of an operator's page, and of the wall. It opens with the session cookie; the first message
 * says what the page is: `sit` takes a seat at a console (operators and above), `watch` only looks at the wall.
 *
 * At a seat the whole `view` comes after each change, at most once a turn of the exchange; `lamps` come all at once
 * and from then on as they change; each `act` has its `reply`, each `search` its `found`. `taken`: another page of the
 * same operator sits there now, or he was logged out; the socket closes. `refused`: there is no seat, and why: a word,
 * `no-such-console`, `other-operator`, `sits-elsewhere`, `console-out`, `not-permitted`, `not-running`. A page that is
 * cut off comes again with the same `sit` and finds everything as it stands. After a `handOver` that was done the
 * session of the page is the next operator's: ask `GET /api/session` for it.
 *
 * `practise` takes a seat at a practice exchange in place of a console: the same messages, and `training` after each
 * change of the lesson. `ask` asks the caller, `finish` ends the lesson. Refused with `on-duty` or `too-many`.
 */
import { type Static, type TProperties, Type } from 'typebox';
import { DialNumber, Nullable, strict, Words } from './common.ts';
import { TICKET_RESULTS, TICKET_STATES } from './desk-books.ts';
import { BoardSchema, DeskViewSchema, LampSchema, PlainOpSchema } from './desk-view.ts';
import { DirectoryEntrySchema } from './directory.ts';
import { TrainingViewSchema, TrainingWishSchema } from './training.ts';

/** What a page says is not longer, bytes. */
export const DESK_MESSAGE_BYTES_MAX = 16 * 1024;
export const DESK_HITS_MAX = 20;

const Id = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Call = Type.String({ pattern: '^[A-Za-z0-9._:-]{1,64}$' });
const Mode = Nullable(Words(['day', 'night', 'mode1', 'mode2']));
const MinuteOfDay = Nullable(Type.Integer({ minimum: 0, maximum: 1_439 }));
const Line = Type.String({ maxLength: 200 });
const Text = Type.String({ maxLength: 2_000 });
const action = <const O extends string, P extends TProperties>(op: O, more: P) =>
  Type.Object({ op: Type.Literal(op), ...more }, strict);

export const DeskActionSchema = Type.Union(
  [
    Type.Object({ op: PlainOpSchema }, strict),
    action('consolePlug', { plugged: Type.Boolean() }),
    Type.Object({ op: Words(['consoleAnswer', 'consoleRetrieve']), call: Nullable(Call) }, strict),
    Type.Object({ op: Words(['consoleCall', 'consoleSend']), to: DialNumber }, strict),
    action('consoleReserve', { number: Nullable(DialNumber) }),
    action('consolePark', { slot: Nullable(DialNumber) }),
    action('consoleIntrude', { number: DialNumber, how: Words(['listen', 'whisper', 'barge', 'intercept']) }),
    action('consoleForceRelease', { number: DialNumber }),
    action('consoleCallFor', { from: DialNumber, to: DialNumber }),
    action('consoleGroupCall', {
      numbers: Type.Array(DialNumber, { minItems: 1, maxItems: 64 }),
      rollCall: Type.Boolean(),
    }),
    action('consoleChain', { on: Type.Boolean() }),
    action('consoleDistribute', { group: DialNumber, mode: Mode }),
    action('suspend', { on: Type.Boolean() }),
    action('handOver', { user: Type.String({ maxLength: 64 }), password: Line, words: Text }),
    action('note', {
      ticket: Id,
      change: Type.Partial(
        Type.Object(
          {
            callerName: Line,
            callerNumber: Line,
            wanted: Line,
            reason: Line,
            result: Words(TICKET_RESULTS),
            followUp: Text,
            notes: Text,
            state: Words(TICKET_STATES),
          },
          strict,
        ),
        strict,
      ),
    }),
    action('leaveMessage', { for: DialNumber, from: Line, text: Text }),
    action('setMode', { mode: Mode }),
    action('setDoNotDisturb', { number: DialNumber, on: Type.Boolean(), from: MinuteOfDay, to: MinuteOfDay }),
    action('setWakeUp', { number: DialNumber, minuteOfDay: MinuteOfDay }),
  ],
  { title: 'DeskAction' },
);

/** From the page. */
export const DeskClientMessageSchema = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('sit'),
        console: Type.String({ minLength: 1, maxLength: 32 }),
        tab: Type.String({ minLength: 1, maxLength: 64, description: 'names the page' }),
      },
      strict,
    ),
    Type.Object(
      {
        kind: Type.Literal('practise'),
        wish: TrainingWishSchema,
        tab: Type.String({ minLength: 1, maxLength: 64 }),
      },
      strict,
    ),
    Type.Object({ kind: Words(['ask', 'finish']) }, strict),
    Type.Object({ kind: Type.Literal('watch') }, strict),
    Type.Object({ kind: Type.Literal('act'), id: Id, action: DeskActionSchema }, strict),
    Type.Object({ kind: Type.Literal('search'), id: Id, text: Type.String({ maxLength: 64 }) }, strict),
  ],
  { title: 'DeskClientMessage' },
);

const HitSchema = Type.Object(
  {
    ...DirectoryEntrySchema.properties,
    found: Type.Object(
      {
        field: Words(['number', 'name', 'pinyin', 'shortCode', 'department']),
        from: Type.Integer({ description: 'in the field; of pinyin, in the name' }),
        to: Type.Integer(),
      },
      strict,
    ),
    lamp: LampSchema,
  },
  { ...strict, title: 'DirectoryHit' },
);
const ReplySchema = Type.Union([
  Type.Object({ ok: Type.Literal(true), call: Nullable(Type.String()) }, strict),
  Type.Object(
    {
      ok: Type.Literal(false),
      why: Type.String({
        description: 'a word of call control, or wrong-password, same-operator, try-later, no-such-ticket …',
      }),
      by: Type.String({ description: 'who was faster' }),
    },
    strict,
  ),
]);

/** To the page. */
export const DeskServerMessageSchema = Type.Union(
  [
    Type.Object({ kind: Type.Literal('view'), view: DeskViewSchema }, strict),
    Type.Object(
      { kind: Type.Literal('lamps'), changes: Type.Array(Type.Tuple([Type.String(), LampSchema])) },
      strict,
    ),
    Type.Object({ kind: Type.Literal('reply'), id: Id, reply: ReplySchema }, strict),
    Type.Object({ kind: Type.Literal('found'), id: Id, hits: Type.Array(HitSchema) }, strict),
    Type.Object({ kind: Type.Literal('taken') }, strict),
    Type.Object({ kind: Type.Literal('training'), training: TrainingViewSchema }, strict),
    Type.Object({ kind: Type.Literal('refused'), why: Type.String() }, strict),
    Type.Object({ kind: Type.Literal('board'), board: BoardSchema }, strict),
    Type.Object({ kind: Type.Literal('beat') }, strict),
  ],
  { title: 'DeskServerMessage' },
);

export type DeskClientMessage = Static<typeof DeskClientMessageSchema>;
export type DeskServerMessage = Static<typeof DeskServerMessageSchema>;
