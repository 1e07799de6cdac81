import type { Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import { wentOut } from './dear-calls.ts';
import { type Judge, RECENT } from './judge.ts';
import type { SeenLine } from './observed.ts';
import type { Conversation } from './verdict.ts';

/** An exchange line may be as long as this in showing that its far end has gone. */
const LINE_MS = 8_000;

/** A digit of somebody's may still be dialled on for so long, ms. */
const DIALLED_MS = 20_000;

/** Whatever is dialled on an exchange line, somebody has dialled. */
export function checkDialled(judge: Judge, { port: line, dialled }: SeenLine['line']): void {
  const seen = judge.seen.lines.get(line)!;
  const now = judge.now();
  const callers = judge.callersOn(seen);
  for (const caller of callers) wentOut(judge, line, caller, now);
  if (callers.length > 0) return;
  const phones = [...judge.seen.phones.keys()];
  if (phones.some((port) => judge.unruly.touched(port, now, now))) return;
  // Whoever is off-hook, or was just now, may have dialled it, with a digit lost by a fault.
  const trying = judge.entries
    .slice(-RECENT)
    .filter(({ endedAt }) => endedAt === null || judge.msSince(endedAt) < DIALLED_MS)
    .map(({ port }) => port);
  const earlier = after(now, ms(-DIALLED_MS));
  // A flash may take a caller who knocked and has gone by then: the digits after it reach his line.
  const inScenes = phones.filter(
    (port) =>
      judge.claims.touched(port, now, now) && (judge.spoiled([port], earlier) || judge.callWaiting.has(port)),
  );
  const what = `line ${line} was dialled ${dialled}, which nobody dialled`;
  judge.violation(what, [line, ...trying, ...inScenes], seen.seized.since);
}

/** Longest burst of any country (US: 2 s), twice: who waited takes the bell over as the one before him gives up. */
const BURST_MS_MAX = 4_500;

/** No country rings without a pause for so long; a bell that does was forgotten. */
export function expectPause(judge: Judge, clock: Clock, port: PortId): void {
  const began = clock.now();
  clock.at(after(began, ms(BURST_MS_MAX)), () => {
    const { ringing } = judge.seen.phones.get(port)!;
    if (ringing.now && ringing.since === began)
      judge.violation(`${port} rings without a pause`, [port], began);
  });
}

/** One side of a conversation has gone now: the other must come to know. */
export function expectRelease(
  judge: Judge,
  clock: Clock,
  { parties, since }: Conversation,
  gone: PortId,
  other: PortId,
): void {
  const at = clock.now();
  const phone = judge.seen.phones.get(other);
  const line = judge.seen.lines.get(other);
  const far = judge.sheet.lines.find(({ port }) => port === gone);
  if (phone !== undefined && far?.release === 'none') return;
  const bound = judge.bounds.release + (far === undefined ? 0 : LINE_MS);
  clock.at(after(at, ms(bound)), () => {
    const came =
      phone !== undefined
        ? phone.offHook.wasSince(at, (offHook) => !offHook) ||
          phone.hears.wasSince(at, (tone) => tone === 'busy' || tone === 'congestion')
        : line!.seized.wasSince(at, (seized) => !seized) ||
          line!.state.wasSince(at, (state) => state === 'dead');
    if (!came) judge.violation(`${gone} went away and ${other} was not released`, parties, since);
  });
}
