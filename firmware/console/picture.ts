/** The picture of the exchange, as `/api/events` keeps it up to date. */
import type { EventMessage, Picture, RecentCall } from '#web/protocol.ts';

const RECENT_KEPT = 12;

export const EMPTY_PICTURE: Picture = {
  health: {
    status: 'starting',
    lines: { total: 0, inService: 0 },
    alarms: 0,
    callsUp: 0,
    uptimeMs: 0,
    dialToneAfterMs: null,
    region: '',
    board: '',
  },
  lines: [],
  calls: [],
  alarms: [],
  recent: [],
};

/** Newest first; a call told again replaces what was known of it. */
function mergeRecent(known: readonly RecentCall[], news: readonly RecentCall[]): readonly RecentCall[] {
  const byName = new Map([...known, ...news].map((call) => [call.call, call]));
  return [...byName.values()].sort((a, b) => b.startedEpochMs - a.startedEpochMs).slice(0, RECENT_KEPT);
}

/** The picture after this message. */
export function told(before: Picture, message: EventMessage): Picture {
  if (message.kind === 'beat') return before;
  const { kind, ...parts } = message;
  const recent = kind === 'snapshot' ? (parts.recent ?? []) : mergeRecent(before.recent, parts.recent ?? []);
  return { ...before, ...parts, recent };
}
