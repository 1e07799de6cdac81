import type { PortId } from '#units/ids.ts';
import { ms } from '#units/time.ts';
import { aGuide, NEW_CALL, release } from '../call.ts';
import { decideComplete } from '../digits.ts';
import { openLeg } from '../legs.ts';
import type { Reply } from '../model.ts';
import { seize } from '../outgoing.ts';
import { publicForm } from '../routing/e164.ts';
import { matchEmergency } from '../routing/emergency.ts';
import type { OutCaller, Presented } from '../routing/presentation.ts';
import { chooseRoutes, digitsToSend } from '../routing/route.ts';
import type { Call, Guide, TrunkPort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { isNumber } from './dialable.ts';
import { localNow } from './mode.ts';
import { no, yes } from './reply.ts';

/*
 * A test call: whoever has entered a carrier's account has the exchange itself call out over it, before anybody else
 * finds out. The line is the call's only party, so that everything else about it is as in any call to the outside: the
 * line counts as taken, an emergency call may have it, the record says what became of it. Class of service and limits
 * of dear calls are of extensions, and of no concern here.
 */

/** Nobody lifts a telephone that has rung for so long. */
const RING_MS = 60_000;
/** Enough to hear that the voice is good both ways. */
const TALK_MS = 15_000;
/** No extension calls: what its number would be says the line, or the route. */
const NOBODY: OutCaller = { publicNumber: '', hidden: false };

interface Shaped {
  /** The public number, and what the line is to dial for it. */
  readonly number: string;
  readonly digits: string;
  readonly present: Presented;
  /** Some route of the office leads this number over this line. */
  readonly routed: boolean;
}

/** As an extension's call of this number is dialled on this line; or plainly, while no route leads there. */
function shaped(tx: Transaction, trunk: TrunkPort, wanted: string): Shaped | 'emergency' | 'inside' {
  const { tables } = tx.base;
  const { group, entity } = trunk.config;
  const decision = decideComplete(tables, wanted, entity);
  if (decision.kind === 'emergency') return 'emergency';
  if (decision.kind === 'extension' || decision.kind === 'feature') return 'inside';
  const number = 'digits' in decision ? decision.digits : publicForm(wanted, tables.routing.dialling);
  const at = { localMs: localNow(tx) };
  const way =
    decision.kind === 'trunk'
      ? undefined
      : chooseRoutes(tables.routing, number, at, NOBODY).choices.find((choice) => choice.group === group);
  const digits = way === undefined ? number : digitsToSend(way, number);
  const forHelp = [number, digits].some((one) => matchEmergency(tables.emergency, one).kind === 'match');
  if (forHelp) return 'emergency';
  const routed = way !== undefined || (decision.kind === 'trunk' && decision.route.group === group);
  return { number, digits, present: way?.present ?? { kind: 'line' }, routed };
}

const isTested = (tx: Transaction, carrier: string): boolean =>
  tx.calls.some((call) => call?.test && tx.trunk(call.from).config.carrier === carrier);

/** `not-permitted`: an emergency number, which is nothing to try out. One test at a time of each carrier. */
export function testCall(tx: Transaction, port: PortId, wanted: string): Reply {
  const index = tx.base.tables.indexOfPort.get(port);
  const trunk = index === undefined ? null : tx.port(index);
  if (trunk?.kind !== 'trunk' || trunk.config.carrier === '') return no('no-such-device');
  if (!isNumber(wanted)) return no('bad-number');
  if (trunk.state.state !== 'idle' || isTested(tx, trunk.config.carrier)) return no('not-in-that-state');
  const way = shaped(tx, trunk, wanted);
  if (way === 'emergency') return no('not-permitted');
  if (way === 'inside' || way.digits === '') return no('bad-number');
  const { id } = begin(tx, trunk, wanted, way);
  return yes(id);
}

function begin(tx: Transaction, trunk: TrunkPort, dialled: string, way: Shaped): Call {
  const { number, digits, present, routed } = way;
  const { name, group, entity } = trunk.config;
  const call = tx.addCall({
    ...{ ...NEW_CALL, test: true, kind: 'outgoing', from: trunk.index, entity },
    ...{ caller: { number: '', name: '', absence: 'O' }, toNumber: number, dialled },
    startedAt: tx.now,
    phase: {
      ...{ phase: 'outgoing', group, strip: 0, digits, number, complete: true },
      ...{ ways: [], present, tried: [], cutThrough: false },
    },
    legs: [openLeg(trunk, number, 'test-call', '', tx.now)],
    deadline: tx.in(ms(RING_MS)),
  });
  tx.trace(call, trunk, 'testCall.begins', { trunk: name, number, digits });
  if (!routed) tx.trace(call, trunk, 'testCall.unrouted', { trunk: name, number });
  tx.setTrunk(trunk.index, seize(tx, trunk.index, call.index));
  return call;
}

/** Somebody has answered: he is told what calls him. */
export function testAnswered(tx: Transaction, { index, entity }: Call): Guide {
  tx.updateCall(index, { deadline: tx.in(ms(TALK_MS)) });
  const language = tx.base.tables.entities.get(entity)?.language ?? 'zh-CN';
  return aGuide(tx, [{ text: 'test-call' }], language);
}

/** It has rung, or was spoken, long enough. */
export function testCallDue(tx: Transaction, { index, answeredAt }: Call): void {
  const [cause, reason] = answeredAt === null ? ([19, 'no answer'] as const) : ([16, 'tried out'] as const);
  release(tx, index, { cause, by: 'exchange', reason, leaving: null });
}
