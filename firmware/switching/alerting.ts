import type { Instant } from '#units/time.ts';
import { after, instant, ms } from '#units/time.ts';
import type { Alerting, Extension, Office } from './model.ts';

/**
 * How far the ringing of one telephone has come. `step` is the place in the region's cadence; `owesId`
 * says that the caller's number is still to be sent in its longest silence.
 */
export type Ringer =
  /** Before-ring caller ID: quiet (and line reversal, where the region asks for it) before the signal. */
  | { readonly phase: 'lead'; readonly reversed: boolean; readonly deadline: Instant }
  | { readonly phase: 'leadId'; readonly reversed: boolean; readonly id: number; readonly deadline: Instant }
  /** Caller ID is out, the first burst not yet on. */
  | { readonly phase: 'settle'; readonly deadline: Instant }
  | { readonly phase: 'burst'; readonly step: number; readonly owesId: boolean; readonly deadline: Instant }
  | { readonly phase: 'silence'; readonly step: number; readonly owesId: boolean; readonly deadline: Instant }
  /** The silence that carries caller ID: before the signal, and while it is sent. */
  | {
      readonly phase: 'quiet';
      readonly step: number;
      readonly silenceEnds: Instant;
      readonly deadline: Instant;
    }
  | {
      readonly phase: 'silenceId';
      readonly step: number;
      readonly id: number;
      readonly silenceEnds: Instant;
      readonly deadline: Instant;
    };

/** The longest message (DTMF, 20 digits) takes about 3 s; a lost `sent` must not keep a telephone from ringing. */
const SENDING_MS_MAX = 5_000;
/** ETSI EN 300 659-1 §6.1: ringing begins 200 to 500 ms after the data. */
const SETTLE_MS = 250;

/** What happened to the ringer; `nextId` names the next thing that is sent. */
export type RingerInput = { readonly kind: 'deadline' } | { readonly kind: 'sent'; readonly id: number };

export interface RingerStep {
  readonly ringer: Ringer;
  /** Caller ID is to be sent now, under this id. */
  readonly send: number | null;
}

/** The silence long enough for caller ID: the region's longest (British cadence: not the first one). */
function idSilence(alerting: Alerting): number {
  let best = -1;
  alerting.cadence.forEach((step, index) => {
    if (!step.on && (best < 0 || step.ms > alerting.cadence[best]!.ms)) best = index;
  });
  return best;
}

function enter(alerting: Alerting, index: number, owesId: boolean, now: Instant): Ringer {
  const step = index % alerting.cadence.length;
  const shape = alerting.cadence[step]!;
  const deadline = after(now, ms(shape.ms));
  if (shape.on) return { phase: 'burst', step, owesId, deadline };
  if (!owesId || step !== idSilence(alerting)) return { phase: 'silence', step, owesId, deadline };
  return {
    phase: 'quiet',
    step,
    silenceEnds: deadline,
    deadline: after(now, ms(alerting.callerId.delayMs)),
  };
}

const BY_MESSAGE: Alerting['callerId'] = {
  ...{ when: 'before-ring', lineReversal: false, alertTone: false, delayMs: 0 },
};

/** How a telephone is rung: as its country does, but for what it is told by message. */
export const alertingOf = ({ alerting }: Office, { callerIdFirst }: Extension): Alerting =>
  callerIdFirst ? { ...alerting, callerId: BY_MESSAGE } : alerting;

export function startRinger(alerting: Alerting, now: Instant): Ringer {
  if (alerting.callerId.when === 'after-first-ring') return enter(alerting, 0, true, now);
  return {
    phase: 'lead',
    reversed: alerting.callerId.lineReversal,
    deadline: after(now, ms(alerting.callerId.delayMs)),
  };
}

/** Caller ID is out, or has taken too long: the rest of the silence, at least a settling time. */
function afterId(ringer: Extract<Ringer, { phase: 'silenceId' }>, now: Instant): Ringer {
  const settled = after(now, ms(SETTLE_MS));
  const deadline = instant(Math.max(ringer.silenceEnds, settled));
  return { phase: 'silence', step: ringer.step, owesId: false, deadline };
}

/** Next step of the ringer, or null when the input means nothing to it. */
export function advanceRinger(
  ringer: Ringer,
  input: RingerInput,
  alerting: Alerting,
  now: Instant,
  nextId: number,
): RingerStep | null {
  if (input.kind === 'sent') {
    if (ringer.phase === 'leadId' && ringer.id === input.id)
      return { ringer: { phase: 'settle', deadline: after(now, ms(SETTLE_MS)) }, send: null };
    if (ringer.phase === 'silenceId' && ringer.id === input.id)
      return { ringer: afterId(ringer, now), send: null };
    return null;
  }
  const sending = after(now, ms(SENDING_MS_MAX));
  switch (ringer.phase) {
    case 'lead':
      return {
        ringer: { phase: 'leadId', reversed: ringer.reversed, id: nextId, deadline: sending },
        send: nextId,
      };
    case 'leadId':
      return { ringer: { phase: 'settle', deadline: after(now, ms(SETTLE_MS)) }, send: null };
    case 'settle':
      return { ringer: enter(alerting, 0, false, now), send: null };
    case 'burst':
    case 'silence':
      return { ringer: enter(alerting, ringer.step + 1, ringer.owesId, now), send: null };
    case 'quiet':
      return { ringer: { ...ringer, phase: 'silenceId', id: nextId, deadline: sending }, send: nextId };
    case 'silenceId':
      return { ringer: afterId(ringer, now), send: null };
  }
}

export const ringsNow = (ringer: Ringer): boolean => ringer.phase === 'burst';

export const reversesLine = (ringer: Ringer): boolean =>
  (ringer.phase === 'lead' || ringer.phase === 'leadId') && ringer.reversed;

export const sendsNow = (ringer: Ringer): boolean =>
  ringer.phase === 'leadId' || ringer.phase === 'silenceId';
