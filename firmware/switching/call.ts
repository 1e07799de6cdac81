import { firstLine } from './appearances.ts';
import { comesBackChained } from './attendant/chained.ts';
import { UNATTENDED } from './attendant/state.ts';
import { nameOfCause } from './causes.ts';
import { endedCall, hearsTone, letGo } from './connection.ts';
import { DIVERSIONS_KEPT } from './diversion.ts';
import { watchRoom } from './features/room.ts';
import { mayGoOnAlone } from './features/trunk-to-trunk.ts';
import { addLeg, changeLeg, openLeg } from './legs.ts';
import type { CallerId, CallRecord, Cause, LegReason, Phrase } from './model.ts';
import { partiesOf, presentIn, targetsOf, withoutParty } from './parties.ts';
import { numberAt, userOf } from './people.ts';
import { recordOf } from './records.ts';
import { publicForm } from './routing/e164.ts';
import type {
  BusyChoices,
  Call,
  CallIndex,
  Guide,
  Hears,
  LinePort,
  LineState,
  Port,
  PortIndex,
  TrunkPort,
} from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * A call: it begins at an originator, gains and loses parties, is held and retrieved, and is released. A handler
 * of one port changes its own state by what it returns, everybody else's through here.
 */

/** What every call begins with. */
export const NEW_CALL = {
  ...UNATTENDED,
  alertedAt: null,
  answeredAt: null,
  to: null,
  more: [],
  heldBy: [],
  shown: null,
  called: '',
  deadline: null,
  fallback: null,
  sender: null,
  firstTo: null,
  hunt: null,
  visited: [],
  diversions: [],
  hops: null,
  account: '',
  harassing: false,
  hidden: false,
  anyClass: false,
  room: null,
  speaker: null,
  silent: false,
  paused: false,
  supervisor: null,
  test: false,
} as const;

function identityOfLine(tx: Transaction, line: LinePort): CallerId {
  const { number, name } = userOf(tx, line);
  return { number, name, absence: '' };
}

/** Who a party is to the others. */
export function identityOf(tx: Transaction, call: Call, index: PortIndex): CallerId {
  const port = tx.port(index);
  if (port.kind === 'line') return identityOfLine(tx, port);
  if (call.from === index && call.caller.number !== '') return call.caller;
  const leg = call.legs.findLast(({ port: at }) => at === port.port);
  return { number: leg?.number ?? '', name: '', absence: leg === undefined || leg.number === '' ? 'O' : '' };
}

/** A telephone was lifted, or begins a consultation. */
export function originate(tx: Transaction, line: LinePort): Call {
  const user = userOf(tx, line);
  return tx.addCall({
    ...NEW_CALL,
    kind: 'incomplete',
    from: line.index,
    caller: identityOfLine(tx, line),
    toNumber: '',
    dialled: '',
    startedAt: tx.now,
    phase: { phase: 'initiated' },
    legs: [openLeg(line, user.number, 'origin', '', tx.now)],
    entity: user.entity,
  });
}

/**
 * The caller of one call becomes a party of another, and the first is over: it has its own record. Whoever waits
 * there is served; the port of a caller who is not the handler's own is switched over here.
 */
export function absorb(tx: Transaction, index: CallIndex, into: CallIndex, how: LegReason): Call {
  const call = tx.call(index);
  const party = call.from;
  tx.emit({
    kind: 'record',
    record: recordOf(call, tx.ports, tx.now, 16, 'exchange', tx.call(into).id),
  });
  tx.free(party, call.id);
  tx.removeCall(index);
  addParty(tx, into, party, how, '');
  const port = tx.port(party);
  const hears = hearsIn(tx.call(into));
  if (port.kind === 'line') tx.setLine(party, { state: 'talking', call: into, hears, deadline: null });
  else {
    const answeredBy = 'inside';
    tx.setTrunk(party, { state: 'talking', call: into, direction: 'in', answeredBy, hears, deadline: null });
  }
  settle(tx, into);
  return tx.call(into);
}

/** A caller whose carrier writes him with `+` is known, listed and called back like one of an analog line. */
export const asDialledHere = <T extends { readonly number: string }>(tx: Transaction, caller: T): T => ({
  ...caller,
  number: publicForm(caller.number, tx.base.tables.routing.dialling),
});

/** What a carrier says of a call beside its caller. */
export type SaidOfCall = Partial<Pick<Call, 'called' | 'diversions' | 'hops'>>;

/** An exchange line rings. */
export function arrive(
  tx: Transaction,
  trunk: TrunkPort,
  callerId: CallerId | null,
  { called = '', diversions = [], hops = null }: SaidOfCall = {},
): Call {
  const caller: CallerId =
    callerId === null ? { number: '', name: '', absence: 'O' } : asDialledHere(tx, callerId);
  const call = tx.addCall({
    ...NEW_CALL,
    kind: 'incoming',
    from: trunk.index,
    caller,
    called,
    hops,
    diversions: diversions.slice(-DIVERSIONS_KEPT).map((one) => asDialledHere(tx, one)),
    toNumber: trunk.config.ringIn,
    dialled: '',
    startedAt: tx.now,
    phase: { phase: 'waiting', ready: false },
    legs: [openLeg(trunk, caller.number, 'origin', '', tx.now)],
    entity: trunk.config.entity,
  });
  tx.trace(call, trunk, 'trunk.ringsIn', { trunk: trunk.config.name, from: call.caller.number });
  const [first] = call.diversions;
  if (first !== undefined)
    tx.trace(call, trunk, 'trunk.sentOn', { number: first.hidden ? '' : first.number, why: first.why });
  return call;
}

export const aGuide = (tx: Transaction, say: readonly Phrase[], language: Guide['language']): Guide => ({
  say,
  language,
  id: tx.nextSend(),
});

// ───────────────────────── parties come and go ─────────────────────────

/** A party joins and is switched through with the others; its port must be free or its own handler's. */
export function addParty(
  tx: Transaction,
  index: CallIndex,
  party: PortIndex,
  how: LegReason,
  by: string,
): Call {
  const call = tx.call(index);
  const port = tx.port(party);
  if (!tx.holds(party, call.id)) tx.hold(party, call.id);
  const number = numberAt(tx, port);
  const leg = { ...openLeg(port, number, how, by, tx.now), answeredAt: tx.now };
  const legs = call.legs.some((one) => one.port === port.port && one.releasedAt === null)
    ? changeLeg(call.legs, port, { answeredAt: tx.now })
    : addLeg(call.legs, leg);
  if (call.to === null) return tx.updateCall(index, { to: party, legs });
  return tx.updateCall(index, { more: [...call.more, party], legs });
}

/** A party leaves a call that goes on without it. Its port is its handler's business. */
export function dropParty(tx: Transaction, index: CallIndex, party: PortIndex): Call {
  const call = tx.call(index);
  if (call.heldBy.includes(party)) forgetHeld(tx, index, party);
  else tx.free(party, call.id);
  const legs = changeLeg(call.legs, tx.port(party), { releasedAt: tx.now });
  return tx.updateCall(index, { ...withoutParty(call, party), legs, paused: false });
}

export function forgetHeld(tx: Transaction, index: CallIndex, party: PortIndex): void {
  const line = tx.line(party);
  const held = line.held.filter((call) => call !== index);
  tx.setLinePart(party, { held, reminded: false, consults: line.consults && held.length > 0 });
}

/** Nobody knocks any more; a conversation that stood still for the knock goes on. */
export function clearKnock(tx: Transaction, party: PortIndex): void {
  const { state } = tx.line(party);
  tx.setLinePart(party, { knock: null });
  if (state.state !== 'talking') return;
  if (tx.calls[state.call]?.paused) tx.updateCall(state.call, { paused: false });
}

/** The supervisor of a conversation is let go; nothing when there is none. */
export function endSupervision(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  if (call.supervisor === null) return;
  const { party } = call.supervisor;
  tx.updateCall(index, { supervisor: null });
  dropParty(tx, index, party);
  letGo(tx, party, endedCall(call, 16));
}

/** What a party that is in the call and has not put it on hold hears. */
export function hearsIn(call: Call): Hears {
  if (call.stay !== null && call.stay.answeredAt === null) return call.stay.hears;
  if (call.phase.phase === 'alerting') return 'ringback';
  // Who pages speaks before anybody listens.
  if (call.speaker !== null) return 'party';
  if (call.silent) return 'music';
  return presentIn(call).length >= 2 ? 'party' : 'music';
}

/** Every present party hears what there is to hear now; one that is not in conversation is left alone. */
export function settle(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  for (const party of presentIn(call)) {
    const port = tx.port(party);
    const hears = call.supervisor?.party === party ? 'supervised' : hearsIn(call);
    if (port.state.state !== 'talking' || port.state.call !== index || port.state.hears === hears) continue;
    // Whatever is being said to it is over.
    if (port.kind === 'line') tx.setLine(party, { ...port.state, hears, guide: null });
    else tx.setTrunk(party, { ...port.state, hears, guide: null });
  }
}

// ───────────────────────── the end ─────────────────────────

export interface Release {
  readonly cause: Cause;
  readonly by: CallRecord['releasedBy'];
  /** Why, for the trace: `on-hook`, `no answer` … */
  readonly reason: string;
  /** The port whose handler asks, and sets its own next state; null when all parties are let go. */
  readonly leaving: PortIndex | null;
  /** The call that it becomes part of; its parties have gone there already. */
  readonly joined?: CallRecord['joined'];
}

/** Whoever rings for a call, or hears it knock, is left alone. */
export function stopTargets(tx: Transaction, index: CallIndex, but: PortIndex | null = null): void {
  const call = tx.call(index);
  const { phase } = call;
  if (phase.phase !== 'alerting' && phase.phase !== 'connected') return;
  let { legs } = call;
  for (const target of targetsOf(call)) {
    if (target === but) continue;
    const line = tx.line(target);
    legs = changeLeg(legs, line, { releasedAt: tx.now });
    if (line.knock?.call === index) clearKnock(tx, target);
    else {
      tx.free(target, call.id);
      letGo(tx, target, endedCall(call, 16));
    }
  }
  tx.updateCall(index, { legs, phase: { phase: phase.phase, targets: but === null ? [] : [but] } });
}

/** Ends a call: its one record is written, its timeslots are free, whoever is left hears why. */
export function release(tx: Transaction, index: CallIndex, release: Release): void {
  const { cause, by, reason, leaving } = release;
  const call = tx.call(index);
  tx.emit({ kind: 'record', record: recordOf(call, tx.ports, tx.now, cause, by, release.joined) });
  tx.trace(call, null, 'call.cleared', { cause: `${cause} ${nameOfCause(cause)}`, reason });
  const targets = targetsOf(call).filter((target) => tx.line(target).knock?.call !== index);
  for (const target of targetsOf(call)) if (tx.line(target).knock?.call === index) clearKnock(tx, target);
  const present = presentIn(call);
  for (const party of call.heldBy) forgetHeld(tx, index, party);
  for (const party of [...present, ...targets]) tx.free(party, call.id);
  tx.removeCall(index);
  const ended = endedCall(call, cause);
  for (const party of [...present, ...targets]) if (party !== leaving) letGo(tx, party, ended);
  for (const party of call.heldBy) if (party !== leaving && isHolding(tx, party)) letGo(tx, party, ended);
}

/** Its telephone is in no other call: it must be told that the one on hold is over. */
const isHolding = (tx: Transaction, party: PortIndex): boolean =>
  tx.line(party).state.state === 'holding' && tx.line(party).held.length === 0;

/** A party goes; with fewer than two left there is no call any more. */
export function leave(
  tx: Transaction,
  index: CallIndex,
  party: PortIndex,
  why: Omit<Release, 'leaving'>,
): void {
  const { supervisor } = tx.call(index);
  if (supervisor !== null && supervisor.party !== party) endSupervision(tx, index);
  if (supervisor?.party === party) tx.updateCall(index, { supervisor: null });
  const call = tx.call(index);
  if (call.chained !== null && comesBackChained(tx, index, party)) return;
  if (partiesOf(call).length <= fewestOf(call) || call.speaker === party) {
    release(tx, index, { ...why, leaving: party });
    return;
  }
  tx.trace(call, tx.port(party), 'party.left', { number: tx.port(party).config.number });
  dropParty(tx, index, party);
  goesOnWithout(tx, index, tx.port(party));
}

/**
 * A conference room is open as long as somebody is in it, a page or an operator's group call as long as somebody may
 * still come.
 */
const fewestOf = (call: Call): number =>
  call.room !== null || ((call.speaker !== null || call.calledBy !== null) && targetsOf(call).length > 0)
    ? 1
    : 2;

/** A call of several parties after one has left it. */
export function goesOnWithout(tx: Transaction, index: CallIndex, left: Port): void {
  const call = tx.call(index);
  if (call.room !== null) watchRoom(tx, index);
  else if (!mayGoOnAlone(tx, call, left)) {
    const reason = 'only outside lines are left in it';
    release(tx, index, { cause: 16, by: 'exchange', reason, leaving: null });
    return;
  }
  settle(tx, index);
}

/** A call that goes no further: the caller's line hears why. For the caller's own handler. */
export function refuse(
  tx: Transaction,
  index: CallIndex,
  cause: Cause,
  reason: string,
  say: readonly Phrase[] = [],
  choices: BusyChoices | null = null,
): LineState {
  const call = tx.call(index);
  release(tx, index, { cause, by: 'exchange', reason, leaving: call.from });
  if (choices !== null) tx.setLinePart(firstLine(tx, tx.line(call.from)), { found: choices });
  const { language } = tx.line(call.from).config;
  return hearsTone(tx, endedCall(call, cause), say.length === 0 ? null : aGuide(tx, say, language), choices);
}

/** Its caller is sent to another number than he called. */
export const sentTo = (call: Call, toNumber: string): Pick<Call, 'toNumber' | 'firstTo'> => ({
  toNumber,
  firstTo: call.firstTo ?? call.toNumber,
});
