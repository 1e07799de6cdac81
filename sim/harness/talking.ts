import type { HeardTone, TelephoneSet } from '../people.ts';
import type { Dice } from './dice.ts';
import type { Judge } from './judge.ts';
import type { Habits } from './plan.ts';
import type { Probe } from './probe.ts';
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

/** What tells somebody off-hook that it is over. */
export const RELEASE_TONES: readonly HeardTone[] = ['busy', 'congestion'];

/** Talks until one of the two has had enough, and ends with the handset down. */
export function* talk(who: Subscriber): Script {
  const { phone, dice, habits, judge } = who;
  const since = judge.now();
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

export function hangUp({ phone, judge }: Subscriber): void {
  if (!phone.offHook) return;
  phone.say('none');
  phone.hangUp();
  judge.hungUp(phone.port);
}
