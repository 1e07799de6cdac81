import { reversesLine, ringsNow, sendsNow } from './alerting.ts';
import type { DetectorSet, Effect, ToneName } from './model.ts';
import type { Call, ExchangeState, LinePort, LineState, Port, TrunkPort, TrunkState } from './state.ts';

/*
 * What a state asks of the hardware for as long as it lasts: tone, detectors, ringing, feed, hook, path.
 * A step emits the difference between before and after, so a tone, a ring or a path cannot outlive the
 * state that wanted it. What happens once (digits, caller ID, records) is said where it is decided.
 */

const QUIET: DetectorSet = { dtmf: false, progress: false, fax: false, callerId: false };
const DIGITS: DetectorSet = { ...QUIET, dtmf: true };
const PROGRESS: DetectorSet = { ...QUIET, progress: true };
const CALLER_ID: DetectorSet = { ...QUIET, callerId: true };

function lineTone(state: LineState): ToneName | null {
  switch (state.state) {
    case 'dialTone':
      return 'dial';
    case 'collecting':
    case 'hearsTone':
      return state.tone;
    case 'ringingOut':
      return 'ringback';
    case 'howler':
      return 'howler';
    default:
      return null;
  }
}

const lineDetectors = ({ state }: LineState): DetectorSet =>
  state === 'dialTone' || state === 'collecting' || state === 'dialingOut' ? DIGITS : QUIET;

/** The exchange line is off-hook. */
export function trunkOffHook({ state }: TrunkState): boolean {
  switch (state) {
    case 'clearing':
    case 'seizing':
    case 'dialling':
    case 'awaitingAnswer':
    case 'talking':
    case 'caught':
      return true;
    default:
      return false;
  }
}

function trunkDetectors({ state }: TrunkState): DetectorSet {
  switch (state) {
    case 'idle':
    case 'guard':
    case 'announced':
    case 'ringingIn':
    case 'offered':
      return CALLER_ID;
    case 'seizing':
    case 'dialling':
    case 'awaitingAnswer':
    case 'talking':
    case 'caught':
      return PROGRESS;
    default:
      return QUIET;
  }
}

function lineChanges(before: LinePort, now: LinePort, off: Effect[], on: Effect[]): void {
  const { port, slot } = now;
  const was = before.state;
  const is = now.state;
  const rang = was.state === 'alerting' && ringsNow(was.ringer);
  const rings = is.state === 'alerting' && ringsNow(is.ringer);
  if (rang && !rings) off.push({ kind: 'ringOff', port });
  const wasReversed = was.state === 'alerting' && reversesLine(was.ringer);
  const isReversed = is.state === 'alerting' && reversesLine(is.ringer);
  if (wasReversed !== isReversed)
    (isReversed ? on : off).push({ kind: 'feed', port, feed: isReversed ? 'reversed' : 'normal' });
  if (was.state === 'alerting' && sendsNow(was.ringer) && is.state !== 'alerting')
    off.push({ kind: 'stopSend', slot });
  const tone = lineTone(is);
  if (tone !== lineTone(was)) (tone === null ? off : on).push({ kind: 'tone', slot, tone });
  const detectors = lineDetectors(is);
  if (detectors !== lineDetectors(was)) on.push({ kind: 'detect', slot, detectors });
  if (rings && !rang) on.push({ kind: 'ringOn', port });
}

function trunkChanges(before: TrunkPort, now: TrunkPort, off: Effect[], on: Effect[]): void {
  const { port, slot } = now;
  const wasOff = trunkOffHook(before.state);
  const isOff = trunkOffHook(now.state);
  if (wasOff && !isOff) {
    if (before.state.state === 'dialling' && before.state.sending !== null)
      off.push({ kind: 'stopSend', slot });
    off.push({ kind: 'release', port });
  }
  const was = before.state.state === 'caught';
  const is = now.state.state === 'caught';
  if (was !== is) (is ? on : off).push({ kind: 'tone', slot, tone: is ? 'ringback' : null });
  const detectors = trunkDetectors(now.state);
  if (detectors !== trunkDetectors(before.state)) on.push({ kind: 'detect', slot, detectors });
  if (isOff && !wasOff) on.push({ kind: 'seize', port });
}

export function portChanges(before: Port, now: Port, off: Effect[], on: Effect[]): void {
  if (now.kind === 'line') lineChanges(before as LinePort, now, off, on);
  else trunkChanges(before as TrunkPort, now, off, on);
}

/** Two parties are switched through: in conversation, or listening to the public network. */
export const hasPath = (call: Call | null): call is Call & { readonly to: number } =>
  call !== null &&
  call.to !== null &&
  (call.phase.phase === 'connected' || (call.phase.phase === 'outgoing' && call.phase.cutThrough));

export function pathChanges(
  base: Pick<ExchangeState, 'ports'>,
  before: Call | null,
  now: Call | null,
  off: Effect[],
  on: Effect[],
): void {
  const had = hasPath(before);
  const has = hasPath(now);
  if (had && has && before.from === now.from && before.to === now.to) return;
  if (had) off.push({ kind: 'disconnect', a: base.ports[before.from]!.slot, b: base.ports[before.to]!.slot });
  if (has) on.push({ kind: 'connect', a: base.ports[now.from]!.slot, b: base.ports[now.to]!.slot });
}
