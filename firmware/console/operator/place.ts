/** At which console somebody sits; kept in this window, so that a reload leads back there. */
import { logOut } from '../admin/session.ts';
import { createStore, useStore } from '../store.ts';

const KEPT = 'tipring.console';
const place = createStore<{ console: string | null }>({ console: sessionStorage.getItem(KEPT) });

export const useConsole = (): string | null => useStore(place, ({ console }) => console);

export function chooseConsole(console: string | null): void {
  if (console === null) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, console);
  place.set({ console });
}

/** The shift is over. */
export async function forgetConsole(): Promise<void> {
  chooseConsole(null);
  await logOut();
}
