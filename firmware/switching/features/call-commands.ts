import type { CallId } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import { dropParty, identityOf, leave, release, sentTo } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import { reach } from '../destination.ts';
import { dialFor } from '../dialling.ts';
import type { Command, Reply } from '../model.ts';
import { callerGetsOn } from '../onward.ts';
import { otherOf, partiesOf, targetsOf } from '../parties.ts';
import { withdraw } from '../ringing.ts';
import type { Call, CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type CommandHandler, isNumber, no, yes } from './commands.ts';
import { conference } from './conference.ts';
import { beginConsultation, hold, mayHold, retrieve } from './hold.ts';
import { pickUp } from './pickup.ts';
import { ringFor } from './prompt.ts';
import { join, mayJoin, mayTransfer } from './transfer.ts';
import { permitted } from './trunk-to-trunk.ts';

/*
 * Commands about calls. An analog telephone cannot be told to lift or to hang up: it is rung, and it hears a tone.
 * They are function declarations, for the table of commands may be made before this file has run.
 */

type TalkingLine = LinePort & { readonly state: { readonly call: CallIndex } };

const lineOf = (tx: Transaction, device: string): LinePort | null => {
  const index = tx.base.tables.lineOfNumber.get(device);
  return index === undefined ? null : tx.line(index);
};

const callOf = (tx: Transaction, id: CallId): Call | null =>
  tx.calls.find((call) => call !== null && call.id === id) ?? null;

const isTalking = (line: LinePort): line is TalkingLine => line.state.state === 'talking';

/** A device and a call that it is in, or why not. */
function connectionOf(tx: Transaction, device: string, id: CallId): { line: LinePort; call: Call } | Reply {
  const line = lineOf(tx, device);
  if (line === null) return no('no-such-device');
  const call = callOf(tx, id);
  if (call === null) return no('no-such-call');
  const there = partiesOf(call).includes(line.index) || targetsOf(call).includes(line.index);
  return there ? { line, call } : no('no-such-call');
}

const isReply = (found: { line: LinePort; call: Call } | Reply): found is Reply => 'ok' in found;

/** Of a telephone that is in a conversation and keeps one other party on hold. */
function twoCalls(tx: Transaction, device: string): { line: TalkingLine; held: CallIndex } | Reply {
  const line = lineOf(tx, device);
  if (line === null) return no('no-such-device');
  const held = line.held.at(-1);
  const present =
    line.state.state === 'talking' ||
    line.state.state === 'ringingOut' ||
    line.state.state === 'awaitingAnswer';
  return held === undefined || !present ? no('not-in-that-state') : { line: line as TalkingLine, held };
}

function makeCall(tx: Transaction, { device, to }: Extract<Command, { op: 'makeCall' }>): Reply {
  const line = lineOf(tx, device);
  if (line === null) return no('no-such-device');
  if (!isNumber(to)) return no('bad-number');
  return line.state.state === 'idle' ? yes(ringFor(tx, line, to).id) : no('not-in-that-state');
}

function answer(tx: Transaction, { device, call }: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, device, call);
  return isReply(found) ? found : no('device-cannot');
}

function holdCall(tx: Transaction, asked: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!isTalking(line) || line.state.call !== call.index || line.held.length > 0 || !mayHold(call, line))
    return no('not-in-that-state');
  hold(tx, call.index, line);
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  return yes(call.id);
}

/** The call that the telephone is in meanwhile is given up. */
function retrieveCall(tx: Transaction, asked: { device: string; call: CallId }): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!line.held.includes(call.index)) return no('not-in-that-state');
  if ('call' in line.state) {
    const present = line.state.call;
    leave(tx, present, line.index, { cause: 16, by: 'caller', reason: 'given up for the party on hold' });
  }
  tx.setLine(line.index, retrieve(tx, call.index, tx.line(line.index)));
  return yes(call.id);
}

function consult(tx: Transaction, asked: Extract<Command, { op: 'consult' }>): Reply {
  if (!isNumber(asked.to)) return no('bad-number');
  const held = holdCall(tx, asked);
  const line = lineOf(tx, asked.device);
  if (!held.ok || line === null) return held;
  const { state } = line;
  assert(state.state === 'dialTone', `${line.port} consults but is ${state.state}`);
  const { id } = tx.call(state.call);
  tx.setLine(line.index, dialFor(tx, { ...line, state }, asked.to));
  return yes(id);
}

/** The other party is sent on; who sent it has it back when nobody answers. */
function transfer(tx: Transaction, asked: Extract<Command, { op: 'transfer' }>): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  const other = otherOf(call, line.index);
  if (!isNumber(asked.to)) return no('bad-number');
  if (other === null || call.phase.phase !== 'connected' || call.room !== null || !mayHold(call, line))
    return no('not-in-that-state');
  const by = line.config.number;
  const wasHeld = call.heldBy.includes(line.index);
  dropParty(tx, call.index, line.index);
  if (!wasHeld) letGo(tx, line.index, endedCall(call, 16));
  tx.updateCall(call.index, {
    phase: { phase: 'waiting', ready: true },
    shown: identityOf(tx, tx.call(call.index), other),
    ...sentTo(call, asked.to),
    visited: [],
    sender: by,
  });
  const reached = reach(tx, call.index, asked.to, { how: 'transfer', by });
  callerGetsOn(tx, call.index, reached);
  return yes(call.id);
}

function completeTransfer(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found;
  const { line, held } = found;
  const consulted = tx.call(line.state.call);
  if (!permitted(tx, tx.call(held), consulted, line)) return no('not-permitted');
  if (!mayTransfer(tx, tx.call(held), consulted, line)) return no('not-in-that-state');
  const { id } = join(tx, held, consulted.index, line);
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  return yes(id);
}

function conferenceCalls(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found;
  const { line, held } = found;
  if (!isTalking(line) || tx.call(line.state.call).phase.phase !== 'connected')
    return no('not-in-that-state');
  if (!mayJoin(tx, tx.call(held), tx.call(line.state.call), line)) return no('not-in-that-state');
  tx.setLine(line.index, conference(tx, held, line.state.call, line));
  return yes(tx.call(held).id);
}

function alternate(tx: Transaction, { device }: { device: string }): Reply {
  const found = twoCalls(tx, device);
  if ('ok' in found) return found;
  const { line, held } = found;
  if (!isTalking(line) || !mayHold(tx.call(line.state.call), line)) return no('not-in-that-state');
  hold(tx, line.state.call, line);
  tx.setLine(line.index, retrieve(tx, held, tx.line(line.index)));
  return yes(tx.call(held).id);
}

function deflect(tx: Transaction, asked: Extract<Command, { op: 'deflect' }>): Reply {
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  const { line, call } = found;
  if (!isNumber(asked.to)) return no('bad-number');
  if (!targetsOf(call).includes(line.index) || call.phase.phase !== 'alerting')
    return no('not-in-that-state');
  withdraw(tx, call.index);
  tx.updateCall(call.index, { fallback: null, hunt: null, visited: [] });
  const by = line.config.number;
  callerGetsOn(tx, call.index, reach(tx, call.index, asked.to, { how: 'diverted', by }));
  return yes(call.id);
}

function pickup(tx: Transaction, { device, from }: Extract<Command, { op: 'pickup' }>): Reply {
  const line = lineOf(tx, device);
  if (line === null) return no('no-such-device');
  if (line.state.state === 'idle') return no('device-cannot');
  if (line.state.state !== 'dialTone') return no('not-in-that-state');
  const state = pickUp(tx, line, line.state.call, from);
  if (state === null) return no('no-such-call');
  tx.setLine(line.index, state);
  return yes('call' in state ? tx.call(state.call).id : null);
}

function releaseCall(tx: Transaction, asked: Extract<Command, { op: 'release' }>): Reply {
  const call = callOf(tx, asked.call);
  if (call === null) return no('no-such-call');
  if (asked.device === null) {
    release(tx, call.index, { cause: 16, by: 'exchange', reason: 'released by command', leaving: null });
    return yes(call.id);
  }
  const found = connectionOf(tx, asked.device, asked.call);
  if (isReply(found)) return found;
  if (targetsOf(call).includes(found.line.index)) return no('not-in-that-state');
  const { line } = found;
  const wasHeld = call.heldBy.includes(line.index);
  leave(tx, call.index, line.index, { cause: 16, by: 'exchange', reason: 'released by command' });
  if (!wasHeld) letGo(tx, line.index, endedCall(call, 16));
  return yes(call.id);
}

type CallOp = Exclude<Command['op'], 'setMode' | 'setSubscriber' | 'unblock'>;

export const CALL_COMMANDS: { readonly [O in CallOp]: CommandHandler<O> } = {
  makeCall,
  answer,
  hold: holdCall,
  retrieve: retrieveCall,
  consult,
  transfer,
  completeTransfer,
  conference: conferenceCalls,
  alternate,
  deflect,
  pickup,
  release: releaseCall,
};
