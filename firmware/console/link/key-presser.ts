/**
 * Keys of one telephone, as a finger presses them: a mouse click may be shorter than any exchange has to
 * understand (40 ms, ITU-T Q.24), so that a tone lasts at least 80 ms and rests 70 ms before the next one.
 */
const TONE_MS_MIN = 80;
const REST_MS_MIN = 70;
const WAITING_MAX = 32;

export interface KeyPresser {
  down(key: string): void;
  up(): void;
}

export function createKeyPresser(press: (key: string, down: boolean) => void): KeyPresser {
  const waiting: string[] = [];
  let sounding: { key: string; readonly sinceMs: number } | null = null;
  let held = false;
  let resting = false;

  const start = (key: string): void => {
    sounding = { key, sinceMs: performance.now() };
    press(key, true);
  };
  const stop = (): void => {
    if (sounding === null) return;
    press(sounding.key, false);
    sounding = null;
    resting = true;
    setTimeout(next, REST_MS_MIN);
  };
  const next = (): void => {
    resting = false;
    const key = waiting.shift();
    if (key === undefined) return;
    start(key);
    if (!held || waiting.length > 0) setTimeout(stop, TONE_MS_MIN);
  };
  const stopInTime = (): void => {
    if (sounding === null) return;
    const sinceMs = sounding.sinceMs;
    const leftMs = TONE_MS_MIN - (performance.now() - sinceMs);
    if (leftMs <= 0) stop();
    else setTimeout(() => sounding?.sinceMs === sinceMs && stop(), leftMs);
  };
  return {
    down: (key) => {
      held = true;
      if (sounding === null && !resting) {
        start(key);
        return;
      }
      if (waiting.length < WAITING_MAX) waiting.push(key);
      stopInTime();
    },
    up: () => {
      held = false;
      stopInTime();
    },
  };
}
