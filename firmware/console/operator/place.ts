/** At which console somebody sits, or what he practises; kept in this window, so that a reload leads back there. */
import { logOut } from '../admin/session.ts';
import { createStore, useStore } from '../store.ts';
import type { TrainingWish } from './training.ts';

const KEPT = 'tipring.console';
const KEPT_LESSON = 'tipring.practice';
export type Place = { readonly console: string } | { readonly practice: TrainingWish };

function keptPlace(): Place | null {
  const console = sessionStorage.getItem(KEPT);
  if (console !== null) return { console };
  const lesson = sessionStorage.getItem(KEPT_LESSON);
  try {
    return lesson === null ? null : { practice: JSON.parse(lesson) as TrainingWish };
  } catch {
    return null;
  }
}
const place = createStore<{ here: Place | null }>({ here: keptPlace() });

export const usePlace = (): Place | null => useStore(place, ({ here }) => here);

/** Null: none, and no lesson either. */
export function chooseConsole(console: string | null): void {
  sessionStorage.removeItem(KEPT_LESSON);
  if (console === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, console);
  place.set({ here: console === null ? null : { console } });
}

export function practise(wish: TrainingWish): void {
  sessionStorage.removeItem(KEPT);
  sessionStorage.setItem(KEPT_LESSON, JSON.stringify(wish));
  place.set({ here: { practice: wish } });
}

/** The shift is over. */
export async function forgetConsole(): Promise<void> {
  chooseConsole(null);
  await logOut();
}
