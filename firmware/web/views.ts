/** From the host's read model to what the console is told: core instants become times of day. */
import type { HostSnapshot, Observe, RecentCall as ObservedCall } from '#ports/observe.ts';
import type { CallRecord, CallView } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';
import type { Alarm, Call, CallRecordText, Health, Line, RecentCall } from './protocol.ts';

type EpochOf = (at: Instant) => number;

export function healthView(host: HostSnapshot): Health {
  const { health } = host;
  return {
    status: health.status,
    lines: { total: health.lines.equipped, inService: health.lines.inService },
    alarms: host.alarms.length,
    callsUp: host.calls.length,
    uptimeMs: health.uptimeMs,
    dialToneAfterMs: health.dialToneAfterMs,
    region: health.region,
    board: health.board,
  };
}

export const lineViews = (host: HostSnapshot): Line[] => host.ports.map((port) => ({ ...port }));

export const alarmViews = (host: HostSnapshot): Alarm[] => host.alarms.map((alarm) => ({ ...alarm }));

export function callView(call: CallView, epochOf: EpochOf): Call {
  const { startedAt, answeredAt, parties, diversions: _untold, ...rest } = call;
  return {
    ...rest,
    parties: parties.map((party) => ({ ...party })),
    startedEpochMs: epochOf(startedAt),
    answeredEpochMs: answeredAt === null ? null : epochOf(answeredAt),
  };
}

function recordView(record: CallRecord, epochOf: EpochOf): CallRecordText {
  const orNull = (at: Instant | null) => (at === null ? null : epochOf(at));
  return {
    kind: record.kind,
    from: record.from,
    fromPort: record.fromPort,
    to: record.to,
    toPort: record.toPort,
    dialled: record.dialled,
    startedEpochMs: epochOf(record.startedAt),
    alertedEpochMs: orNull(record.alertedAt),
    answeredEpochMs: orNull(record.answeredAt),
    releasedEpochMs: epochOf(record.releasedAt),
    cause: record.cause,
    releasedBy: record.releasedBy,
  };
}

export function recentCallView(call: ObservedCall, epochOf: EpochOf): RecentCall {
  return {
    call: call.call,
    startedEpochMs: call.startedEpochMs,
    record: call.record === null ? null : recordView(call.record, epochOf),
    trace: call.trace.map((entry) => ({
      epochMs: entry.epochMs,
      sinceStartMs: entry.epochMs - call.startedEpochMs,
      port: entry.port,
      rule: entry.rule,
      facts: { ...entry.facts },
    })),
  };
}

export const recentCallViews = (observe: Observe, limit: number): RecentCall[] =>
  observe.recentCalls(limit).map((call) => recentCallView(call, (at) => observe.epochMsOf(at)));
