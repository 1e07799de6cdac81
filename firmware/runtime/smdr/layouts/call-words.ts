import type { StoredLeg, StoredRecord } from '#ports/database.ts';

/** What every layout asks of a record. */
export interface CallWords {
  readonly direction: 'in' | 'out' | 'internal';
  /** Whose call it is: who dialled, or who was at the telephone last; empty when nobody was reached. */
  readonly extension: string;
  /** Exchange line; null for a call inside. */
  readonly trunk: StoredLeg | null;
  /** Digits on the exchange line, or the caller's number. */
  readonly number: string;
  /** From the first ring to the answer, or to the end without one. */
  readonly ringMs: number;
  readonly answered: boolean;
  /** Another extension that it was handed to. */
  readonly handedTo: string | null;
  readonly how: 'plain' | 'transferred' | 'forwarded' | 'conference';
}

export function callWords(record: StoredRecord): CallWords {
  const { legs } = record;
  const trunk = legs.find((leg) => leg.trunk !== null) ?? null;
  const direction = directionOf(record, trunk);
  const inside = legs.filter((leg) => leg.trunk === null);
  const talked = inside.filter(({ answeredEpochMs }) => answeredEpochMs !== null);
  const last = (direction === 'in' ? (talked.at(-1) ?? inside.at(0)) : null)?.number;
  const handed = inside.filter(({ how }) => how === 'transfer').at(-1);
  const ringFrom = record.alertedEpochMs ?? record.startedEpochMs;
  return {
    direction,
    extension: direction === 'in' ? (last ?? (record.toPort === null ? '' : record.to)) : record.from,
    trunk,
    number: numberOf(record, direction, trunk),
    ringMs: Math.max(0, (record.answeredEpochMs ?? record.releasedEpochMs) - ringFrom),
    answered: record.answeredEpochMs !== null,
    handedTo: handed?.number ?? null,
    how: howOf(legs),
  };
}

function directionOf(record: StoredRecord, trunk: StoredLeg | null): CallWords['direction'] {
  if (record.kind === 'incoming') return 'in';
  if (record.kind === 'outgoing' || record.kind === 'emergency') return 'out';
  return trunk === null ? 'internal' : 'out';
}

function numberOf(record: StoredRecord, direction: CallWords['direction'], trunk: StoredLeg | null): string {
  if (direction === 'in') return record.from;
  if (direction === 'internal') return record.to === '' ? record.dialled : record.to;
  return trunk !== null && trunk.sent !== '' ? trunk.sent : record.dialled;
}

function howOf(legs: StoredRecord['legs']): CallWords['how'] {
  const ways = legs.map(({ how }) => how);
  if (ways.includes('conference')) return 'conference';
  if (ways.includes('transfer')) return 'transferred';
  return ways.some((how) => how.startsWith('forward-')) ? 'forwarded' : 'plain';
}

/** Digits at the end of an exchange line's name, otherwise the position of its port: `Line 3` is 3. */
export function trunkNumber(leg: StoredLeg): number {
  const named = /(\d+)\D*$/.exec(leg.trunk ?? '')?.[1];
  return Number(named ?? leg.port.split('/')[1] ?? 0);
}
