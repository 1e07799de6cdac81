import type { HeardTone, TelephoneSet } from '../people.ts';
import type { Dice } from './dice.ts';
import type { Judge } from './judge.ts';
import type { Habits } from './plan.ts';
import { isThere, type Probe, speak } from './probe.ts';
import type { Theatre } from './scenes/play.ts';
import { pause, type Script, until } from './script.ts';

export interface Subscriber {
  readonly phone: TelephoneSet;
  readonly habits: Habits;
  readonly dice: Dice;
  readonly judge: Judge;
  readonly probe: Probe;
  readonly theatre: Theatre;
  /** A number outside that nobody else dials. */
  readonly freshNumber: () => string;
}

/** Share of conversations in which a telephone with a key for it puts the other on hold. */
const HOLDS = 0.3;
/** From the key until everybody must hear everybody again, ms. */
const BACK_MS = 1_500;

/** What tells somebody off-hook that it is over. */
export const RELEASE_TONES: readonly HeardTone[] = ['busy', 'congestion'];

/** Talks until one of the two has had enough, and ends with the handset down. */
export function* talk(who: Subscriber): Script {
  const { phone, dice, habits, judge } = who;
  const since = judge.now();
  if (phone.hold !== undefined && dice.chance(HOLDS)) yield* holdAWhile(who);
  const released = yield until(
    () => RELEASE_TONES.includes(phone.hears.tone),
    dice.waitMs(habits.talkMsMean),
  );
  if (released) {
    const conversation = judge.conversationOf(phone.port);
    const byEmergency = judge.emergencyWithinMs(15_000);
    if (conversation !== null && !byEmergency) {
      judge.violation(
        `released though ${conversation.parties.join(' and ')} talk`,
        conversation.parties,
        since,
      );
    }
    yield pause(dice.chance(habits.leavesOffHook) ? dice.whole(30, 120) * 1000 : dice.whole(500, 5000));
  }
  hangUp(who);
}

/** By its own key: the other hears music or nothing, and afterwards his party again. */
function* holdAWhile({ phone, judge, dice, probe }: Subscriber): Script {
  yield pause(dice.whole(500, 4000));
  const conversation = judge.conversationOf(phone.port);
  if (conversation === null) return;
  const since = judge.now();
  phone.hold?.(true);
  judge.look(phone.port);
  yield until(() => RELEASE_TONES.includes(phone.hears.tone), dice.whole(50, 8000));
  phone.hold?.(false);
  judge.look(phone.port);
  const back = judge.now();
  yield pause(BACK_MS);
  if (probe.floor.taken || judge.conversationOf(phone.port) !== conversation) return;
  const { parties } = conversation;
  const other = parties.find((port) => port !== phone.port)!;
  probe.floor.taken = true;
  try {
    const heard = yield* speak(judge, probe.device, phone.port, [other]);
    const device = probe.device(other);
    // The other has such a key too, and may have let go of it while this one spoke.
    const held = judge.seen.phones.get(other)?.holds.wasSince(back, (is) => is) ?? false;
    const away = held || judge.knocked(parties, since);
    const there = judge.conversationOf(phone.port) === conversation && isThere(device) && phone.offHook;
    if (heard === null && there && !away)
      judge.violation(
        `${other} does not hear ${phone.port}, which has taken it back from hold`,
        parties,
        since,
      );
  } finally {
    probe.floor.taken = false;
  }
}

export function hangUp({ phone, judge }: Subscriber): void {
  if (!phone.offHook) return;
  phone.say('none');
  phone.hangUp();
  judge.hungUp(phone.port);
}
