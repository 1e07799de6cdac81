import {
  brokenInvariants,
  createExchange,
  type Exchange,
  isIdle,
  type Step,
  step,
} from '#switching/exchange.ts';
import type {
  CallerId,
  CallRecord,
  Cause,
  Effect,
  ExchangeEvent,
  Office,
  ProgressTone,
} from '#switching/model.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import { type Instant, instant, ms } from '#units/time.ts';
import { World } from './world.ts';

/** 2026-03-05 09:30 in China. */
export const EPOCH_MS = Date.UTC(2026, 2, 5, 1, 30);

export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(part);
  return value;
}

type EffectOf<K, E = Effect> = E extends { kind: infer Kinds } ? (K extends Kinds ? E : never) : never;

/**
 * Plays events in virtual time and knows what each party hears, from effects alone. Parties are named as
 * people do: extensions by number (further lines of a telephone with b, c … behind it), exchange lines by name. What is sent takes its time and is confirmed.
 */
export class Play {
  readonly world = new World();
  readonly effects: Effect[] = [];
  readonly events: { readonly event: ExchangeEvent; readonly at: Instant }[] = [];
  /** From `dial` or `sendCallerId` to `sent`; null when the confirmation is lost. */
  sendingMs: number | null = 300;
  speakingMs = 2_000;
  exchange: Exchange;
  now: Instant = instant(0);
  #deadline: Instant | null = null;
  #sent: { readonly at: Instant; readonly event: ExchangeEvent }[] = [];
  readonly #ports = new Map<string, PortId>();

  constructor(office: Office) {
    this.#learn(office);
    const first = createExchange(deepFreeze(office), this.now, EPOCH_MS);
    this.exchange = first.exchange;
    this.#take(first);
    for (const port of this.#ports.values()) this.send({ kind: 'health', port, inService: true });
    this.effects.length = 0;
  }

  #learn(office: Office): void {
    for (const { number, port, appearances } of office.extensions) {
      this.#ports.set(number, port);
      for (const [n, line] of appearances.entries()) this.#ports.set(`${number}${'bcdef'[n]}`, line);
    }
    for (const { name, port } of office.trunks) this.#ports.set(name, port);
  }

  port(party: string): PortId {
    const port = this.#ports.get(party);
    if (port === undefined) throw new Error(`nobody is called ${party}`);
    return port;
  }

  #take(next: Step): void {
    this.exchange = deepFreeze(next.exchange);
    this.#deadline = next.deadline;
    for (const effect of next.effects) {
      this.effects.push(effect);
      this.world.apply(effect);
      if (effect.kind === 'guide' && !effect.loop) this.#speak(effect.port, effect.id);
      if ((effect.kind !== 'dial' && effect.kind !== 'sendCallerId') || this.sendingMs === null) continue;
      const at = instant(this.now + ms(this.sendingMs));
      this.#sent.push({ at, event: { kind: 'sent', port: effect.port, id: effect.id } });
    }
    const failed = next.effects.find((effect) => effect.kind === 'trace' && effect.rule === 'core.assertion');
    if (failed !== undefined) throw new Error(JSON.stringify(failed));
    const broken = brokenInvariants(this.exchange);
    if (broken.length > 0) throw new Error(broken.join('; '));
  }

  /** A guide is heard to its end, unless something else came before. */
  #speak(port: PortId, id: number): void {
    const at = instant(this.now + ms(this.speakingMs));
    this.#sent.push({ at, event: { kind: 'guideEnded', port, id } });
  }

  send(event: ExchangeEvent): void {
    this.events.push({ event, at: this.now });
    if (event.kind === 'configure') this.#learn(event.office);
    this.#take(step(this.exchange, event, this.now));
  }

  /** Lets time pass: deadlines and confirmations come when they are due. */
  wait(milliseconds: number): void {
    const end = instant(this.now + ms(milliseconds));
    for (;;) {
      this.#sent.sort((a, b) => a.at - b.at);
      const sent = this.#sent[0];
      const due = Math.min(this.#deadline ?? Number.POSITIVE_INFINITY, sent?.at ?? Number.POSITIVE_INFINITY);
      if (due > end) break;
      this.now = instant(Math.max(this.now, due));
      if (sent !== undefined && sent.at === due) {
        this.#sent.shift();
        this.send(sent.event);
      } else this.send({ kind: 'deadline' });
    }
    this.now = end;
  }

  // ───── people inside ─────

  lift(...parties: string[]): void {
    for (const party of parties) this.send({ kind: 'offHook', port: this.port(party) });
  }

  hangUp(...parties: string[]): void {
    for (const party of parties) this.send({ kind: 'onHook', port: this.port(party) });
  }

  flash(...parties: string[]): void {
    for (const party of parties) this.send({ kind: 'flash', port: this.port(party) });
  }

  dial(party: string, digits: string, via: 'dtmf' | 'pulse' = 'dtmf'): void {
    for (const digit of digits) {
      this.wait(200);
      this.send({ kind: 'digit', port: this.port(party), digit, via });
    }
  }

  call(party: string, digits: string): void {
    this.lift(party);
    this.dial(party, digits);
  }

  /** Lifts, dials a code, and hangs up. Returns what was heard at its end. */
  code(party: string, digits: string): string {
    this.call(party, digits);
    const heard = this.hears(party);
    this.hangUp(party);
    return heard;
  }

  /** Somebody calls from outside and is seen to do so. */
  ringsIn(line: string, number = '13800138000'): void {
    this.burst(line);
    this.showNumber(line, number);
  }

  /** The far end of an exchange line hangs up: the public exchange sends busy tone. */
  farEndGoes(line: string): void {
    this.tone(line, 'busy');
    this.wait(2_000);
  }

  /** A telephone with a display puts its call on hold by itself, takes it back, or refuses one that rings. */
  hold(party: string): void {
    this.send({ kind: 'hold', port: this.port(party) });
  }

  retrieve(party: string): void {
    this.send({ kind: 'retrieve', port: this.port(party) });
  }

  declines(party: string, cause: 17 | 18 | 21 = 17): void {
    this.send({ kind: 'declined', port: this.port(party), cause });
  }

  // ───── the public network ─────

  tone(line: string, tone: ProgressTone, on = true): void {
    this.send({ kind: 'tone', port: this.port(line), tone, on });
  }

  polarity(line: string, reversed: boolean): void {
    this.send({ kind: 'polarity', port: this.port(line), reversed });
  }

  /** One ring burst of a second. */
  burst(line: string): void {
    this.send({ kind: 'ringing', port: this.port(line), on: true });
    this.wait(1_000);
    this.send({ kind: 'ringing', port: this.port(line), on: false });
  }

  showNumber(line: string, number: string, name = ''): void {
    const callerId: CallerId = { number, name, absence: number === '' ? 'P' : '' };
    this.send({ kind: 'callerId', port: this.port(line), callerId });
  }

  /** A caller's number and the one that he has dialled, then his ring, as a carrier's line tells them. */
  carrierCalls(line: string, called: string, number = '13800138000'): void {
    const callerId: CallerId = { number, name: '', absence: '' };
    this.send({ kind: 'callerId', port: this.port(line), callerId, called });
    this.burst(line);
  }

  cleared(line: string, cause: Cause = 16): void {
    this.send({ kind: 'cleared', port: this.port(line), cause });
  }

  health(party: string, inService: boolean): void {
    this.send({ kind: 'health', port: this.port(party), inService });
  }

  /** Lifts, dials, hears the exchange, is answered: a conversation over an exchange line. */
  talkOutside(party: string, digits: string, line: string): void {
    this.polarity(line, false);
    this.call(party, digits);
    this.tone(line, 'dial');
    this.wait(5_000);
    this.polarity(line, true);
  }

  // ───── what is seen and heard ─────

  /** A tone's name, the party at the other end, or `silence`. */
  hears(party: string): string {
    const port = this.port(party);
    const tone = this.world.toneAt(port);
    const peers = this.world.peersOf(port).map((peer) => this.nameOf(peer));
    const guide = this.world.guides.get(timeslotOf(port));
    if (guide !== undefined && peers.length > 0)
      throw new Error(`${party} hears ${guide.said} over a conversation`);
    if (guide !== undefined && tone !== null)
      throw new Error(`${party} hears ${tone} and ${guide.said} at once`);
    if (guide !== undefined) return guide.said;
    if (tone !== null && tone !== 'callWaiting' && peers.length > 0)
      throw new Error(`${party} hears ${tone} over a conversation`);
    return [...peers.sort(), ...(tone === null ? [] : [tone])].join(' + ') || 'silence';
  }

  nameOf(port: PortId): string {
    return [...this.#ports].find(([, other]) => other === port)?.[0] ?? port;
  }

  rings(party: string): boolean {
    return this.world.rings.has(this.port(party));
  }

  seized(line: string): boolean {
    return this.world.seized.has(this.port(line));
  }

  /** All digits that the public exchange heard on a line since the beginning. */
  dialledOn(line: string): string {
    return this.all('dial')
      .filter(({ port }) => port === this.port(line))
      .map(({ digits }) => digits)
      .join('');
  }

  state(party: string): string {
    return this.exchange.ports.find(({ port }) => port === this.port(party))?.state.state ?? 'gone';
  }

  all<K extends Effect['kind']>(kind: K): EffectOf<K>[] {
    return this.effects.filter((effect) => effect.kind === kind) as EffectOf<K>[];
  }

  get records(): readonly CallRecord[] {
    return this.all('record').map(({ record }) => record);
  }

  get lastRecord(): CallRecord {
    const last = this.records.at(-1);
    if (last === undefined) throw new Error('no record was written');
    return last;
  }

  /** How the parties of the call that a party is in came into it. */
  lastLegs(party: string): readonly string[] {
    const port = this.port(party);
    const call = this.exchange.calls.find((one) =>
      one?.legs.some((leg) => leg.port === port && leg.releasedAt === null),
    );
    return call?.legs.map(({ how }) => how) ?? [];
  }

  rules(): readonly string[] {
    return this.all('trace').map(({ rule }) => rule);
  }

  /** The extensions that are rung, in a burst or between two. */
  get ringing(): readonly string[] {
    return [...this.#ports.keys()].filter((party) => this.state(party) === 'alerting').sort();
  }

  /** Everybody is gone, and each call has left one record. */
  get allDone(): boolean {
    return this.allQuiet && this.records.length === this.exchange.nextCall - 1;
  }

  /** Nobody is connected, rings, hears a tone or holds a line; and the exchange says so itself. */
  get allQuiet(): boolean {
    const { rings, seized, reversed, tones, paths, conferences, guides } = this.world;
    const leftOver = [rings, seized, reversed, tones, paths, conferences, guides].reduce(
      (n, { size }) => n + size,
      0,
    );
    return leftOver === 0 && isIdle(this.exchange);
  }
}
