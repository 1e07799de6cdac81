import type { Instant } from '#units/time.ts';
import type { Leg, LegReason } from './model.ts';
import type { Call, OpenLeg, Port } from './state.ts';

/*
 * Who was in a call, when, and why: kept while it lasts, part of its record.
 */

/** A call that goes round and round keeps its first parties and its latest. */
const LEGS_MAX = 64;
const LEGS_KEPT_FIRST = 8;

export function openLeg(port: Port, number: string, how: LegReason, by: string, now: Instant): OpenLeg {
  return {
    port: port.port,
    trunk: port.kind === 'trunk' ? port.config.name : null,
    number,
    how,
    by,
    sent: '',
    startedAt: now,
    alertedAt: null,
    answeredAt: null,
    releasedAt: null,
  };
}

export function addLeg(legs: readonly OpenLeg[], leg: OpenLeg): readonly OpenLeg[] {
  if (legs.length < LEGS_MAX) return [...legs, leg];
  return [...legs.slice(0, LEGS_KEPT_FIRST), ...legs.slice(LEGS_KEPT_FIRST + 1), leg];
}

/** Changes the open leg of a port; nothing when it has none. */
export function changeLeg(
  legs: readonly OpenLeg[],
  port: Port,
  change: Partial<OpenLeg>,
): readonly OpenLeg[] {
  const place = legs.findLastIndex((leg) => leg.port === port.port && leg.releasedAt === null);
  return place < 0 ? legs : legs.with(place, { ...legs[place]!, ...change });
}

/** A party is switched through, if it was not before. */
export function answerLeg(legs: readonly OpenLeg[], port: Port, now: Instant): readonly OpenLeg[] {
  const leg = legs.findLast((one) => one.port === port.port && one.releasedAt === null);
  return leg === undefined || leg.answeredAt !== null ? legs : changeLeg(legs, port, { answeredAt: now });
}

/** When somebody first rang for it; who was answered before has been alerting before. */
export const firstAlert = ({ alertedAt, answeredAt }: Call, now: Instant): Instant | null =>
  answeredAt === null ? (alertedAt ?? now) : alertedAt;

export const closedLeg = (leg: OpenLeg, now: Instant): Leg => ({
  ...leg,
  releasedAt: leg.releasedAt ?? now,
});
