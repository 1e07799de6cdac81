import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { ExchangeLine, TelephoneSet } from '../people.ts';
import type { Judge } from './judge.ts';
import { pause, type Script } from './script.ts';
import type { Conversation } from './verdict.ts';

const LOOK_EVERY_MS = 60;
const FLOOR_WAIT_MS_MAX = 60_000;

/** Only one in the whole office speaks the test tone at a time; whoever hears it hears that one. */
export class Floor {
  taken = false;
}

export interface Probe {
  readonly judge: Judge;
  readonly floor: Floor;
  device(port: PortId): TelephoneSet | ExchangeLine;
}

/** Whether somebody is still there to speak and to hear. */
export function isThere(device: TelephoneSet | ExchangeLine): boolean {
  return 'offHook' in device ? device.offHook : device.state === 'talking';
}

/**
 * Finds out who is at the other end, by the test tone: exactly one of those who may be it must hear
 * `called`, `called` must hear that one, and nobody else may hear either. Null when they went away.
 */
export function* prove(
  { judge, floor, device }: Probe,
  called: PortId,
  candidates: readonly PortId[],
): Script<Conversation | null> {
  const since = judge.now();
  for (let waited = 0; floor.taken; waited += LOOK_EVERY_MS) {
    if (!isThere(device(called)) || waited > FLOOR_WAIT_MS_MAX) return null;
    yield pause(LOOK_EVERY_MS);
  }
  floor.taken = true;
  judge.counts.probes += 1;
  try {
    const caller = yield* speak(judge, device, called, candidates);
    // Somebody who is told of another caller does not hear this one for a second.
    if (judge.knocked([called, ...candidates], since)) judge.excuse(candidates);
    if (caller === null) {
      const there = candidates.filter((port) => isThere(device(port)));
      if (
        !judge.knocked([called, ...candidates], since) &&
        there.length === candidates.length &&
        isThere(device(called))
      ) {
        judge.violation(
          `nobody hears ${called}, called by ${candidates.join(', ')}`,
          [called, ...candidates],
          since,
        );
      }
      return null;
    }
    const back = yield* speak(judge, device, caller, [called]);
    const bothThere = isThere(device(called)) && isThere(device(caller));
    // An ear may still name a tone whose speaker has just gone.
    if (back !== null) return bothThere ? judge.talking(called, caller, since) : null;
    if (bothThere && !judge.knocked([called, caller], since)) {
      judge.violation(`${called} does not hear ${caller}`, [called, caller], since);
    }
    return null;
  } finally {
    floor.taken = false;
  }
}

/** Nobody but `hearer` may hear the test tone that `speaker` says now. */
function checkOverheard(judge: Judge, speaker: PortId, hearer: PortId, since: Instant): void {
  for (const port of [...judge.seen.phones.keys(), ...judge.seen.lines.keys()]) {
    if (port === speaker || port === hearer || judge.hears(port) !== 'testTone') continue;
    const name = judge.seen.lines.has(port) ? `line ${port}` : port;
    judge.violation(`${name} overhears ${speaker}`, [port, speaker, hearer], since);
  }
}

/** Says the test tone until one of those hears it; then is quiet again. */
export function* speak(
  judge: Judge,
  device: Probe['device'],
  speaker: PortId,
  hearers: readonly PortId[],
): Script<PortId | null> {
  const since = judge.now();
  device(speaker).say('tone1k');
  let found: PortId | null = null;
  while (found === null && judge.msSince(since) < judge.bounds.tone && isThere(device(speaker))) {
    yield pause(LOOK_EVERY_MS);
    found = hearers.find((port) => judge.hears(port) === 'testTone') ?? null;
    if (!hearers.some((port) => isThere(device(port)))) break;
  }
  checkOverheard(judge, speaker, found ?? speaker, since);
  device(speaker).say('none');
  const quiet = judge.now();
  while (found !== null && judge.hears(found) === 'testTone' && judge.msSince(quiet) < judge.bounds.tone) {
    yield pause(LOOK_EVERY_MS);
  }
  return found;
}
