/** How one operator has arranged the page; kept in this browser by the operator's name, and see `layout.ts`. */
import { createStore, type Store } from '../store.ts';
import { type KeyChanges, PROFILES, type ProfileName, readChanges } from './keys/profiles.ts';

export const THEMES = ['auto', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];
export const SOUNDS = ['off', 'beep', 'ring'] as const;
export type WaitingSound = (typeof SOUNDS)[number];

/** A key that the operator has given a meaning. */
export const OWN_KINDS = ['level', 'extension', 'trunk', 'held', 'number'] as const;
export type OwnKind = (typeof OWN_KINDS)[number];
export interface OwnKey {
  readonly kind: OwnKind;
  /** Key of a level, number of an extension or of anybody, name of a trunk's line, place in the hold area. */
  readonly value: string;
  readonly label: string;
}
export const OWN_KEYS_MAX = 9;

/** The first key for a held call is that for the first in the hold area, and so on. */
export function withHoldPlaces(own: Settings['own']): Settings['own'] {
  let place = 0;
  return own.map((key) => {
    if (key?.kind !== 'held') return key;
    place += 1;
    return { ...key, value: String(place) };
  });
}

export interface Settings {
  readonly profile: ProfileName;
  readonly keys: KeyChanges;
  readonly theme: Theme;
  readonly large: boolean;
  /** For calls that wait while the operator is idle; while he talks it is a short beep at most. */
  readonly sound: WaitingSound;
  /** 0 … 1 */
  readonly volume: number;
  readonly soundDelaySeconds: number;
  readonly own: readonly (OwnKey | null)[];
}

export const PLAIN: Settings = {
  profile: 'pad',
  keys: {},
  theme: 'auto',
  large: false,
  sound: 'ring',
  volume: 0.5,
  soundDelaySeconds: 0,
  own: Array.from({ length: OWN_KEYS_MAX }, () => null),
};

const oneOf = <T extends string>(words: readonly T[], word: unknown, plain: T): T =>
  words.includes(word as T) ? (word as T) : plain;
const within = (value: unknown, max: number, plain: number): number =>
  typeof value === 'number' && value >= 0 && value <= max ? value : plain;

function readOwn(kept: unknown): Settings['own'] {
  const keys = Array.isArray(kept) ? kept : [];
  const own = PLAIN.own.map((_, i) => {
    const { kind, value, label } = (keys[i] ?? {}) as Partial<OwnKey>;
    if (typeof value !== 'string' || typeof label !== 'string' || !OWN_KINDS.includes(kind as OwnKind))
      return null;
    return { kind: kind as OwnKind, value, label };
  });
  return withHoldPlaces(own);
}

/** What was kept by an older page, or by somebody's hand, never breaks this one. */
export function readSettings(text: string | null): Settings {
  let kept: Partial<Record<keyof Settings, unknown>> = {};
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    if (typeof parsed === 'object' && parsed !== null) kept = parsed;
  } catch {
    // Not ours: start plain.
  }
  return {
    profile: oneOf(PROFILES, kept.profile, PLAIN.profile),
    keys: readChanges(kept.keys),
    theme: oneOf(THEMES, kept.theme, PLAIN.theme),
    large: kept.large === true,
    sound: oneOf(SOUNDS, kept.sound, PLAIN.sound),
    volume: within(kept.volume, 1, PLAIN.volume),
    soundDelaySeconds: within(kept.soundDelaySeconds, 60, PLAIN.soundDelaySeconds),
    own: readOwn(kept.own),
  };
}

const placeOf = (user: string): string => `tipring.operator.${user}`;

export function openSettings(user: string): Store<Settings> {
  const place = placeOf(user);
  const settings = createStore(readSettings(localStorage.getItem(place)));
  settings.watch(() => localStorage.setItem(place, JSON.stringify(settings.get())));
  return settings;
}
