import type { Instant } from '#units/time.ts';
import type { CallRecord, Cause } from './model.ts';
import { MAIN_ENTITY } from './plain.ts';
import type { Call, Port } from './state.ts';

/** What is kept of a call that ends now. */
export function recordOf(
  call: Call,
  ports: readonly Port[],
  now: Instant,
  cause: Cause,
  releasedBy: CallRecord['releasedBy'],
): CallRecord {
  return {
    call: call.id,
    kind: call.kind,
    from: call.caller.number,
    fromPort: ports[call.from]!.port,
    to: call.toNumber,
    toPort: call.to === null ? null : ports[call.to]!.port,
    dialled: call.dialled,
    startedAt: call.startedAt,
    alertedAt: call.alertedAt,
    answeredAt: call.answeredAt,
    releasedAt: now,
    cause,
    releasedBy,
    entity: MAIN_ENTITY,
    legs: [],
    account: '',
    joined: null,
    harassing: false,
  };
}
