import { between, type Instant, inMs } from '#units/time.ts';
import type { ExchangeLine } from '../people.ts';
import type { LedgerEntry } from './ledger.ts';

/** From the call to its first ring where the caller ID comes before it, 2 s, and a slow port, ms. */
const BEFORE_RING_MS = 2_400;

/** A line seized before its first ring: nobody was rung for, and the exchange need not know that somebody called. */
export function excuseUnrung(
  call: LedgerEntry | undefined,
  line: ExchangeLine,
  stateWas: ExchangeLine['state'],
  now: Instant,
): void {
  if (call === undefined || stateWas !== 'ringing-in' || line.state !== 'talking') return;
  const unrung = inMs(between(call.startedAt, now)) < BEFORE_RING_MS;
  call.excused ||= unrung && line.settings.callerIdWhen === 'before-ring';
}
