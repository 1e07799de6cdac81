import { ms } from '#units/time.ts';
import { refuse } from './call.ts';
import { type CallerDecision, decide, decideComplete, progressOf } from './digits.ts';
import { askAccount } from './features/account.ts';
import { runFeature } from './features/codes/run.ts';
import { hotLineOf } from './features/hot-line.ts';
import { permissionOf } from './features/permission.ts';
import { rememberDialled } from './features/redial.ts';
import type { EventOf, LineIn } from './handlers.ts';
import type { Cause } from './model.ts';
import { deliver } from './onward.ts';
import { callEmergency, digitsGrew, goByRoute, goOut, outgoingPhase } from './outgoing.ts';
import { partiesOf } from './parties.ts';
import { userOf } from './people.ts';
import { dialledFor } from './routing/e164.ts';
import { isDialSymbol, mayBeginNumber, NUMBER_LENGTH_MAX } from './routing/plan.ts';
import type { CallIndex, LinePort, LineState } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What an extension dials, digit by digit, and what follows from it.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

/** Digits that the exchange dials for its user: call-back, click to dial, hot line. */
export function dialFor(tx: Transaction, line: InCall, digits: string): LineState {
  tx.updateCall(line.state.call, { dialled: digits, phase: { phase: 'initiated' }, deadline: null });
  return follow(tx, line, digits, decideComplete(tx.base.tables, digits, entityOf(tx, line)));
}

type Dialled = CallerDecision;

function follow(tx: Transaction, line: InCall, digits: string, decision: Dialled): LineState {
  const { call } = line.state;
  const { timing } = tx.base.office;
  tracePlus(tx, line, digits, decision);
  switch (decision.kind) {
    case 'more': {
      const wait = decision.secondDialTone ? timing.firstDigitMsMax : timing.interDigitMsMax;
      const tone = decision.secondDialTone ? 'specialDial' : null;
      return { state: 'collecting', call, tone, deadline: tx.in(ms(wait)) };
    }
    case 'emergency':
      return callEmergency(tx, call, decision.number);
    case 'vacant':
      tx.trace(tx.call(call), line, decision.cause === 28 ? 'plan.incomplete' : 'plan.vacant', { digits });
      return refuse(tx, call, decision.cause, 'no such number');
    case 'feature':
      return runFeature(tx, line, decision, ({ number, hidden, anyClass }) => {
        tx.updateCall(call, { kind: 'incomplete', hidden: hidden ?? false, anyClass: anyClass ?? false });
        return follow(tx, line, number, decideComplete(tx.base.tables, number, entityOf(tx, line)));
      });
    case 'extension':
      tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern: decision.pattern, to: 'extension' });
      rememberDialled(tx, call, line);
      return deliver(tx, call, decision.number);
    case 'trunk': {
      const { pattern, route } = decision;
      return outside(tx, line, decision, () => {
        tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern, to: route.group });
        return goOut(tx, call, route, decision.digits, decision.complete);
      });
    }
    case 'route': {
      const { pattern, route } = decision;
      return outside(tx, line, decision, () => {
        tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern, to: route });
        return goByRoute(tx, call, decision);
      });
    }
  }
}

/** The number that stands for one with `+` is in no other trace. */
function tracePlus(tx: Transaction, line: InCall, given: string, { kind }: Dialled): void {
  if (!given.startsWith('+') || kind === 'more') return;
  const digits = dialledFor(tx.base.tables, given.replace(/#$/, ''));
  if (digits !== null) tx.trace(tx.call(line.state.call), line, 'dial.plus', { number: given, digits });
}

/** A call to the outside, if it is permitted; nothing is seized before that is certain. */
function outside(
  tx: Transaction,
  line: InCall,
  { digits, complete }: { readonly digits: string; readonly complete: boolean },
  go: () => LineState,
): LineState {
  const { call } = line.state;
  const permission = permissionOf(tx, call, line, digits, complete);
  switch (permission.kind) {
    case 'yes':
      if (complete) rememberDialled(tx, call, line);
      return go();
    case 'open': {
      const deadline = tx.in(ms(tx.base.office.timing.interDigitMsMax));
      return { state: 'collecting', call, tone: null, deadline };
    }
    case 'account':
      return askAccount(tx, line);
    case 'refused':
      return refuse(tx, call, permission.cause, permission.reason, permission.say);
  }
}

const entityOf = (tx: Transaction, line: LinePort): string => userOf(tx, line).entity;

export function dial(tx: Transaction, line: InCall, event: EventOf<'digit'>): LineState | 'ignored' {
  const { dialled } = tx.call(line.state.call);
  if (!(dialled === '' ? mayBeginNumber : isDialSymbol)(event.digit)) return 'ignored';
  const digits = dialled + event.digit;
  tx.updateCall(line.state.call, { dialled: digits });
  return follow(tx, line, digits, decide(tx.base.tables, digits, entityOf(tx, line)));
}

/** An account code was given: what was dialled before is dialled again with it. */
export function goOnWith(tx: Transaction, line: InCall, next: LineState | 'go on'): LineState {
  if (next !== 'go on') return next;
  const { dialled } = tx.call(line.state.call);
  // A `#` after the number only ended it; behind a code it belongs to the code.
  const digits = /^\+?[0-9]+#$/.test(dialled) ? dialled.slice(0, -1) : dialled;
  return follow(tx, line, digits, decideComplete(tx.base.tables, digits, entityOf(tx, line)));
}

export function dialTimeout(tx: Transaction, line: LineIn<'collecting'>): LineState {
  const { dialled } = tx.call(line.state.call);
  return follow(tx, line, dialled, decideComplete(tx.base.tables, dialled, entityOf(tx, line)));
}

export function noFirstDigit(tx: Transaction, line: LineIn<'dialTone'>): LineState {
  const hot = hotLineOf(tx, line);
  if (hot !== null && line.held.length === 0) return dialFor(tx, line, hot.number);
  const seconds = tx.base.office.timing.firstDigitMsMax / 1_000;
  tx.trace(tx.call(line.state.call), line, 'dial.noDigit', { seconds });
  return refuse(tx, line.state.call, 102, 'no digit dialled');
}

/** Overlap sending: the exchange line is already seized or being dialled on. */
export function dialFurther(
  tx: Transaction,
  line: LineIn<'dialingOut'>,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  const { index, dialled, phase } = tx.call(line.state.call);
  const outgoing = outgoingPhase({ ...tx.call(index), phase });
  if (!isDialSymbol(event.digit)) return 'ignored';
  if (outgoing.complete || dialled.length >= NUMBER_LENGTH_MAX) {
    tx.trace(tx.call(index), line, 'plan.digitsSurplus', { digit: event.digit });
    return line.state;
  }
  const digits = dialled + event.digit;
  tx.updateCall(index, { dialled: digits });
  const progress = progressOf(tx.base.tables, digits);
  if (progress === 'vacant')
    return event.digit === '#' ? numberEnds(tx, line, dialled) : numberImpossible(tx, line, 1);
  const complete = progress === 'complete';
  digitsGrew(tx, index, outgoing.digits + event.digit, complete);
  return afterGrowth(tx, line, complete);
}

/** The line may have been cut through meanwhile by what was dialled. */
function afterGrowth(tx: Transaction, line: LineIn<'dialingOut'>, complete: boolean): LineState {
  if (complete) rememberDialled(tx, line.state.call, line);
  const { state } = tx.line(line.index);
  if (state.state !== 'dialingOut') return state;
  return { ...state, deadline: complete ? null : tx.in(ms(tx.base.office.timing.interDigitMsMax)) };
}

function numberImpossible(tx: Transaction, line: LineIn<'dialingOut'>, cause: Cause): LineState {
  const { dialled } = tx.call(line.state.call);
  tx.trace(tx.call(line.state.call), line, cause === 28 ? 'plan.incomplete' : 'plan.vacant', {
    digits: dialled,
  });
  return refuse(tx, line.state.call, cause, 'no such number');
}

function numberEnds(tx: Transaction, line: LineIn<'dialingOut'>, dialled: string): LineState {
  const progress = progressOf(tx.base.tables, dialled);
  if (progress === 'incomplete' || progress === 'vacant') return numberImpossible(tx, line, 28);
  const { digits } = outgoingPhase(tx.call(line.state.call));
  digitsGrew(tx, line.state.call, digits, true);
  return afterGrowth(tx, line, true);
}

export const numberTimeout = (tx: Transaction, line: LineIn<'dialingOut'>): LineState =>
  numberEnds(tx, line, tx.call(line.state.call).dialled);

/** In conversation a push-button telephone is heard by the far end itself; a dial's pulses are not. */
export function dialInCall(tx: Transaction, line: InCall, event: EventOf<'digit'>): LineState | 'ignored' {
  const call = tx.call(line.state.call);
  if (event.via !== 'pulse' || !isDialSymbol(event.digit)) return 'ignored';
  const trunks = partiesOf(call)
    .map((party) => tx.port(party))
    .filter(({ kind }) => kind === 'trunk');
  if (trunks.length === 0) return 'ignored';
  for (const { port } of trunks)
    tx.emit({ kind: 'dial', port, digits: event.digit, via: 'dtmf', id: tx.nextSend() });
  return line.state;
}
