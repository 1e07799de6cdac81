/** The time of the exchange, once a second: by its clock a call has waited, not by that of this computer. */
import { createStore, useStore } from '../store.ts';

const TICK_MS = 1_000;
const clock = createStore({ epochMs: Date.now() });
/** What the exchange's clock is ahead of ours. */
let aheadMs = 0;

/** Below this the two clocks agree as far as an HTTP date can tell, which counts whole seconds. */
const SKEW_MS_MIN = 2_000;

/** Asks what the time is there. */
async function setClock(): Promise<void> {
  const asked = Date.now();
  const answer = await fetch('/api/health').catch(() => null);
  const there = Date.parse(answer?.headers.get('date') ?? '') + 500;
  const skew = there - (asked + Date.now()) / 2;
  if (Math.abs(skew) > SKEW_MS_MIN) aheadMs = skew;
}

export const nowEpochMs = (): number => Date.now() + aheadMs;

export function runClock(): () => void {
  void setClock();
  const timer = setInterval(() => clock.set({ epochMs: nowEpochMs() }), TICK_MS);
  clock.set({ epochMs: nowEpochMs() });
  return () => clearInterval(timer);
}

export const useNow = (): number => useStore(clock, ({ epochMs }) => epochMs);

const two = (n: number): string => String(n).padStart(2, '0');

/** `07:30`: minutes of the local day. */
export const timeOfDay = (minuteOfDay: number): string =>
  `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;

/** What an operator may write for a time of day: `730`, `0730`, `7:30`; also with the colon of Chinese type. */
export const TIME_OF_DAY = '([01]?[0-9]|2[0-3])[:：]?([0-5][0-9])';

/** Minutes of the local day; null: the clock never shows that. */
export function minuteOf(text: string): number | null {
  const found = new RegExp(`^${TIME_OF_DAY}$`).exec(text.trim());
  return found === null ? null : Number(found[1]) * 60 + Number(found[2]);
}

/** `0:07`, `12:40`, `1:02:03`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** For `<time>`: how long, as ISO 8601 has it. */
export const isoDuration = (ms: number): string => `PT${Math.max(0, Math.floor(ms / 1_000))}S`;
