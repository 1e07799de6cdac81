/** A push button at its work: counts, lights its lamp, says what comes next, and has it done once. */
import type { Cancel, Clock } from '#ports/clock.ts';
import type { ResetButton } from '#ports/reset-button.ts';
import { ms } from '#units/time.ts';
import { type Act, AT_START, type Button, count, lampOf, RESTART_MS } from './count.ts';

/** What is done when it is asked for; both throw when they could not be done. */
export interface Deeds extends Readonly<Record<Act, () => void>> {
  /** To whoever stands at the box, and into its journal. */
  say(text: string): void;
}

export const SAID = {
  sticks:
    'the reset button is down since the start: it counts when it was let go once. If nobody holds it, see whether it sticks',
  held: 'the reset button is held: let go now to start the box anew; hold it for 10 s and the box is as new: office, records, voice and users are gone',
  restart: 'the reset button was held for 3 s: the box starts anew, with everything as it was',
  reset:
    'the reset button was held for 10 s: let go. The box removes office, records, voice and users, starts anew, and shows here the code with which the first administrator is made at /admin',
  failed: 'what the reset button asks for could not be done',
} as const;

const counts = (button: Button): boolean => button.is === 'held' && button.heldUs >= ms(RESTART_MS);

/** Serves it until what it answers with is called. */
export function serveButton(line: ResetButton, clock: Clock, deeds: Deeds): () => void {
  let button = AT_START;
  let cancel: Cancel = () => undefined;
  const look = (): void => {
    cancel();
    const before = button;
    const counted = count(button, line.pressed(), clock.now());
    button = counted.button;
    const lamp = lampOf(button);
    if (lamp !== lampOf(before)) line.lamp(lamp);
    if (counts(button) && !counts(before)) deeds.say(SAID.held);
    cancel = counted.next === null ? () => undefined : clock.at(counted.next, look);
    if (counted.act !== null) act(counted.act);
  };
  const act = (what: Act): void => {
    deeds.say(SAID[what]);
    try {
      deeds[what]();
    } catch (error) {
      deeds.say(`${SAID.failed}: ${(error as Error).message}`);
      // It may be asked again, by somebody who lets go first.
      button = AT_START;
      line.lamp(null);
      look();
    }
  };
  line.watch(look);
  if (line.pressed()) deeds.say(SAID.sticks);
  look();
  return () => {
    cancel();
    line.close();
  };
}
