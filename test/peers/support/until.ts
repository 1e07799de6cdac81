import { RealClock } from '#adapters/clock.ts';
import { after, ms } from '#units/time.ts';

const clock = new RealClock();
const LOOK_EVERY = ms(50);

/** What `look` finds, as soon as it finds something. Other people's programs have a time of their own. */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  secondsMax = 30,
): Promise<T> {
  const late = after(clock.now(), ms(secondsMax * 1000));
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (clock.now() > late) throw new Error(`not within ${secondsMax} s: ${what}`);
    await new Promise<void>((next) => clock.at(after(clock.now(), LOOK_EVERY), next));
  }
}
