import type { Timeslot } from '#units/ids.ts';
import { reversesLine, ringsNow, sendsNow } from './alerting.ts';
import type { DetectorSet, Effect, Language, Phrase, ToneName } from './model.ts';
import { hearing } from './parties.ts';
import type {
  Call,
  Guide,
  Hears,
  LinePort,
  LineState,
  Port,
  PortIndex,
  TrunkPort,
  TrunkState,
} from './state.ts';

/*
 * What a state asks of the hardware for as long as it lasts: tone, detectors, ringing, feed, hook, path.
 * A step emits the difference between before and after, so a tone, a ring or a path cannot outlive the
 * state that wanted it. What happens once (digits, caller ID, records) is said where it is decided.
 */

const QUIET: DetectorSet = { dtmf: false, progress: false, fax: false, callerId: false };
const DIGITS: DetectorSet = { ...QUIET, dtmf: true };
const PROGRESS: DetectorSet = { ...QUIET, progress: true };
/** Digits of a caller who was asked for them, and the tones that tell that he has gone. */
const ANSWERS: DetectorSet = { ...QUIET, dtmf: true, progress: true };
const CALLER_ID: DetectorSet = { ...QUIET, callerId: true };

function lineTone({ state, knock, reminded }: LinePort): ToneName | null {
  switch (state.state) {
    case 'dialTone':
    case 'collecting':
      return state.tone;
    case 'hearsTone':
      return state.guide === null ? state.tone : null;
    case 'recalled':
      return 'specialDial';
    case 'talking':
      if (state.hears === 'ringback') return 'ringback';
      // Music is not spoken over: who is on hold hears the beep when he is back.
      if (state.hears === 'music') return null;
      return knock?.phase === 'tone' || knock?.phase === 'quiet' || reminded ? 'callWaiting' : null;
    case 'ringingOut':
      return 'ringback';
    case 'howler':
      return 'howler';
    default:
      return null;
  }
}

function lineDetectors({ state, knock }: LinePort): DetectorSet {
  switch (state.state) {
    case 'dialTone':
    case 'collecting':
    case 'dialingOut':
    case 'recalled':
    case 'recordingGuide':
    case 'asked':
    case 'attending':
      return DIGITS;
    case 'hearsTone':
      return state.choices ? DIGITS : QUIET;
    case 'talking':
      // A telephone that can show who knocks answers the alert with a digit D.
      return knock?.phase === 'alert' || state.hears === 'supervised' ? DIGITS : QUIET;
    default:
      return QUIET;
  }
}

/** A guide or music that is heard for as long as the state lasts. */
interface Heard {
  readonly say: readonly Phrase[];
  readonly language: Language;
  readonly loop: boolean;
  readonly id: number;
}

const spoken = ({ say, language, id }: Guide): Heard => ({ say, language, loop: false, id });
const music = (hears: Hears, sound: string): Heard | null =>
  hears === 'music' ? { say: [{ sound }], language: 'en', loop: true, id: 0 } : null;

function lineHeard({ state }: LinePort, musicOf: MusicOf): Heard | null {
  switch (state.state) {
    case 'talking':
      return state.guide ? spoken(state.guide) : music(state.hears, musicOf(state.call));
    case 'hearsTone':
    case 'recordingGuide':
    case 'asked':
      return state.guide === null ? null : spoken(state.guide);
    default:
      return null;
  }
}

function trunkHeard({ state }: TrunkPort, musicOf: MusicOf): Heard | null {
  switch (state.state) {
    case 'talking':
      return state.guide ? spoken(state.guide) : music(state.hears, musicOf(state.call));
    case 'asked':
      return state.guide === null ? null : spoken(state.guide);
    default:
      return null;
  }
}

/** The name of the music that a held party of this call hears. */
export type MusicOf = (call: number) => string;

const sameHeard = (a: Heard | null, b: Heard | null): boolean =>
  a === b || (a !== null && b !== null && a.loop === b.loop && (a.loop || a.id === b.id));

function heardChanges(now: Port, was: Heard | null, is: Heard | null, off: Effect[], on: Effect[]): void {
  if (sameHeard(was, is)) return;
  const { slot, port } = now;
  if (was !== null) off.push({ kind: 'guideOff', slot });
  if (is !== null) on.push({ kind: 'guide', slot, port, ...is });
}

/** The exchange line is off-hook. */
export function trunkOffHook({ state }: TrunkState): boolean {
  switch (state) {
    case 'clearing':
    case 'seizing':
    case 'dialling':
    case 'awaitingAnswer':
    case 'talking':
    case 'caught':
    case 'asked':
      return true;
    default:
      return false;
  }
}

function trunkDetectors({ state }: TrunkState): DetectorSet {
  switch (state) {
    case 'asked':
      return ANSWERS;
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

/** What a telephone says is recorded in place of a guide. */
const records = (state: LineState) =>
  state.state === 'recordingGuide' && state.phase === 'spoken' ? state : null;

function recordingChanges(before: LinePort, now: LinePort, off: Effect[], on: Effect[]): void {
  const was = records(before.state);
  const is = records(now.state);
  if (was?.id === is?.id) return;
  const { slot, port } = now;
  if (was !== null) off.push({ kind: 'recordGuideEnd', slot });
  if (is === null) return;
  const { text, language, id } = is;
  on.push({ kind: 'recordGuide', slot, port, text, language, id });
}

function lineChanges(before: LinePort, now: LinePort, musicOf: MusicOf, off: Effect[], on: Effect[]): void {
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
  const tone = lineTone(now);
  if (tone !== lineTone(before)) (tone === null ? off : on).push({ kind: 'tone', slot, tone });
  heardChanges(now, lineHeard(before, musicOf), lineHeard(now, musicOf), off, on);
  recordingChanges(before, now, off, on);
  const detectors = lineDetectors(now);
  if (detectors !== lineDetectors(before)) on.push({ kind: 'detect', slot, detectors });
  if (rings && !rang)
    on.push(is.answers ? { kind: 'ringOn', port, answers: true } : { kind: 'ringOn', port });
}

/** We are off-hook to a caller whose called party still rings. */
const hearsRingback = (state: TrunkState): boolean =>
  state.state === 'caught' || (state.state === 'talking' && state.hears === 'ringback');

function trunkChanges(
  before: TrunkPort,
  now: TrunkPort,
  musicOf: MusicOf,
  off: Effect[],
  on: Effect[],
): void {
  const { port, slot } = now;
  const wasOff = trunkOffHook(before.state);
  const isOff = trunkOffHook(now.state);
  if (wasOff && !isOff) {
    if (before.state.state === 'dialling' && before.state.sending !== null)
      off.push({ kind: 'stopSend', slot });
    off.push({ kind: 'release', port });
  }
  const was = hearsRingback(before.state);
  const is = hearsRingback(now.state);
  if (was !== is) (is ? on : off).push({ kind: 'tone', slot, tone: is ? 'ringback' : null });
  heardChanges(now, trunkHeard(before, musicOf), trunkHeard(now, musicOf), off, on);
  const detectors = trunkDetectors(now.state);
  if (detectors !== trunkDetectors(before.state)) on.push({ kind: 'detect', slot, detectors });
  if (isOff && !wasOff) on.push({ kind: 'seize', port });
}

export function portChanges(before: Port, now: Port, musicOf: MusicOf, off: Effect[], on: Effect[]): void {
  if (now.kind === 'line') lineChanges(before as LinePort, now, musicOf, off, on);
  else trunkChanges(before as TrunkPort, now, musicOf, off, on);
}

const muted = ({ speaker, supervisor }: Call, party: PortIndex): boolean =>
  (speaker !== null && speaker !== party) ||
  (supervisor !== null && supervisor.party === party && supervisor.way !== 'barge');

const whispersTo = (
  { supervisor }: Call,
  party: PortIndex,
  slot: (index: PortIndex) => Timeslot,
): Timeslot | null =>
  supervisor !== null && supervisor.party === party && supervisor.way === 'whisper'
    ? slot(supervisor.agent)
    : null;

/** Who hears whom in a call: nobody, two parties, or a conference. */
type Path =
  | { readonly kind: 'none' }
  | { readonly kind: 'pair'; readonly a: PortIndex; readonly b: PortIndex }
  | { readonly kind: 'conference'; readonly members: readonly PortIndex[]; readonly call: Call };

function pathOf(call: Call | null): Path {
  const parties = hearing(call);
  if (call === null || parties.length === 0) return { kind: 'none' };
  if (parties.length === 2 && call.speaker === null && call.supervisor === null)
    return { kind: 'pair', a: parties[0]!, b: parties[1]! };
  return { kind: 'conference', members: parties, call };
}

function samePath(was: Path, is: Path): boolean {
  if (was.kind === 'pair' && is.kind === 'pair') return was.a === is.a && was.b === is.b;
  if (was.kind === 'conference' && is.kind === 'conference')
    return (
      was.call.speaker === is.call.speaker &&
      was.call.supervisor?.way === is.call.supervisor?.way &&
      was.members.length === is.members.length &&
      was.members.every((member, place) => member === is.members[place])
    );
  return was.kind === 'none' && is.kind === 'none';
}

/** Ports keep their timeslots for ever, so `ports` may be those of before or after. */
export function pathChanges(
  ports: readonly Port[],
  before: Call | null,
  now: Call | null,
  off: Effect[],
  on: Effect[],
): void {
  const was = pathOf(before);
  const is = pathOf(now);
  if (samePath(was, is)) return;
  const slot = (index: PortIndex) => ports[index]!.slot;
  if (was.kind === 'pair') off.push({ kind: 'disconnect', a: slot(was.a), b: slot(was.b) });
  // A conference that goes on is given anew as a whole.
  if (was.kind === 'conference' && is.kind !== 'conference')
    off.push({ kind: 'conference', id: was.call.index, members: [] });
  if (is.kind === 'pair') on.push({ kind: 'connect', a: slot(is.a), b: slot(is.b) });
  if (is.kind === 'conference') {
    const members = is.members.map((party) => ({
      slot: slot(party),
      muted: muted(is.call, party),
      heardBy: whispersTo(is.call, party, slot),
    }));
    on.push({ kind: 'conference', id: is.call.index, members });
  }
}
