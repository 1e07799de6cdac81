/** What the exchange and this page say to each other, by the names of the things themselves. */
import type { DeskClientMessage, DeskServerMessage } from '#web/protocol/desk.ts';

/** What was told is not changed here. */
type Told<T> = T extends object ? { readonly [K in keyof T]: Told<T[K]> } : T;
type FromExchange<K extends DeskServerMessage['kind']> = Told<Extract<DeskServerMessage, { kind: K }>>;

export type DeskMessage = Told<DeskServerMessage>;
export type DeskAction = Told<Extract<DeskClientMessage, { kind: 'act' }>['action']>;
export type DeskOp = DeskAction['op'];
export type DeskReply = FromExchange<'reply'>['reply'];
export type DeskView = FromExchange<'view'>['view'];
export type BoardView = FromExchange<'board'>['board'];
export type DirectoryHit = FromExchange<'found'>['hits'][number];
export type DeskWaiting = DeskView['waiting'][number];
export type DeskCard = NonNullable<DeskView['source']>;
/** Of the directory. */
export type Entry = NonNullable<DeskCard['entry']>;
export type Lamp = DeskCard['lamp'];
export type Ticket = NonNullable<DeskView['ticket']>;

/** `GET /api/desk/trunk-groups` */
export interface TrunkGroup {
  readonly group: string;
  readonly ports: readonly string[];
}

/** `GET /api/desk/consoles` */
export interface DeskConsole {
  readonly id: string;
  readonly name: string;
  /** Null: nobody sits there. */
  readonly operator: string | null;
}
