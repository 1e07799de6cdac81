import { ms } from '#units/time.ts';
import { aGuide, release } from '../call.ts';
import { guardedTrunk } from '../connection.ts';
import { reach } from '../destination.ts';
import { decide, decideComplete } from '../digits.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import type { Phrase } from '../model.ts';
import { callerGetsOn } from '../onward.ts';
import { goOutFor } from '../outgoing.ts';
import { isDialSymbol } from '../routing/plan.ts';
import type { Call, TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { answering } from './answering.ts';
import { ringInOf } from './mode.ts';

/*
 * Second dialling (DISA): a caller from outside hears the greeting and dials an inside number; who dials nothing, or
 * nonsense twice, is connected to the number of the line.
 */

const settled = (tx: Transaction, trunk: TrunkPort): TrunkState => tx.trunk(trunk.index).state;

const languageOf = (tx: Transaction, trunk: TrunkPort) =>
  tx.base.tables.entities.get(trunk.config.entity)?.language ?? 'zh-CN';

/** The line is answered with the greeting of its entity. */
export function greet(tx: Transaction, call: Call, trunk: TrunkPort): TrunkState {
  const greeting = tx.base.tables.entities.get(trunk.config.entity)?.greeting ?? 'greeting';
  const say: Phrase[] = [
    greeting === 'greeting' ? { text: 'greeting' } : { sound: greeting },
    { text: 'dial-extension' },
  ];
  tx.trace(call, trunk, 'disa.greets', { trunk: trunk.config.name });
  return answering(tx, call, 'dial', say, languageOf(tx, trunk));
}

const wait = (tx: Transaction, msMax: number) => tx.in(ms(msMax));

/** What was said has been heard: a message ends the call, a greeting waits for digits. */
export function guideHeard(
  tx: Transaction,
  trunk: TrunkIn<'asked'>,
  event: EventOf<'guideEnded'>,
): TrunkState | 'ignored' {
  const { state } = trunk;
  if (state.guide?.id !== event.id) return 'ignored';
  if (state.purpose === 'message') return goodBye(tx, trunk, 21, 'a message was played');
  return { ...state, guide: null, deadline: wait(tx, tx.base.office.timing.firstDigitMsMax) };
}

function goodBye(tx: Transaction, trunk: TrunkIn<'asked'>, cause: 21 | 28, reason: string): TrunkState {
  release(tx, trunk.state.call, { cause, by: 'exchange', reason, leaving: trunk.index });
  return guardedTrunk(tx);
}

function connectTo(tx: Transaction, trunk: TrunkIn<'asked'>, number: string): TrunkState {
  const { call } = trunk.state;
  tx.updateCall(call, { toNumber: number, visited: [], phase: { phase: 'waiting', ready: true } });
  const reached = reach(tx, call, number, { how: 'dialled', by: '' });
  const no = reached.kind === 'outside' ? goOutFor(tx, call, reached.dial, reached.way) : reached;
  if (no?.kind === 'refused')
    return again(tx, trunk, no.say.length > 0 ? no.say : [{ text: 'extension-busy' }]);
  callerGetsOn(tx, call, no ?? { kind: 'waiting' });
  return settled(tx, trunk);
}

/** One more try; then the number of the line, and when that fails too, good-bye. */
function again(tx: Transaction, trunk: TrunkIn<'asked'>, say: readonly Phrase[]): TrunkState {
  const { state } = trunk;
  const ringIn = ringInOf(tx, trunk.config);
  const call = tx.call(state.call);
  if (call.dialled.includes(',')) {
    if (call.visited.includes(ringIn)) return goodBye(tx, trunk, 28, 'nobody could be reached');
    return connectTo(tx, trunk, ringIn);
  }
  tx.updateCall(state.call, { dialled: `${call.dialled},`, phase: { phase: 'initiated' } });
  const guide = aGuide(tx, [...say, { text: 'dial-extension' }], languageOf(tx, trunk));
  return { ...state, digits: '', guide, deadline: wait(tx, 120_000) };
}

/** Inside numbers only: what leads outside, or is a code, is nobody's business out there. */
export function callerDials(
  tx: Transaction,
  trunk: TrunkIn<'asked'>,
  event: EventOf<'digit'>,
): TrunkState | 'ignored' {
  const { state } = trunk;
  if (state.purpose !== 'dial' || !isDialSymbol(event.digit)) return 'ignored';
  const digits = state.digits + event.digit;
  tx.updateCall(state.call, { dialled: tx.call(state.call).dialled + event.digit });
  const decision = decide(tx.base.tables, digits);
  if (decision.kind === 'extension') return connectTo(tx, trunk, decision.number);
  if (decision.kind === 'more')
    return { ...state, digits, guide: null, deadline: wait(tx, tx.base.office.timing.interDigitMsMax) };
  return again(tx, trunk, [{ text: 'dialled-wrongly' }]);
}

/** Nothing more is dialled. */
export function callerDialsNoMore(tx: Transaction, trunk: TrunkIn<'asked'>): TrunkState {
  const { state } = trunk;
  if (state.purpose === 'message') return goodBye(tx, trunk, 21, 'a message was played');
  if (state.digits === '') return connectTo(tx, trunk, ringInOf(tx, trunk.config));
  const decision = decideComplete(tx.base.tables, state.digits);
  if (decision.kind === 'extension') return connectTo(tx, trunk, decision.number);
  return again(tx, trunk, [{ text: 'dialled-wrongly' }]);
}
