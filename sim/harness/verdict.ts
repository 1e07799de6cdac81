import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { HeardTone } from '../people.ts';
import type { LedgerEntry } from './ledger.ts';

/** Bounds, ms, of what people may wait for; the register depth adds what an ear needs to name a tone. */
export interface Bounds {
  readonly dialTone: number;
  readonly tone: number;
  readonly ring: number;
  readonly release: number;
  readonly emergency: number;
  /**
   * A ring that begins in the moment of seizure is told. On real wires loop current trips it before the
   * chip has seen a whole period of it: that caller is heard, but never rang.
   */
  readonly glareTold: boolean;
}

export interface Violation {
  readonly at: Instant;
  readonly what: string;
  readonly ports: readonly PortId[];
}

/** A telephone's turn off-hook that began from rest. */
export interface Attempt extends LedgerEntry {
  /** The number is complete. */
  dialledAt: Instant | null;
  /** What the caller heard of it. */
  heard: HeardTone | null;
  /** An exchange line had all its digits. */
  wentOutAt: Instant | null;
}

/** Two parties who may talk: telephone and telephone, or telephone and exchange line. */
export interface Conversation {
  readonly parties: readonly [PortId, PortId];
  readonly since: Instant;
}

/** What is counted of a day. */
export const NOTHING_COUNTED = {
  ...{ answered: 0, blocked: 0, dearRefused: 0, emergencies: 0, emergenciesReached: 0 },
  ...{ excused: 0, probes: 0 },
};
