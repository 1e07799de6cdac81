/** The wallboard listens only: it sits at no console. */
import { lookAgain } from '../admin/session.ts';
import { keepConnected, type LinkState } from '../link/keep-connected.ts';
import type { BoardView, DeskMessage } from '../operator/contract.ts';
import { createStore, useStore } from '../store.ts';

interface State {
  readonly link: LinkState;
  readonly board: BoardView | null;
}

const SILENCE_MS_MAX = 15_000;
const state = createStore<State>({ link: 'connecting', board: null });

export const useBoard = <S>(pick: (now: State) => S): S => useStore(state, pick);

export function connectBoard(): () => void {
  let cut = false;
  const link = keepConnected({
    address: async () => {
      if (cut) await lookAgain();
      return `${location.origin.replace(/^http/, 'ws')}/api/desk`;
    },
    onState: (now) => {
      cut ||= now === 'down';
      state.set({ link: now });
    },
    onOpen: () => link.send(JSON.stringify({ kind: 'watch' })),
    onText: (text) => {
      const message = JSON.parse(text) as DeskMessage;
      if (message.kind === 'board') state.set({ board: message.board });
    },
    silenceMsMax: SILENCE_MS_MAX,
  });
  return () => link.close();
}
