/** What a push button asks for, of how long it is held: a pure function of state, level and time. */
import { after, between, type Duration, type Instant, ms } from '#units/time.ts';

/** Whoever brushes against it, or tries whether it moves, ends no call. */
export const RESTART_MS = 3_000;
/** As long as office exchanges and routers have it. */
export const RESET_MS = 10_000;
/** A contact bounces for a few milliseconds; so long without a break it is open. */
export const SETTLES_MS = 50;
/** While it is held it is looked at so often; the lamp blinks by it. */
export const LOOK_MS = 125;
/** What passes between two looks counts only so far: a machine that stands still must not hold a button down. */
const GAP_MS_MAX = 4 * LOOK_MS;

export type Act = 'restart' | 'reset';

export type Button =
  /** Never seen open since the start: it sticks, or its line has no pull-up. Nothing counts before it is let go. */
  | { readonly is: 'unproven'; readonly openSince: Instant | null }
  | { readonly is: 'open' }
  | {
      readonly is: 'held';
      /** Time in which it was seen held. */
      readonly heldUs: Duration;
      readonly lookedAt: Instant;
      readonly openSince: Instant | null;
    }
  /** It has asked for something; nothing more counts. */
  | { readonly is: 'spent' };

export interface Counted {
  readonly button: Button;
  readonly act: Act | null;
  /** When to look again if nothing changes; null: when something does. */
  readonly next: Instant | null;
}

export const AT_START: Button = { is: 'unproven', openSince: null };
const OPEN: Button = { is: 'open' };
const SPENT: Button = { is: 'spent' };

const settles = (openSince: Instant): Instant => after(openSince, ms(SETTLES_MS));
const waits = (button: Button, next: Instant | null = null): Counted => ({ button, act: null, next });

export function count(button: Button, pressed: boolean, now: Instant): Counted {
  switch (button.is) {
    case 'spent':
      return waits(button);
    case 'unproven':
      return unproven(pressed ? null : (button.openSince ?? now), now);
    case 'open':
      if (!pressed) return waits(button);
      return waits({ is: 'held', heldUs: ms(0), lookedAt: now, openSince: null }, after(now, ms(LOOK_MS)));
    case 'held':
      return pressed ? held(button, now) : letGo(button, button.openSince ?? now, now);
  }
}

function unproven(openSince: Instant | null, now: Instant): Counted {
  if (openSince === null) return waits(AT_START);
  return now >= settles(openSince) ? waits(OPEN) : waits({ is: 'unproven', openSince }, settles(openSince));
}

type Held = Extract<Button, { is: 'held' }>;

function held(button: Held, now: Instant): Counted {
  const gap = Math.min(between(button.lookedAt, now), ms(GAP_MS_MAX)) as Duration;
  const heldUs = (button.heldUs + gap) as Duration;
  if (heldUs >= ms(RESET_MS)) return { button: SPENT, act: 'reset', next: null };
  return waits({ is: 'held', heldUs, lookedAt: now, openSince: null }, after(now, ms(LOOK_MS)));
}

function letGo(button: Held, openSince: Instant, now: Instant): Counted {
  if (now < settles(openSince)) return waits({ ...button, openSince }, settles(openSince));
  return button.heldUs >= ms(RESTART_MS) ? { button: SPENT, act: 'restart', next: null } : waits(OPEN);
}

/** Slowly: letting go does nothing; quickly: it restarts; lit: it was done. Null: the lamp is not the button's. */
export function lampOf(button: Button): boolean | null {
  if (button.is === 'spent') return true;
  if (button.is !== 'held') return null;
  const looks = Math.floor(button.heldUs / ms(LOOK_MS));
  return (button.heldUs >= ms(RESTART_MS) ? looks % 2 : Math.floor(looks / 4) % 2) === 0;
}
