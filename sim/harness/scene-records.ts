import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { CallRecord } from './ledger.ts';

/** A call of a scene, as its record must tell it. */
export interface ExpectedRecord {
  /** Who lifted, flashed for a consultation, or rang in. */
  readonly from: PortId;
  /** It became part of another call. */
  readonly joined: boolean;
  /** Everybody who was in conversation in it, at one time or another. */
  readonly parties: readonly PortId[];
}

/** A scene that went to its end as expected. */
export interface PlayedScene {
  readonly name: string;
  readonly cast: readonly PortId[];
  readonly from: Instant;
  readonly to: Instant;
  readonly records: readonly ExpectedRecord[];
}

const inWords = ({ call, kind, fromPort, joined, legs }: CallRecord): string =>
  `${call} ${kind} ${fromPort}${joined === null ? '' : ` joined ${joined}`} [${legs
    .map(({ port, how, answeredAt }) => `${port} ${how}${answeredAt === null ? ' unanswered' : ''}`)
    .join(', ')}]`;

function fits(expected: ExpectedRecord, { fromPort, joined, legs }: CallRecord): boolean {
  const talked = new Set(legs.filter(({ answeredAt }) => answeredAt !== null).map(({ port }) => port));
  return (
    fromPort === expected.from &&
    (joined !== null) === expected.joined &&
    expected.parties.every((party) => party === expected.from || talked.has(party))
  );
}

/** Exactly one record for each call of the scene, and none besides. */
export function compareScene(scene: PlayedScene, records: readonly CallRecord[]): string[] {
  const left = records.filter(
    ({ fromPort, startedAt }) =>
      scene.cast.includes(fromPort) && startedAt >= scene.from && startedAt <= scene.to,
  );
  const missing = scene.records.filter((expected) => {
    const index = left.findIndex((record) => fits(expected, record));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  const place = `${scene.name} at ${(scene.from / 1e6).toFixed(3)} s: `;
  return [
    ...missing.map(
      ({ from, joined, parties }) =>
        `${place}no record of ${from}${joined ? ', joined,' : ''} with ${parties.join(', ') || 'nobody'}; there are ${left.map(inWords).join('; ')}`,
    ),
    ...(missing.length > 0 ? [] : left.map((record) => `${place}a record too many: ${inWords(record)}`)),
  ];
}

/** What holds of every record, whatever was done. */
export function brokenRecords(records: readonly CallRecord[]): string[] {
  const calls = new Map(records.map((record) => [record.call, record]));
  return records.flatMap((record) => {
    const wrong: string[] = [];
    const { joined, legs, startedAt, releasedAt } = record;
    if (joined !== null && (!calls.has(joined) || joined === record.call))
      wrong.push('joined a call that has no record');
    if (legs.length === 0 || legs[0]!.port !== record.fromPort) wrong.push('its first leg is not its caller');
    for (const leg of legs) {
      const times = [leg.startedAt, leg.answeredAt ?? leg.startedAt, leg.releasedAt];
      if (times.some((at) => at > releasedAt) || times[2]! < times[1]!)
        wrong.push(`leg of ${leg.port} out of time`);
    }
    if (releasedAt < startedAt) wrong.push('released before it began');
    return wrong.map((what) => `record ${inWords(record)}: ${what}`);
  });
}
