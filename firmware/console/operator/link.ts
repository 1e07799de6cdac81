/** The socket of this console, `/api/desk`: actions and searches go out, the view and the lamps come in. */
import { lookAgain } from '../admin/session.ts';
import { keepConnected, type LinkState } from '../link/keep-connected.ts';
import type { DeskAction, DeskMessage, DeskReply } from './contract.ts';
import type { Place } from './place.ts';

export interface DeskLink {
  /** Answered in any case: `link` when it cannot be sent, `late` when nothing comes back. */
  act(action: DeskAction): Promise<DeskReply>;
  /** False: not sent. */
  search(id: number, text: string): boolean;
  /** Of a lesson: asks the caller, or ends it. */
  lesson(kind: 'ask' | 'finish'): void;
  close(): void;
}

export interface DeskLinkOptions {
  readonly place: Place;
  /** Names this page, so that another one can be told from it. */
  readonly tab: string;
  onState(state: LinkState): void;
  onMessage(message: Exclude<DeskMessage, { kind: 'reply' | 'beat' }>): void;
}

/** A heartbeat comes every 5 s; three missed ones are a dead link. */
const SILENCE_MS_MAX = 15_000;
const REPLY_MS_MAX = 5_000;
const WAITING_MAX = 64;

const DESK_ADDRESS = (): string => `${location.origin.replace(/^http/, 'ws')}/api/desk`;

export function connectDesk(options: DeskLinkOptions): DeskLink {
  const { place, tab } = options;
  const seat =
    'console' in place
      ? { kind: 'sit', console: place.console, tab }
      : { kind: 'practise', wish: place.practice, tab };
  const waiting = new Map<number, (reply: DeskReply) => void>();
  let lastId = 0;
  const answer = (id: number, reply: DeskReply): void => {
    waiting.get(id)?.(reply);
    waiting.delete(id);
  };
  const hear = (message: DeskMessage): void => {
    if (message.kind === 'reply') answer(message.id, message.reply);
    else if (message.kind !== 'beat') options.onMessage(message);
  };
  let cut = false;
  const link = keepConnected({
    address: async () => {
      if (cut) await lookAgain();
      return DESK_ADDRESS();
    },
    onState: (state) => {
      cut ||= state === 'down';
      options.onState(state);
      if (state !== 'down') return;
      for (const id of [...waiting.keys()]) answer(id, { ok: false, why: 'link', by: '' });
    },
    onOpen: () => link.send(JSON.stringify(seat)),
    onText: (text) => hear(JSON.parse(text) as DeskMessage),
    silenceMsMax: SILENCE_MS_MAX,
  });
  const act = (action: DeskAction): Promise<DeskReply> =>
    new Promise((resolve) => {
      const id = ++lastId;
      if (waiting.size >= WAITING_MAX || !link.send(JSON.stringify({ kind: 'act', id, action }))) {
        resolve({ ok: false, why: 'link', by: '' });
        return;
      }
      const late = setTimeout(() => answer(id, { ok: false, why: 'late', by: '' }), REPLY_MS_MAX);
      waiting.set(id, (reply) => {
        clearTimeout(late);
        resolve(reply);
      });
    });
  return {
    act,
    lesson: (kind) => void link.send(JSON.stringify({ kind })),
    search: (id, text) => link.send(JSON.stringify({ kind: 'search', id, text })),
    close: () => link.close(),
  };
}
