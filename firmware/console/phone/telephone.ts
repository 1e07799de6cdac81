/** The own telephone as the exchange tells it, over `/api/telephone`; the page only listens there. */
import type { Telephone, TelephoneMessage } from '#web/protocol/telephone.ts';
import { lookAgain } from '../admin/session.ts';
import { keepConnected, type LinkState } from '../link/keep-connected.ts';
import { createStore, useStore } from '../store.ts';
import { type Saying, sayings } from './sayings.ts';

export type Call = Telephone['calls'][number];

interface State {
  readonly link: LinkState;
  /** Undefined: not told yet; null: the office has no such extension. */
  readonly telephone: Telephone | null | undefined;
  readonly refused: 'no-extension' | 'not-running' | null;
  /** What has just happened, in the words of a screen reader; counted, so that the same may be said twice. */
  readonly said: { readonly now: readonly Saying[]; readonly count: number };
}

/** A heartbeat comes every 5 s; three missed ones are a dead link. */
const SILENCE_MS_MAX = 15_000;
const EMPTY: State = {
  ...{ link: 'connecting', telephone: undefined, refused: null, said: { now: [], count: 0 } },
};
const state = createStore<State>(EMPTY);

export const useTelephone = <S>(pick: (now: State) => S): S => useStore(state, pick);

function hear(message: TelephoneMessage): void {
  if (message.kind === 'refused') state.set({ refused: message.why });
  if (message.kind !== 'telephone') return;
  const { telephone: before, said } = state.get();
  const { telephone } = message;
  // What was there when the page was opened is read, not said; a call that rings is.
  const now = telephone === null ? [] : sayings(before ?? { ...telephone, calls: [] }, telephone);
  state.set({
    telephone,
    refused: null,
    ...(now.length === 0 ? {} : { said: { now, count: said.count + 1 } }),
  });
}

export function connectTelephone(): () => void {
  state.set(EMPTY);
  let cut = false;
  const link = keepConnected({
    address: async () => {
      if (cut) await lookAgain();
      return `${location.origin.replace(/^http/, 'ws')}/api/telephone`;
    },
    onState: (now) => {
      cut ||= now === 'down';
      state.set({ link: now });
    },
    onText: (text) => hear(JSON.parse(text) as TelephoneMessage),
    silenceMsMax: SILENCE_MS_MAX,
  });
  return () => link.close();
}
