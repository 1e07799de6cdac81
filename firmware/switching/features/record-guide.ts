import { ms } from '#units/time.ts';
import { aGuide, refuse, release } from '../call.ts';
import { endedCall, hearsTone } from '../connection.ts';
import { GUIDE_TEXTS } from '../guide-texts.ts';
import type { EventOf, LineIn } from '../handlers.ts';
import { extensionOf, userOf } from '../people.ts';
import type { LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type FeatureUse, impossible, type Outcome } from './codes/run.ts';

/*
 * Recording a voice guide by telephone: the code and the guide's number, a tone, one's own words, `#`. What is
 * recorded takes the place of the built-in sound in the speaker's language. Everybody hears it afterwards, so it
 * takes a class of service that may supervise.
 */

const SPEAKING_MS_MAX = 60_000;
/** Until the recording is on disk, or is known not to be. */
const SAVING_MS_MAX = 10_000;

/** Two digits stand for a text: its place in the list, from 01. */
export const guideOfCode = (code: string): (typeof GUIDE_TEXTS)[number] | undefined =>
  GUIDE_TEXTS[Number(code) - 1];

export function recordGuide(tx: Transaction, { line, call, user, args }: FeatureUse): Outcome {
  const classOfService = tx.base.tables.classes.get(extensionOf(tx, user)?.classOfService ?? '');
  if (classOfService?.supervise !== true) return impossible({ text: 'not-permitted' });
  const text = guideOfCode(args.code ?? '');
  if (text === undefined) return impossible({ text: 'number-vacant' });
  const { language } = userOf(tx, line);
  const guide = aGuide(tx, [{ text: 'record-after-tone' }, { sound: 'record-tone' }], language);
  const deadline = tx.in(ms(SPEAKING_MS_MAX));
  const id = tx.nextSend();
  return {
    kind: 'state',
    state: { state: 'recordingGuide', call, text, language, id, phase: 'told', guide, deadline },
  };
}

type Recording = LineIn<'recordingGuide'>;

/** The tone is over: what is said from now on is recorded. */
export function recordingBegins(
  tx: Transaction,
  { state }: Recording,
  event: EventOf<'guideEnded'>,
): LineState | 'ignored' {
  if (state.guide?.id !== event.id) return 'ignored';
  return { ...state, phase: 'spoken', guide: null, deadline: tx.in(ms(SPEAKING_MS_MAX)) };
}

const saving = (tx: Transaction, { state }: Recording): LineState => ({
  ...state,
  phase: 'saved',
  guide: null,
  deadline: tx.in(ms(SAVING_MS_MAX)),
});

export function recordingDigit(
  tx: Transaction,
  line: Recording,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  return event.digit === '#' && line.state.phase === 'spoken' ? saving(tx, line) : 'ignored';
}

/** Long enough; or nobody says whether it was saved. */
export function recordingDue(tx: Transaction, line: Recording): LineState {
  if (line.state.phase === 'spoken') return saving(tx, line);
  return refuse(tx, line.state.call, 41, 'the guide was not recorded', [{ text: 'record-failed' }]);
}

/** It is on disk, or it was silent, or the disk is full. */
export function recordingDone(
  tx: Transaction,
  line: Recording,
  event: EventOf<'guideRecorded'>,
): LineState | 'ignored' {
  const { state } = line;
  if (state.id !== event.id) return 'ignored';
  if (!event.ok) return refuse(tx, state.call, 41, 'the guide was not recorded', [{ text: 'record-failed' }]);
  const call = tx.call(state.call);
  tx.trace(call, line, 'guide.recorded', { text: state.text, by: userOf(tx, line).number });
  release(tx, state.call, { cause: 16, by: 'exchange', reason: 'guide recorded', leaving: line.index });
  const guide = aGuide(tx, [{ text: 'record-saved' }], state.language);
  const heard = hearsTone(tx, endedCall(call, 16), guide);
  return heard.state === 'hearsTone' ? { ...heard, tone: 'confirmation' } : heard;
}
