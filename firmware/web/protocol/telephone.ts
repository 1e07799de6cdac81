/**
 * `/api/telephone`: what the user of an extension sees of it, whole after each change; see `ports/telephone.ts` for
 * what each field means. The page only listens: what it asks for goes over the routes of call control.
 */
import { type Static, Type } from 'typebox';
import { SubscriberSchema } from './call-control.ts';
import { EpochMs, Nullable, SentOnBySchema, strict, Words } from './common.ts';
import { LeftMessageSchema } from './desk-books.ts';

const Text = Type.String();

const TicketSchema = Type.Object(
  { callerNumber: Text, callerName: Text, wanted: Text, reason: Text, notes: Text, operator: Text },
  { ...strict, title: 'TelephoneTicket', description: 'what operators have written down about the caller' },
);
const CallSchema = Type.Object(
  {
    call: Text,
    state: Words(['initiated', 'alerting', 'connected', 'held', 'queued', 'failed']),
    incoming: Type.Boolean(),
    number: Type.String({ description: 'the other party, as far as the user may see it' }),
    name: Text,
    others: Type.Integer({ description: 'how many more are in the call' }),
    announced: Type.Boolean({ description: 'an operator, who has the caller of the ticket on the line' }),
    sentOnBy: Type.Optional(SentOnBySchema),
    ticket: Nullable(TicketSchema),
  },
  { ...strict, title: 'TelephoneCall' },
);
const PastSchema = Type.Object(
  {
    call: Text,
    epochMs: EpochMs,
    number: Text,
    name: Text,
    how: Words(['answered', 'missed', 'made']),
    inside: Type.Boolean({ description: 'the number is an extension, and can be called as it stands' }),
  },
  { ...strict, title: 'TelephonePast' },
);
const { forward, doNotDisturb, quietTime, wakeUp, callWaiting, absent } = SubscriberSchema.properties;
export const TelephoneSchema = Type.Object(
  {
    number: Text,
    name: Text,
    state: Type.String({ description: 'idle, collecting, talking …' }),
    inService: Type.Boolean(),
    calls: Type.Array(CallSchema, { description: 'ringing ones first' }),
    settings: Nullable(
      Type.Object({ forward, doNotDisturb, quietTime, wakeUp, callWaiting, absent }, strict),
    ),
    messages: Type.Array(LeftMessageSchema, { description: 'not yet read, the newest first' }),
    past: Type.Array(PastSchema, { description: 'of this start of the exchange, the newest first' }),
  },
  { ...strict, title: 'Telephone' },
);
export const TelephoneMessageSchema = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('telephone'),
        telephone: Nullable(TelephoneSchema),
      },
      { ...strict, description: 'null: the office has no such extension' },
    ),
    Type.Object({ kind: Type.Literal('refused'), why: Words(['no-extension', 'not-running']) }, strict),
    Type.Object({ kind: Type.Literal('beat') }, strict),
  ],
  { title: 'TelephoneMessage' },
);

export type Telephone = Static<typeof TelephoneSchema>;
export type TelephoneMessage = Static<typeof TelephoneMessageSchema>;
