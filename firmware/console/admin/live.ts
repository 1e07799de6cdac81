/** What the exchange tells by itself: lines, calls, alarms. */
import type { EventMessage, Picture } from '#web/protocol.ts';
import { keepConnected, type LinkState } from '../link/keep-connected.ts';
import { EMPTY_PICTURE, told } from '../picture.ts';
import { createStore, useStore } from '../store.ts';

interface Live {
  readonly link: LinkState;
  readonly picture: Picture;
}

/** The server's heartbeat is 5 s; three missed ones are a dead link. */
const SILENCE_MS_MAX = 15_000;
const live = createStore<Live>({ link: 'connecting', picture: EMPTY_PICTURE });

export function connectLive(): () => void {
  const link = keepConnected({
    address: async () => `${location.origin.replace(/^http/, 'ws')}/api/events`,
    onState: (state) => live.set({ link: state }),
    onText: (text) => live.set({ picture: told(live.get().picture, JSON.parse(text) as EventMessage) }),
    silenceMsMax: SILENCE_MS_MAX,
  });
  return () => link.close();
}

export const useLive = <S>(pick: (now: Live) => S): S => useStore(live, pick);
export const livePicture = (): Picture => live.get().picture;
