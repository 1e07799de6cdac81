import type { Cancel, Clock } from '#ports/clock.ts';
import { after, ms } from '#units/time.ts';

/** A pause in somebody's doings: that long, or until something is so. Answers whether it came to be so. */
export interface Pause {
  readonly ms: number;
  readonly until?: () => boolean;
}

/** What a person does, written down as it happens. */
export type Script<T = void> = Generator<Pause, T, boolean>;

export interface Watched {
  watch(changed: () => void): Cancel;
}

/**
 * Acts a script on a clock. `until` is looked at when one of the watched devices changes, and at the end
 * of the pause. Ends with the script, or by the answered function.
 */
export function act(clock: Clock, watched: readonly Watched[], script: Script<unknown>): Cancel {
  let waiting: Pause | null = null;
  let cancelTimer: Cancel = () => undefined;
  let ended = false;
  const next = (came: boolean): void => {
    waiting = null;
    cancelTimer();
    for (let outcome = came; !ended; outcome = true) {
      const step = script.next(outcome);
      if (step.done === true) {
        end();
        return;
      }
      if (step.value.until?.() === true) continue;
      const pause = step.value;
      waiting = pause;
      cancelTimer = clock.at(after(clock.now(), ms(pause.ms)), () => next(pause.until?.() ?? false));
      return;
    }
  };
  const look = (): void => {
    if (waiting?.until?.() === true) next(true);
  };
  const unwatch = watched.map((device) => device.watch(look));
  const end = (): void => {
    ended = true;
    waiting = null;
    cancelTimer();
    for (const cancel of unwatch) cancel();
  };
  clock.at(clock.now(), () => next(false));
  return end;
}

export const pause = (milliseconds: number): Pause => ({ ms: milliseconds });
export const until = (condition: () => boolean, atMostMs: number): Pause => ({
  ms: atMostMs,
  until: condition,
});
