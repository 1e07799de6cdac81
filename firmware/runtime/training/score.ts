import type { Ticket } from '#ports/desk.ts';
import type { Advice, CallScore, ScoredParts, TrainingLanguage } from '#ports/training.ts';
import { nameIn, type Part } from './lesson.ts';
import { RING_CYCLE_MS } from './office.ts';
import type { Caller } from './player/stage.ts';

/** Points of a caller. */
export const FULL: ScoredParts = { answer: 25, treatment: 45, keys: 15, notes: 15 };
const IN_TIME_MS = 3 * RING_CYCLE_MS;
/** From here on an answer brings nothing. */
const TOO_LATE_MS = 3 * IN_TIME_MS;
/** Each key more than needed. */
const KEY_POINTS = 3;

/** A part of the full points, and what was wrong. */
interface Judged {
  readonly share: number;
  readonly advice: readonly Advice[];
}
const full: Judged = { share: 1, advice: [] };
const only = (share: number, ...advice: readonly Advice[]): Judged => ({ share, advice });

function connected({ wanted, script }: Part, caller: Caller): Judged {
  if (caller.reached !== wanted.number)
    return only(0, caller.reached === null ? 'dismissed' : 'wrong-target');
  if (script.right === 'announce' && !caller.announced.includes(wanted.number))
    return only(0.5, 'not-announced');
  if (script.mustAsk && caller.asked === 0) return only(0.7, 'not-asked');
  const inMs = (caller.turnedMs ?? Number.POSITIVE_INFINITY) - caller.answeredMs!;
  return script.withinMs !== null && inMs > script.withinMs ? only(0.5, 'not-at-once') : full;
}

function messageTaken({ wanted }: Part, { messages, reached }: Caller): Judged {
  if (messages.includes(wanted.number)) return full;
  if (messages.length > 0) return only(0.4, 'wrong-message');
  return only(0, reached === null || reached === wanted.number ? 'no-message' : 'wrong-target');
}

function waited(part: Part, caller: Caller): Judged {
  if (caller.queued && caller.reached === part.wanted.number) return full;
  return caller.messages.includes(part.wanted.number) ? only(0.4, 'not-waited') : only(0, 'not-waited');
}

function marked(_: Part, { marked: isMarked, reached, gaveUp }: Caller): Judged {
  if (reached !== null) return only(0, 'passed-on');
  if (isMarked) return full;
  return only(gaveUp ? 0 : 0.3, 'not-marked');
}

const JUDGES = {
  ...{ connect: connected, announce: connected, message: messageTaken },
  ...{ 'camp-on': waited, harassing: marked },
} as const;

function answered(ms: number): Judged {
  if (ms < IN_TIME_MS) return full;
  return only(Math.max(0, (TOO_LATE_MS - ms) / (TOO_LATE_MS - IN_TIME_MS)), 'too-late');
}

function keysUsed({ script }: Part, { keys }: Caller): Judged {
  const more = keys - script.keysLeast;
  return more <= 0 ? full : only(Math.max(0, 1 - (more * KEY_POINTS) / FULL.keys), 'keys');
}

type Noted = Pick<Ticket, 'callerName' | 'reason' | 'notes'>;

function noted({ script }: Part, ticket: Noted | null): Judged {
  const has = {
    who: ticket !== null && ticket.callerName.trim() !== '',
    why: ticket !== null && (ticket.reason.trim() !== '' || ticket.notes.trim() !== ''),
  };
  const missing = script.notes.filter((note) => !has[note]);
  return only(1 - missing.length / script.notes.length, ...missing);
}

/** What was done for one caller who came. Who lets him hang up unheard, or does nothing for him, has nothing. */
export function scoreCall(
  part: Part,
  caller: Caller,
  ticket: Noted | null,
  language: TrainingLanguage,
): CallScore {
  const answerMs = caller.answeredMs === null ? null : caller.answeredMs - caller.cameMs;
  const about = {
    ...{ script: part.script.id, right: part.script.right, answerMs },
    ...{ caller: nameIn(language, part.caller), wanted: nameIn(language, part.wanted) },
    ...{ keysUsed: caller.keys, keysLeast: part.script.keysLeast },
  };
  const nothing = { answer: 0, treatment: 0, keys: 0, notes: 0 };
  if (answerMs === null) return { ...about, parts: nothing, advice: ['lost'] };
  const [answer, notes] = [answered(answerMs), noted(part, ticket)];
  const treatment = JUDGES[part.script.right](part, caller);
  // Few keys are no merit by themselves.
  const keys = treatment.share === 0 ? only(0) : keysUsed(part, caller);
  const points = { answer, treatment, keys, notes };
  const parts = Object.fromEntries(
    Object.entries(points).map(([name, { share }]) => [
      name,
      Math.round(share * FULL[name as keyof ScoredParts]),
    ]),
  ) as unknown as ScoredParts;
  return { ...about, parts, advice: Object.values(points).flatMap(({ advice }) => advice) };
}

export const pointsOf = ({ answer, treatment, keys, notes }: ScoredParts): number =>
  answer + treatment + keys + notes;

/** Mean of all callers, 0–100. */
export const pointsOfAll = (calls: readonly CallScore[]): number =>
  calls.length === 0
    ? 0
    : Math.round(calls.reduce((sum, { parts }) => sum + pointsOf(parts), 0) / calls.length);
