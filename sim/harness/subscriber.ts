import type { PortId } from '#units/ids.ts';
import { between, type Instant, inMs } from '#units/time.ts';
import type { RingBurst, TelephoneSet } from '../people.ts';
import { prove } from './probe.ts';
import { DESK_SCENES, SCENES, SCENES_WITH_RULE } from './scenes/all.ts';
import { takeUpFeature } from './scenes/play.ts';
import { pause, type Script, until } from './script.ts';
import { callOut } from './subscriber-outcomes.ts';
import { hangUp, type Subscriber, talk } from './talking.ts';
import type { Attempt } from './verdict.ts';

/** The longest pause between two bursts. */
const BELL_PAUSE_MS = 4300;
/** Longer than any country's pause between two bursts. */
const BELL_REST_MS = 6500;
/** The longest pause that is part of a ring; those between two rings are longer. */
const WITHIN_RING_MS_MAX = 500;

/** One person with one telephone, for as long as the simulation lasts. */
export function* subscriberLife(who: Subscriber): Script {
  const { phone, habits, dice, theatre } = who;
  const { company } = theatre;
  const scenes = who.judge.sheet.dear === null ? SCENES : SCENES_WITH_RULE;
  yield pause(dice.whole(2000, 20_000));
  for (;;) {
    company.rests(phone.port, true);
    const rang = yield until(() => phone.ringing, dice.waitMs(habits.idleMsMean));
    while (company.claimed(phone.port)) yield pause(1000);
    const used = !rang && dice.chance(habits.features) && (yield* takeUpFeature(who, theatre, scenes));
    company.rests(phone.port, false);
    if (phone.ringing) yield* answer(who);
    else if (!rang && !used) yield* call(who);
    yield pause(dice.whole(1500, 6000));
  }
}

/** One person with a desk phone that sends whole numbers, and knows neither dial pulses nor flash. */
export function* deskPhoneLife(who: Subscriber): Script {
  const { phone, habits, dice, theatre } = who;
  const { company } = theatre;
  yield pause(dice.whole(2000, 20_000));
  for (;;) {
    const rang = yield until(() => phone.ringing, dice.waitMs(habits.idleMsMean));
    // Nobody else's scene knows how to use it: it has time for its own alone.
    company.rests(phone.port, true);
    const used = !rang && dice.chance(habits.features) && (yield* takeUpFeature(who, theatre, DESK_SCENES));
    company.rests(phone.port, false);
    if (phone.ringing) yield* answer(who);
    else if (!rang && !used) yield* callAtOnce(who);
    yield pause(dice.whole(1500, 6000));
  }
}

/** Nobody knows of a lifted handset before the number: the exchange has nothing to say to it. */
function* callAtOnce(who: Subscriber): Script {
  const { phone, judge } = who;
  const attempt = judge.lifted(phone.port);
  const number = chooseNumber(who);
  for (const digit of number) judge.dials(attempt, digit);
  phone.lift();
  phone.dial(number);
  judge.look(phone.port);
  judge.dialled(attempt);
  if (judge.collided(attempt)) attempt.excused = true;
  yield* callOut(who, attempt);
  hangUp(who);
}

function* answer(who: Subscriber): Script {
  const { phone, habits, dice, judge } = who;
  const willAnswer = dice.chance(habits.answers);
  const still = yield* listenToBell(phone, willAnswer ? dice.whole(1200, 15_000) : 100_000);
  if (!still) return;
  const callers = judge.callersOf(phone.port);
  // A bell that has rested longer than any pause rang for somebody who is gone; the next may be on the way.
  const rests = judge.seen.phones.get(phone.port)!.ringing;
  const stale = !rests.now && rests.forMs(judge.now()) > BELL_PAUSE_MS;
  const clear = judge.answering(phone.port, callers, stale);
  if (clear) checkDisplay(who, callers);
  const liftedAt = judge.now();
  phone.lift();
  judge.look(phone.port);
  if (!clear) yield* liftedTooLate(who, liftedAt);
  else {
    yield pause(300);
    if (judge.rangOut(callers)) {
      judge.excuse(callers);
      yield* liftedTooLate(who, liftedAt);
      return;
    }
    const conversation = yield* prove(who.probe, phone.port, callers);
    if (conversation === null) yield* liftedTooLate(who, liftedAt);
    else yield* talk(who);
  }
}

/** False when the bell stopped before the patience did. */
function* listenToBell(phone: TelephoneSet, patienceMs: number): Script<boolean> {
  for (let left = patienceMs; left > 0; ) {
    const listened = Math.min(left, BELL_REST_MS);
    const rings = yield until(() => phone.ringing, listened);
    if (!rings) return listened === left && phone.rings.length > 0 && left < BELL_REST_MS;
    const step = Math.min(left, 500);
    yield pause(step);
    left -= step;
  }
  return true;
}

/** The caller had gone: what the telephone is now is the exchange's to say; it ends by hanging up. */
function* liftedTooLate(who: Subscriber, at: Instant): Script {
  who.judge.lifted(who.phone.port, at).excused = true;
  yield pause(who.dice.whole(1000, 4000));
  hangUp(who);
}

/** Two bursts with a short pause are one ring (400, 200, 400 ms in Australia): the caller ID comes after it. */
const rangAgain = (bursts: readonly RingBurst[]): boolean =>
  bursts.some(({ start }, i) => {
    const before = bursts[i - 1];
    return before !== undefined && inMs(between(before.start, start)) - before.lengthMs > WITHIN_RING_MS_MAX;
  });

/** The display must show who calls, once it rang twice. */
function checkDisplay({ phone, judge }: Subscriber, callers: readonly PortId[]): void {
  const [caller] = callers;
  if (callers.length !== 1 || caller === undefined) return;
  const since = judge.attemptOf(caller)?.dialledAt;
  if (since === undefined || since === null || !rangAgain(phone.rings.filter(({ start }) => start >= since)))
    return;
  const inside = judge.sheet.extensions.find(({ port }) => port === caller);
  if (inside === undefined || phone.display?.number === inside.number) return;
  const shown = phone.display?.number ?? 'nothing';
  judge.violation(
    `the display of ${phone.port} shows ${shown} for ${inside.number}`,
    [phone.port, caller],
    since,
  );
}

function* call(who: Subscriber): Script {
  const { phone, dice, habits, judge } = who;
  const attempt = judge.lifted(phone.port);
  phone.lift();
  judge.look(phone.port);
  // Somebody was calling in this very moment: what this telephone is part of now, nobody can say.
  const met = judge.collided(attempt);
  const heard = yield until(() => phone.hears.tone === 'dial', judge.bounds.dialTone);
  if (met || (!heard && judge.collided(attempt))) {
    attempt.excused = true;
    yield pause(3000);
  } else if (!heard) {
    judge.violation(`no dial tone but ${phone.hears.tone}`, [phone.port], attempt.startedAt);
    attempt.excused = true;
  } else if (dice.chance(habits.leavesOffHook)) yield* forget(who, attempt);
  else if (yield* dial(who, attempt, chooseNumber(who))) yield* callOut(who, attempt);
  hangUp(who);
}

/** Leaves the handset beside the telephone: dial tone, busy tone or howler, and at last silence. */
function* forget({ phone, judge, dice }: Subscriber, attempt: Attempt): Script {
  const ended = yield until(() => phone.hears.tone !== 'dial', 35_000);
  if (!ended) judge.violation('dial tone for ever', [phone.port], attempt.startedAt);
  yield pause(dice.whole(1, 200) * 1000);
}

function chooseNumber(who: Subscriber): string {
  const { dice, habits, judge, phone } = who;
  const { extensions, groups, emergency, dear } = judge.sheet;
  if (dice.chance(habits.emergency)) {
    const prefix = dice.chance(0.4) ? dice.pick(groups).prefix : '';
    return prefix + dice.pick(emergency);
  }
  if (dice.chance(habits.misdials)) return dice.pick(['5', '56', extensions[0]!.number.slice(0, -1)]);
  if (dice.chance(habits.outside)) {
    const costsExtra = dear !== null && dice.chance(habits.dear);
    return dice.pick(groups).prefix + (costsExtra ? dear.begins : '') + who.freshNumber();
  }
  const others = extensions.filter(({ port }) => port !== phone.port || dice.chance(0.1));
  return dice.pick(others.length > 0 ? others : extensions).number;
}

/** False when given up on the way. */
function* dial(
  { phone, habits, dice, judge }: Subscriber,
  attempt: Attempt,
  number: string,
): Script<boolean> {
  const slowly = dice.chance(habits.slowly);
  const stopAfter = dice.chance(habits.givesUp / 2) ? dice.whole(0, number.length - 1) : number.length;
  yield pause(dice.whole(200, 2500));
  for (const digit of number.slice(0, stopAfter)) {
    judge.dials(attempt, digit);
    phone.dial(digit, habits.pulse ? { via: 'pulse' } : {});
    yield pause(20);
    for (let waited = 0; phone.dialling && waited < 5000; waited += 20) yield pause(20);
    // A finger's way to the next key; without it two equal digits are one.
    yield pause(80);
    if (attempt.digits.length === 1) {
      const quiet = yield until(() => phone.hears.tone !== 'dial', 900);
      if (!quiet) judge.violation('dial tone goes on over the first digit', [phone.port], attempt.startedAt);
    }
    // A zero takes a dial 1 s and its pause almost another; the exchange waits 5 s from digit to digit.
    if (slowly && attempt.digits !== number) yield pause(dice.whole(300, habits.pulse ? 1500 : 3000));
  }
  if (stopAfter < number.length) {
    yield pause(dice.whole(100, 1000));
    return false;
  }
  judge.dialled(attempt);
  if (!dice.chance(habits.givesUp / 4)) return true;
  // Regrets it at once: the exchange may or may not have begun.
  attempt.early = true;
  attempt.excused = true;
  yield pause(dice.whole(50, 800));
  return false;
}
