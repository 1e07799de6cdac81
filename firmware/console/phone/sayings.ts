/** What a screen reader is told of a telephone: who calls and why, before anybody lifts; what was written meanwhile. */
import type { Telephone } from '#web/protocol/telephone.ts';
import type { PhoneKey } from '../text/zh-CN.phone.ts';

type Call = Telephone['calls'][number];
type Message = Telephone['messages'][number];

/** As `useText` gives it. */
type Text = (key: PhoneKey, values?: Readonly<Record<string, string | number>>) => string;

export type Saying =
  | { readonly kind: 'rings' | 'talks'; readonly call: Call }
  /** Written down while the call was there already. */
  | { readonly kind: 'notes'; readonly call: Call }
  | { readonly kind: 'ended' }
  | { readonly kind: 'message'; readonly message: Message };

/** In the middle of what is being said: the telephone rings, too. */
export const isLoud = ({ kind }: Saying): boolean => kind === 'rings';

const written = ({ ticket }: Call): string =>
  ticket === null ? '' : [ticket.wanted, ticket.reason, ticket.notes].join('\n');

export function sayings(before: Telephone, now: Telephone): readonly Saying[] {
  const said: Saying[] = [];
  for (const call of now.calls) {
    const was = before.calls.find((one) => one.call === call.call);
    if (call.state === 'alerting' && was?.state !== 'alerting') said.push({ kind: 'rings', call });
    // The caller whom an operator puts through takes the place of the operator.
    else if (call.state === 'connected' && (was?.state !== 'connected' || was.number !== call.number))
      said.push({ kind: 'talks', call });
    else if (was !== undefined && written(was) !== written(call) && written(call) !== '')
      said.push({ kind: 'notes', call });
  }
  if (before.calls.length > 0 && now.calls.length === 0) said.push({ kind: 'ended' });
  const known = new Set(before.messages.map(({ id }) => id));
  for (const message of now.messages) if (!known.has(message.id)) said.push({ kind: 'message', message });
  return said;
}

export const whoOf = (
  t: Text,
  { name, number }: { readonly name: string; readonly number: string },
): string => [name, number].filter((word) => word !== '').join(' ') || t('my.unknown');

export const callerOf = (t: Text, ticket: NonNullable<Call['ticket']>): string =>
  whoOf(t, { name: ticket.callerName, number: ticket.callerNumber });

const sentOnOf = (t: Text, { sentOnBy }: Call): string =>
  sentOnBy === undefined ? '' : t('my.say.sentOn', { by: whoOf(t, sentOnBy) });

function aboutOf(t: Text, { ticket }: Call): readonly string[] {
  if (ticket === null) return [];
  const { wanted, reason, notes } = ticket;
  return [
    wanted === '' ? '' : t('my.say.wanted', { text: wanted }),
    reason === '' ? '' : t('my.say.reason', { text: reason }),
    notes === '' ? '' : t('my.say.notes', { text: notes }),
  ];
}

function ringsOf(t: Text, call: Call): string {
  const { announced, ticket } = call;
  if (!announced || ticket === null) return t('my.say.rings', { who: whoOf(t, call) });
  return t('my.say.announced', { operator: ticket.operator, caller: callerOf(t, ticket) });
}

export function sentenceOf(t: Text, saying: Saying): string {
  const joined = (words: readonly string[]): string => words.filter((one) => one !== '').join(' ');
  switch (saying.kind) {
    case 'rings':
      return joined([ringsOf(t, saying.call), sentOnOf(t, saying.call), ...aboutOf(t, saying.call)]);
    case 'talks':
      return t('my.say.talks', { who: whoOf(t, saying.call) });
    case 'notes':
      return joined(aboutOf(t, saying.call));
    case 'ended':
      return t('my.say.ended');
    case 'message': {
      const { from, text } = saying.message;
      return t('my.say.message', { from: from || t('my.unknown'), text });
    }
  }
}
