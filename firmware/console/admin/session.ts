/** Who is logged in at this page. */
import type { Person, Session } from '#web/protocol/session.ts';
import { createStore, useStore } from '../store.ts';
import { chooseLanguage } from '../text/text.tsx';
import { ask, onSessionLost, type Refused, setCsrfToken } from './api.ts';
import type { Role } from './roles.ts';

interface State {
  readonly session: Session | null;
  readonly error: Refused | null;
  /** The session ended while somebody worked: he logs in again and goes on where he was. */
  readonly expired: boolean;
}

const state = createStore<State>({ session: null, error: null, expired: false });

export const useSession = <S>(pick: (now: State) => S): S => useStore(state, pick);
export const usePerson = (): Person | null => useSession(({ session }) => session?.person ?? null);
export const useMay = (roles: readonly Role[]): boolean => {
  const person = usePerson();
  return person !== null && roles.includes(person.role);
};

function enter(session: Session): void {
  setCsrfToken(session.csrfToken);
  state.set({ session, error: null, expired: false });
}

export async function loadSession(): Promise<void> {
  const answer = await ask<Session>('GET', '/api/session');
  if (answer.ok) enter(answer.value);
  else state.set({ error: answer.error });
}

/** After a cut: the exchange may have forgotten who is here. What cannot be asked now changes nothing. */
export async function lookAgain(): Promise<void> {
  const before = state.get().session?.person ?? null;
  const answer = await ask<Session>('GET', '/api/session');
  if (!answer.ok) return;
  enter(answer.value);
  if (before !== null && answer.value.person === null) state.set({ expired: true });
}

/** First start, login or a new password: each is answered with the session that follows. */
export async function openSession(
  path: '/api/session/first' | '/api/session/login' | '/api/session/password',
  body: object,
): Promise<Refused | null> {
  const answer = await ask<Session>('POST', path, body);
  if (!answer.ok) return answer.error;
  enter(answer.value);
  if (path === '/api/session/login' && answer.value.person !== null)
    chooseLanguage(answer.value.person.language);
  return null;
}

export async function logOut(): Promise<void> {
  await ask('POST', '/api/session/logout', {});
  await loadSession();
}

onSessionLost(() => {
  const { session } = state.get();
  setCsrfToken(null);
  if (session !== null) state.set({ session: { ...session, person: null, csrfToken: null }, expired: true });
});
