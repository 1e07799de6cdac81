import type { CallId, Timeslot } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import type { Duration, Instant } from '#units/time.ts';
import { after } from '#units/time.ts';
import { BlocksDraft, itemAt } from './blocks.ts';
import { DeadlinesDraft } from './deadlines.ts';
import type { Effect } from './model.ts';
import { pathChanges, portChanges } from './outputs.ts';
import type {
  Call,
  CallIndex,
  ExchangeState,
  LinePort,
  LineState,
  People,
  Port,
  PortBase,
  PortIndex,
  TrunkCondition,
  TrunkPort,
  TrunkState,
} from './state.ts';
import { freeSlot, type HoldersDraft, seizeSlot } from './timeslots.ts';
import { type Facts, type Rule, traceEffect } from './trace.ts';

/**
 * One step in the making. Arrays of the old state are shared until first written, so an event costs a few
 * short copies whatever the size of the exchange; nothing of the old state is ever touched.
 */
export class Transaction {
  readonly base: ExchangeState;
  readonly now: Instant;
  readonly effects: Effect[] = [];
  /** The port whose handler runs; who is to blame when an assumption breaks. */
  current: PortIndex | null = null;
  /** Lines that became idle in this step, for callers who wait for them. */
  readonly freed: PortIndex[] = [];
  /** A telephone that has just refused a call: whoever waits is not offered to it again for that. */
  declined: PortIndex | null = null;
  readonly #touchedPorts: PortIndex[] = [];
  readonly #touchedCalls: CallIndex[] = [];
  /** What people have set, once something of it has changed. */
  #people: People | null = null;
  #ports: Port[] | null = null;
  #deadlines: DeadlinesDraft | null = null;
  #calls: (Call | null)[] | null = null;
  #callDeadlines: number[] | null = null;
  #holders: HoldersDraft | null = null;
  #nextCall: number;
  #nextSend: number;

  constructor(base: ExchangeState, now: Instant) {
    this.base = base;
    this.now = now;
    this.#nextCall = base.nextCall;
    this.#nextSend = base.nextSend;
  }

  in(wait: Duration): Instant {
    return after(this.now, wait);
  }

  get ports(): readonly Port[] {
    return this.#ports ?? this.base.ports;
  }

  get calls(): readonly (Call | null)[] {
    return this.#calls ?? this.base.calls;
  }

  port(index: PortIndex): Port {
    const port = this.ports[index];
    assert(port !== undefined, `there is no port ${index}`);
    return port;
  }

  line(index: PortIndex): LinePort {
    const port = this.port(index);
    assert(port.kind === 'line', `port ${port.port} is not an extension line`);
    return port;
  }

  trunk(index: PortIndex): TrunkPort {
    const port = this.port(index);
    assert(port.kind === 'trunk', `port ${port.port} is not an exchange line`);
    return port;
  }

  call(index: CallIndex): Call {
    const call = this.calls[index] ?? null;
    assert(call !== null, `there is no call at place ${index}`);
    return call;
  }

  setLine(index: PortIndex, state: LineState): void {
    const line = this.line(index);
    const freed = state.state === 'idle' && line.state.state !== 'idle';
    this.#write(index, freed ? { ...line, state, idleSince: this.now } : { ...line, state });
    if (state.state === 'idle' && index !== this.declined) this.freed.push(index);
  }

  /** What a telephone keeps beside its state: held calls, a knock, its part in hunting. */
  setLinePart(index: PortIndex, change: Partial<Omit<LinePort, 'state' | 'config' | keyof PortBase>>): void {
    this.#write(index, { ...this.line(index), ...change });
  }

  setTrunk(index: PortIndex, state: TrunkState): void {
    this.#write(index, { ...this.trunk(index), state });
  }

  setCondition(index: PortIndex, change: Partial<TrunkCondition>): void {
    const trunk = this.trunk(index);
    this.#write(index, { ...trunk, condition: { ...trunk.condition, ...change } });
  }

  #write(index: PortIndex, port: Port): void {
    this.#ports ??= this.base.ports.slice();
    this.#deadlines ??= new DeadlinesDraft(this.base.deadlines);
    this.#ports[index] = port;
    this.#deadlines.set(index, port.state.deadline);
    if (!this.#touchedPorts.includes(index)) this.#touchedPorts.push(index);
  }

  /** A new call, held by its originator. */
  addCall(call: Omit<Call, 'id' | 'index'>): Call {
    this.#calls ??= this.base.calls.slice();
    const free = this.#calls.indexOf(null);
    const index = free < 0 ? this.#calls.length : free;
    const added: Call = { ...call, id: `c${this.#nextCall++}` as CallId, index };
    this.#calls[index] = added;
    this.#touch(index);
    this.hold(added.from, added.id);
    return added;
  }

  updateCall(index: CallIndex, change: Partial<Omit<Call, 'id' | 'index'>>): Call {
    const call: Call = { ...this.call(index), ...change };
    this.#calls ??= this.base.calls.slice();
    this.#calls[index] = call;
    this.#touch(index);
    return call;
  }

  /** Forgets a call; its parties must have given their timeslots back. */
  removeCall(index: CallIndex): void {
    this.call(index);
    this.#calls ??= this.base.calls.slice();
    this.#calls[index] = null;
    this.#touch(index);
  }

  #touch(index: CallIndex): void {
    this.#callDeadlines ??= this.base.callDeadlines.slice();
    this.#callDeadlines[index] = this.calls[index]?.deadline ?? Number.POSITIVE_INFINITY;
    if (!this.#touchedCalls.includes(index)) this.#touchedCalls.push(index);
  }

  hold(index: PortIndex, call: CallId): void {
    this.#holders ??= new BlocksDraft(this.base.holders);
    seizeSlot(this.#holders, index, call);
  }

  free(index: PortIndex, call: CallId): void {
    this.#holders ??= new BlocksDraft(this.base.holders);
    freeSlot(this.#holders, index, call);
  }

  holds(index: PortIndex, call: CallId): boolean {
    const holder = this.#holders === null ? itemAt(this.base.holders, index) : this.#holders.at(index);
    return holder === call;
  }

  /** Gives back whatever a broken call may hold. */
  freeAllOf(call: CallId): void {
    this.#holders ??= new BlocksDraft(this.base.holders);
    for (const { index } of this.ports) if (this.#holders.at(index) === call) this.#holders.set(index, null);
  }

  /** The id that `nextSend` will give. */
  get sendIdAhead(): number {
    return this.#nextSend;
  }

  nextSend(): number {
    return this.#nextSend++;
  }

  /** What people have set; see `people.ts`. */
  get people(): People {
    return this.#people ?? this.base;
  }

  setPeople(change: Partial<People>): void {
    const { subscribers, modes, clockAt, harassing, callBacks, lastServed } = this.people;
    const { attendants, distributions, dearCalls } = this.people;
    const before = { subscribers, modes, clockAt, harassing, callBacks, lastServed };
    this.#people = { ...before, attendants, distributions, dearCalls, ...change };
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  trace<R extends Rule>(call: Call | null, port: Port | null, rule: R, facts: Facts<R>): void {
    this.effects.push(traceEffect(call?.id ?? null, port?.port ?? null, rule, facts));
  }

  slot(index: PortIndex): Timeslot {
    return this.port(index).slot;
  }

  /** A party on hold hears the music of its call's entity; a call that has just ended is looked up as it was. */
  readonly #musicOf = (index: CallIndex): string => {
    const entity = (this.calls[index] ?? this.base.calls[index])?.entity;
    return this.base.tables.entities.get(entity ?? '')?.music ?? 'music';
  };

  /** The new state; what lasts (tones, rings, paths …) is added to the effects: first what ends. */
  commit(): ExchangeState {
    if (this.#ports === null && this.#calls === null && this.#holders === null && this.#people === null)
      return this.base;
    const off: Effect[] = [];
    const on: Effect[] = [];
    for (const index of this.#touchedCalls)
      pathChanges(this.ports, this.base.calls[index] ?? null, this.calls[index] ?? null, off, on);
    for (const index of this.#touchedPorts)
      portChanges(this.base.ports[index]!, this.ports[index]!, this.#musicOf, off, on);
    for (const effect of off) this.effects.push(effect);
    for (const effect of on) this.effects.push(effect);
    return {
      ...this.base,
      ...this.#people,
      ports: this.ports,
      touched: this.#touchedPorts,
      deadlines: this.#deadlines?.done() ?? this.base.deadlines,
      calls: this.calls,
      callDeadlines: this.#callDeadlines ?? this.base.callDeadlines,
      holders: this.#holders?.done() ?? this.base.holders,
      nextCall: this.#nextCall,
      nextSend: this.#nextSend,
    };
  }
}
