import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import type { HeardTone } from '../people.ts';
import { mayBeRefused, mustBeRefused } from './dear-calls.ts';
import { dialsOn } from './dials-on.ts';
import { pause, type Script, until } from './script.ts';
import type { Meaning } from './sheet.ts';
import { RELEASE_TONES, type Subscriber, talk } from './talking.ts';
import type { Attempt } from './verdict.ts';

/** What the exchange may answer a dialled number with. */
const OUTCOMES: readonly HeardTone[] = ['ringback', 'busy', 'congestion', 'vacant', 'testTone', 'voice'];
/** While an ear makes up its mind nothing has changed. */
const RINGS_ON: readonly HeardTone[] = ['ringback', 'unknown'];
/** There and back over a network, and what is repeated on it, ms. */
const OWN_WORD_MS = 1000;
/** So long a state must have lasted that nobody can have met it while it changed, ms. */
const SURE_MS = 3000;
/** An exchange line: the gap after which a caller counts as gone, and the guard time, ms. */
const LINE_SURE_MS = 10_000;
/** A bell that rested so long is not in a call any more, ms. */
const BELL_SURE_MS = 12_000;

/** The number is dialled: hears what comes, judges it, and does what people then do. */
export function* callOut(who: Subscriber, attempt: Attempt): Script {
  const { meaning } = attempt;
  switch (meaning.kind) {
    case 'nothing':
      return;
    case 'vacant':
      yield* expectVacant(who, attempt);
      return;
    case 'extension':
      yield* callExtension(who, attempt, meaning);
      return;
    case 'outside':
      yield* callOutside(who, attempt, meaning);
      return;
    case 'emergency':
      yield* callEmergency(who, attempt);
  }
}

function* hearOutcome({ phone }: Subscriber, attempt: Attempt, atMostMs: number): Script<HeardTone | null> {
  const came = yield until(() => OUTCOMES.includes(phone.hears.tone), atMostMs);
  attempt.heard = came ? phone.hears.tone : null;
  return attempt.heard;
}

function* expectVacant(who: Subscriber, attempt: Attempt): Script {
  const { phone, judge, dice } = who;
  const tone = yield* hearOutcome(who, attempt, 9000);
  // A country without a vacant tone of its own uses another sound for it.
  if (tone === null || tone === 'ringback') {
    judge.violation(
      `${attempt.digits} is vacant but ${tone ?? phone.hears.tone} is heard`,
      [phone.port],
      attempt.startedAt,
    );
  }
  yield pause(dice.whole(500, 4000));
}

function* callExtension(
  who: Subscriber,
  attempt: Attempt,
  { port: target, number }: Meaning & { readonly kind: 'extension' },
): Script {
  const { phone, judge, dice } = who;
  const before = calledState(who, target);
  let tone = yield* hearOutcome(who, attempt, 4000);
  const ports = [phone.port, target];
  // Called in the very moment of dialling: which of the two calls there is, nobody can say.
  const expected = attempt.excused ? null : agree(before, calledState(who, target));
  // A desk phone with its handset up and no call is busy by its own word, which takes its way.
  if (tone === 'ringback' && expected === 'busy' && judge.seen.phones.get(target)!.phone.hold !== undefined) {
    yield until(() => !RINGS_ON.includes(phone.hears.tone), OWN_WORD_MS);
    tone = phone.hears.tone;
  }
  if (tone === null) {
    if (expected !== null) judge.violation(`${number} dialled, nothing heard`, ports, attempt.startedAt);
  } else if (expected !== null && tone !== expected && tone !== 'testTone') {
    judge.violation(`${number} dialled, ${tone} heard instead of ${expected}`, ports, attempt.startedAt);
  }
  if (tone === 'congestion') judge.counts.blocked += 1;
  if (tone === 'ringback') yield* awaitAnswer(who, attempt, target);
  else if (tone === 'testTone') yield* talk(who);
  else yield pause(dice.whole(500, 5000));
}

/** What must be heard when this telephone is called now; null when it cannot be told. */
function calledState({ judge, phone }: Subscriber, target: PortId): 'ringback' | 'busy' | null {
  if (target === phone.port) return 'busy';
  const seen = judge.seen.phones.get(target)!;
  const now = judge.now();
  if (seen.offHook.forMs(now) < SURE_MS) return null;
  // Somebody who hears of second callers is busy or not, as his conversation happens to be.
  if (seen.offHook.now) return judge.callWaiting.has(target) ? null : 'busy';
  const others = judge.callersOf(target).filter((port) => port !== phone.port);
  if (others.length > 0) return null;
  const mine = after(judge.attemptOf(phone.port)?.dialledAt ?? now, ms(-BELL_SURE_MS));
  const start = judge.attemptOf(phone.port)?.dialledAt ?? now;
  const rangBefore = seen.ringing.wasSince(mine, (rings) => rings) && seen.ringing.since < start;
  return rangBefore ? null : 'ringback';
}

const agree = <T>(a: T | null, b: T | null): T | null => (a === b ? a : null);

/** Ringback: the called telephone must ring; then it is answered, or somebody gives up. */
function* awaitAnswer(who: Subscriber, attempt: Attempt, target: PortId): Script {
  const { phone, judge, dice } = who;
  const seen = judge.seen.phones.get(target)!;
  const ports = [phone.port, target];
  const since = attempt.dialledAt ?? attempt.startedAt;
  const start = judge.now();
  let over = yield until(() => !RINGS_ON.includes(phone.hears.tone), judge.bounds.ring);
  const rang =
    seen.ringing.wasSince(since, (rings) => rings) || seen.offHook.wasSince(since, (offHook) => offHook);
  if (!rang) judge.violation(`ringback, but ${target} does not ring`, ports, since);
  if (!over)
    over = yield until(() => !RINGS_ON.includes(phone.hears.tone), Math.min(dice.waitMs(35_000), 80_000));
  if (!over) {
    if (judge.msSince(start) > 75_000) judge.violation('ringback for ever', ports, since);
    return;
  }
  const answered = seen.offHook.wasSince(since, (offHook) => offHook);
  if (answered) yield* talk(who);
  else {
    const gaveUp = RELEASE_TONES.includes(phone.hears.tone) && judge.msSince(start) > 30_000;
    if (!gaveUp) judge.violation(`ringback ended in ${phone.hears.tone}, not answered`, ports, since);
    yield pause(dice.whole(500, 5000));
  }
}

function* callOutside(
  who: Subscriber,
  attempt: Attempt,
  { group }: Meaning & { readonly kind: 'outside' },
): Script {
  const { phone, judge, dice } = who;
  const lines = judge.sheet.lines.filter((line) => line.group === group).map(({ port }) => port);
  const tone = yield* hearOutcome(who, attempt, 45_000);
  const carried = lines.some((port) => judge.callersOn(judge.seen.lines.get(port)!).includes(phone.port));
  if (!carried) {
    judge.counts.blocked += 1;
    judgeStayedIn(who, attempt, lines, tone);
    yield pause(dice.whole(500, 5000));
    return;
  }
  if (tone === null)
    judge.violation('a call went out, and nothing is heard', [phone.port, ...lines], attempt.startedAt);
  if (tone === 'ringback') {
    const over = yield until(() => !RINGS_ON.includes(phone.hears.tone), 20_000 + dice.waitMs(25_000));
    if (over) yield* talk(who);
  } else if (tone === 'testTone' || tone === 'voice') yield* talk(who);
  else yield pause(dice.whole(500, 5000));
}

/** No exchange line carries the call: none was free, or it is one dear call too many. */
function judgeStayedIn(
  who: Subscriber,
  attempt: Attempt,
  lines: readonly PortId[],
  tone: HeardTone | null,
): void {
  const { judge, phone } = who;
  const ports = [phone.port, ...lines];
  if (mustBeRefused(judge, attempt) && tone === null)
    judge.violation('one dear call too many, and nothing is heard', ports, attempt.startedAt);
  const limited = mayBeRefused(judge, attempt);
  if (limited) attempt.refusal = 'perhaps';
  if (attempt.excused || !idleThroughout(who, attempt, lines) || judge.emergencyWithinMs(60_000)) return;
  if (limited) {
    attempt.refusal = 'surely';
    judge.counts.dearRefused += 1;
  } else
    judge.violation(`an exchange line is free, but ${tone ?? 'nothing'} is heard`, ports, attempt.startedAt);
}

/** One of these lines was free, with battery, from well before the call until now. */
function idleThroughout({ judge, phone }: Subscriber, attempt: Attempt, lines: readonly PortId[]): boolean {
  const start = after(attempt.startedAt, ms(-LINE_SURE_MS));
  return lines.some((port) => {
    const { line, state, seized } = judge.seen.lines.get(port)!;
    if (judge.excused([port], start) || line.settings.glare || dialsOn(judge, port, phone.port)) return false;
    return !state.wasSince(start, (is) => is !== 'idle') && !seized.wasSince(start, (is) => is);
  });
}

function* callEmergency(who: Subscriber, attempt: Attempt): Script {
  const { phone, judge, dice } = who;
  const alive = (): readonly PortId[] =>
    judge.sheet.lines.map(({ port }) => port).filter((port) => !judge.excused([port], attempt.startedAt));
  const rivals = (): number =>
    [...judge.seen.phones.keys()].filter((port) => judge.attemptOf(port)?.meaning.kind === 'emergency')
      .length;
  let contested = alive().length < rivals();
  const carriers = new Set<PortId>();
  const since = judge.now();
  while (judge.conversationOf(phone.port) === null && judge.msSince(since) < judge.bounds.emergency) {
    yield pause(400);
    contested ||= alive().length < rivals();
    for (const [port, seen] of judge.seen.lines) {
      if (seen.line.seized && judge.callersOn(seen).includes(phone.port)) carriers.add(port);
    }
  }
  const reached = judge.conversationOf(phone.port) !== null;
  // A line that breaks under the call, after it was dialled on, is nobody's fault but the fault's.
  const spoiled = contested || judge.excused([phone.port, ...carriers], attempt.startedAt);
  const counts = reached || !spoiled;
  if (counts) judge.counts.emergencies += 1;
  if (reached) judge.counts.emergenciesReached += 1;
  else if (counts)
    judge.violation(
      `emergency call ${attempt.digits} did not get through: ${phone.hears.tone}`,
      [phone.port],
      attempt.startedAt,
    );
  if (reached) yield* talk(who);
  else yield pause(dice.whole(500, 3000));
}
