import { freeLine, isOneOf, isOutOfService } from './appearances.ts';
import { noteWay } from './diversion.ts';
import { BUSY, DIVERSIONS, OFFLINE, SPECIAL_NUMBERS } from './features/table.ts';
import type { Cause, LegReason, Phrase } from './model.ts';
import { partiesOf } from './parties.ts';
import { phoneOf } from './people.ts';
import { type RingWishes, ring } from './ringing.ts';
import type { BusyChoices, Call, CallIndex, Fallback, LinePort } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * Where a call for an inside number really goes: through forwarding, do-not-disturb, secretaries, hunt groups …
 * to telephones that ring. Features add rows to `features/table.ts`; this file only walks them.
 */

/** What became of an attempt to reach a number. The caller's port is not touched: its handler decides. */
export type Reached =
  /** Somebody rings (or hears a knock). */
  | { readonly kind: 'ringing' }
  /** The call waits for somebody to be free. */
  | { readonly kind: 'waiting' }
  /** It is answered already: a conference room with nobody in it yet, paging. */
  | { readonly kind: 'connected' }
  /** Its caller is in another call now, and this one is over: a conference room, a park slot. */
  | { readonly kind: 'moved'; readonly into: CallIndex }
  /** It goes on to a public number, as if `way.by` had dialled `dial`. */
  | { readonly kind: 'outside'; readonly dial: string; readonly way: Way }
  | Refused;

export interface Refused {
  readonly kind: 'refused';
  readonly cause: Cause;
  readonly reason: string;
  readonly say: readonly Phrase[];
  readonly choices: BusyChoices | null;
  /** A caller from outside is told, too, and does not ring on. */
  readonly tell?: true;
}

/** What one rule has to say: the call goes elsewhere, ends here, was taken care of; null: nothing. */
export type Verdict =
  | { readonly kind: 'divert'; readonly to: string; readonly how: LegReason }
  | { readonly kind: 'done'; readonly reached: Reached }
  | null;

export interface Way {
  readonly how: LegReason;
  readonly by: string;
}

/** A rule of a feature about an extension that is called. */
export type DestinationRule = (
  tx: Transaction,
  call: Call,
  line: LinePort,
  way: Way,
  /** Where its user is: its own telephone, or a hot desk. */
  phone: LinePort,
) => Verdict;
/** A rule about a number that is no extension. */
export type NumberRule = (tx: Transaction, call: Call, number: string, way: Way) => Verdict;

/** Diversions of one attempt; the next one would go in circles. */
const HOPS_MAX = 10;

export const refused = (
  cause: Cause,
  reason: string,
  say: readonly Phrase[] = [],
  choices: BusyChoices | null = null,
): Refused => ({ kind: 'refused', cause, reason, say, choices });

const done = (reached: Reached): Verdict => ({ kind: 'done', reached });

function first<R extends readonly unknown[]>(
  rules: readonly ((...args: R) => Verdict)[],
  ...args: R
): Verdict {
  for (const rule of rules) {
    const verdict = rule(...args);
    if (verdict !== null) return verdict;
  }
  return null;
}

/**
 * Rings an idle line of an extension's telephone; nobody answers: what its user has set for that, or the call's own
 * fallback; a caller who was sent there goes back in time.
 */
function ringLine(tx: Transaction, call: Call, line: LinePort, phone: LinePort, way: Way): Reached {
  const fallback = (way.how === 'recall' ? null : noAnswerOf(tx, line)) ?? call.fallback;
  const { transferRecallMs } = tx.base.office.services.timing;
  const msSent = call.sender === null ? null : transferRecallMs;
  const wishes: RingWishes = { ...way, msMax: fallback === null ? msSent : noAnswerMsOf(tx, line) };
  tx.updateCall(call.index, { fallback });
  ring(tx, call.index, [phone], wishes);
  return { kind: 'ringing' };
}

/** What the user has set for calls that are not answered. */
export function noAnswerOf(tx: Transaction, { config }: LinePort): Fallback | null {
  const number = tx.people.subscribers.get(config.number)?.forward.noAnswer ?? null;
  return number === null ? null : { number, how: 'forward-no-answer', by: config.number };
}

/** How long his telephone rings before that: as he has said there, else as the office says. */
export const noAnswerMsOf = (tx: Transaction, { config }: LinePort): number =>
  tx.people.subscribers.get(config.number)?.noAnswerMs ?? config.noAnswerMs;

/** Looked up when a call is made: the table is read before the files of the features have run. */
const RULES_OF = {
  get diversions() {
    return DIVERSIONS;
  },
  get busy() {
    return BUSY;
  },
  get offline() {
    return OFFLINE;
  },
};
const NO_RULES = { diversions: [], busy: [], offline: [] };

function atExtension(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { number } = line.config;
  const phone = phoneOf(tx, line);
  if (phone.index !== line.index) tx.trace(call, phone, 'hotDesk.at', { number, at: phone.config.number });
  // Who is rung back for a caller of his own is asked nothing.
  const rules = way.how === 'recall' ? NO_RULES : RULES_OF;
  const diverted = first(rules.diversions, tx, call, line, way, phone);
  if (diverted !== null) return diverted;
  if (isOutOfService(tx, phone)) {
    tx.trace(call, line, 'extension.outOfService', { number });
    return first(rules.offline, tx, call, line, way, phone) ?? done(refused(27, 'out of service'));
  }
  if (isOneOf(tx, partiesOf(call), phone)) {
    tx.trace(call, line, 'extension.self', { number });
    return done(refused(17, 'called itself'));
  }
  const free = freeLine(tx, phone);
  if (free !== null) return done(ringLine(tx, call, line, free, way));
  tx.trace(call, line, 'extension.busy', { number, state: phone.state.state });
  return (
    first(rules.busy, tx, call, line, way, phone) ?? done(refused(17, 'busy', [], { number, why: 'busy' }))
  );
}

function oneHop(tx: Transaction, call: Call, number: string, way: Way): Verdict {
  const special = first(SPECIAL_NUMBERS, tx, call, number, way);
  if (special !== null) return special;
  const index = tx.base.tables.lineOfNumber.get(number);
  if (index !== undefined) return atExtension(tx, call, tx.line(index), way);
  tx.trace(call, null, 'extension.unknown', { number });
  return done(refused(1, 'unknown extension'));
}

/** Sends a call to an inside number, and on from there as people and the office have set it. */
export function reach(tx: Transaction, index: CallIndex, to: string, first: Way): Reached {
  let number = to;
  let way = first;
  for (let hop = 0; hop < HOPS_MAX; hop++) {
    noteWay(tx, index, way);
    const call = tx.call(index);
    if (way.how !== 'dialled' && call.visited.includes(number)) break;
    const verdict = oneHop(tx, tx.updateCall(index, { visited: [...call.visited, number] }), number, way);
    if (verdict === null || verdict.kind === 'done') return verdict?.reached ?? refused(1, 'nobody there');
    way = { how: verdict.how, by: number };
    number = verdict.to;
  }
  tx.trace(tx.call(index), null, 'divert.loop', { number });
  return refused(17, 'forwarded in a circle');
}
