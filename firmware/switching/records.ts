import type { Instant } from '#units/time.ts';
import { attendedOf } from './attendant/stay.ts';
import { sentOnBefore } from './diversion.ts';
import { closedLeg } from './legs.ts';
import type { CallRecord, Cause } from './model.ts';
import { targetsOf, wayOutOf } from './parties.ts';
import type { Call, Port } from './state.ts';

/** What is kept of a call that ends now. */
export function recordOf(
  call: Call,
  ports: readonly Port[],
  now: Instant,
  cause: Cause,
  releasedBy: CallRecord['releasedBy'],
  joined: CallRecord['joined'] = null,
): CallRecord {
  const toIndex = wayOutOf(call) ?? targetsOf(call)[0];
  // Who has left is in the legs only; nobody but the caller was ever in a call that the exchange itself answered.
  const gone = call.legs.slice(1).find(({ answeredAt }) => answeredAt !== null);
  return {
    call: call.id,
    kind: call.kind,
    from: call.caller.number,
    fromPort: call.legs[0]?.port ?? ports[call.from]!.port,
    to: call.firstTo ?? call.toNumber,
    toPort: toIndex === undefined ? (gone?.port ?? null) : ports[toIndex]!.port,
    dialled: call.dialled,
    startedAt: call.startedAt,
    alertedAt: call.alertedAt,
    answeredAt: call.answeredAt,
    releasedAt: now,
    cause,
    releasedBy,
    entity: call.entity,
    legs: call.legs.map((leg) => closedLeg(leg, now)),
    attended: attendedOf(call, now, releasedBy),
    account: call.account,
    joined,
    harassing: call.harassing,
    ...sentOnBefore(call),
  };
}
