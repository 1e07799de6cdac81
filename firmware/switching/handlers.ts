import type { ExchangeEvent } from './model.ts';
import type { LinePort, LineState, TrunkPort, TrunkState } from './state.ts';
import type { Transaction } from './transaction.ts';

/** The event of a kind; kinds that share a shape are one member of the union. */
export type EventOf<K extends ExchangeEvent['kind'], E = ExchangeEvent> = E extends { kind: infer Kinds }
  ? K extends Kinds
    ? E
    : never
  : never;

export type LineEventKind =
  | 'offHook'
  | 'onHook'
  | 'flash'
  | 'digit'
  | 'sent'
  | 'guideEnded'
  | 'guideRecorded'
  | 'hold'
  | 'retrieve'
  | 'declined'
  | 'health'
  | 'deadline';
export type TrunkEventKind =
  | 'ringing'
  | 'callerId'
  | 'polarity'
  | 'loopDrop'
  | 'cleared'
  | 'battery'
  | 'tone'
  | 'sent'
  | 'digit'
  | 'guideEnded'
  | 'health'
  | 'deadline';

/** A port known to be in one state. */
export type LineIn<S extends LineState['state']> = LinePort & { readonly state: { readonly state: S } } & {
  readonly state: Extract<LineState, { state: S }>;
};
export type TrunkIn<S extends TrunkState['state']> = TrunkPort & {
  readonly state: Extract<TrunkState, { state: S }>;
};

/** What one event does in one state: the next state, or nothing at all. */
export type LineHandler<S extends LineState['state'], K extends LineEventKind> = (
  tx: Transaction,
  line: LineIn<S>,
  event: EventOf<K>,
) => LineState | 'ignored';
export type TrunkHandler<S extends TrunkState['state'], K extends TrunkEventKind> = (
  tx: Transaction,
  trunk: TrunkIn<S>,
  event: EventOf<K>,
) => TrunkState | 'ignored';

/** A state or an event that is not there does not compile. */
export type LineTable = {
  readonly [S in LineState['state']]: { readonly [K in LineEventKind]: LineHandler<S, K> };
};
export type TrunkTable = {
  readonly [S in TrunkState['state']]: { readonly [K in TrunkEventKind]: TrunkHandler<S, K> };
};

export const ignore = (): 'ignored' => 'ignored';
