import type { NewRecord, StoredLeg, StoredStay } from '#ports/database.ts';
import type { FinishedCall } from '#ports/store.ts';
import type { CallRecord } from '#switching/model.ts';
import { between, type Instant, inMs } from '#units/time.ts';

type Leg = CallRecord['legs'][number];
type EpochOf = (at: Instant) => number;

/** The record with times of day, whole milliseconds; spans are those of the monotonic clock. */
export function storedRecord(finished: FinishedCall): NewRecord {
  const { releasedAt, releasedEpochMs, startedAt, alertedAt, answeredAt, legs, legUnits, attended, ...rest } =
    finished;
  const epochOf: EpochOf = (at) => Math.round(releasedEpochMs - inMs(between(at, releasedAt)));
  return {
    ...rest,
    startedEpochMs: epochOf(startedAt),
    alertedEpochMs: maybe(epochOf, alertedAt),
    answeredEpochMs: maybe(epochOf, answeredAt),
    releasedEpochMs: Math.round(releasedEpochMs),
    talkMs: talkMs(answeredAt, releasedAt),
    legs: legs.map((leg, place) => storedLeg(leg, legUnits[place] ?? null, epochOf)),
    attended: attended.map((stay) => storedStay(stay, epochOf)),
    units: sumOf(legUnits),
  };
}

/** Null when nothing is charged. */
const sumOf = (units: readonly (number | null)[]): number | null =>
  units.reduce((sum, one) => (one === null ? sum : (sum ?? 0) + one), null);

function storedLeg(leg: Leg, units: number | null, epochOf: EpochOf): StoredLeg {
  const { startedAt, alertedAt, answeredAt, releasedAt, ...rest } = leg;
  return {
    ...rest,
    startedEpochMs: epochOf(startedAt),
    alertedEpochMs: maybe(epochOf, alertedAt),
    answeredEpochMs: maybe(epochOf, answeredAt),
    releasedEpochMs: epochOf(releasedAt),
    talkMs: talkMs(answeredAt, releasedAt),
    units,
  };
}

function storedStay(stay: CallRecord['attended'][number], epochOf: EpochOf): StoredStay {
  const { queuedAt, answeredAt, leftAt, ...rest } = stay;
  return {
    ...rest,
    queuedEpochMs: epochOf(queuedAt),
    answeredEpochMs: maybe(epochOf, answeredAt),
    leftEpochMs: epochOf(leftAt),
  };
}

const maybe = (epochOf: EpochOf, at: Instant | null): number | null => (at === null ? null : epochOf(at));

const talkMs = (answeredAt: Instant | null, releasedAt: Instant): number =>
  answeredAt === null ? 0 : Math.round(inMs(between(answeredAt, releasedAt)));
