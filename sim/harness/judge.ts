import type { Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, between, type Instant, inMs, ms } from '#units/time.ts';
import type { HeardTone } from '../people.ts';
import { checkDialled, expectPause, expectRelease } from './expectations.ts';
import { FaultLog } from './fault-log.ts';
import type { LedgerEntry } from './ledger.ts';
import { Observed, type SeenLine, type SeenPhone } from './observed.ts';
import { meaningOf, type Sheet, type SheetLine } from './sheet.ts';
import { excuseUnrung } from './unrung.ts';
import { type Attempt, type Bounds, type Conversation, NOTHING_COUNTED, type Violation } from './verdict.ts';

/**
 * How long after its cause a ring may still begin. An exchange line's caller is waited for: first for the
 * number (5 s), then for the next burst (6 s).
 */
const RING_GRACE_MS = { caller: 1500, line: 13_000 };
/** A caller who left so lately may still be answered: the bell rests 4 s between two bursts. */
const COLLISION_MS = 5000;
const VIOLATIONS_MAX = 100;
/** Whoever hears one of these waits for nobody. */
const REFUSED: readonly HeardTone[] = ['busy', 'congestion', 'vacant', 'howler'];
/** Ringing may last so long after the handset is lifted: ring trip, Si3215 data sheet. */
const RING_TRIP_MS = 400;
/** So long a caller is waited for whose line nobody could put down (glare). */
const CAUGHT_MS = 60_000;
/** Answer told only by the end of ringback, or by time. */
const BY_EAR_MS = 20_000;
/** No office gives up a telephone that rings sooner than this. */
const RINGS_MS_MIN = 15_000;
/** Entries of the ledger that may still matter to what happens now. */
export const RECENT = 200;

/**
 * Knows telephones, lines and the numbering sheet, and nothing of the exchange. People tell it what they
 * do and mean; what they see and hear it watches itself.
 */
export class Judge {
  readonly violations: Violation[] = [];
  readonly entries: LedgerEntry[] = [];
  readonly sheet: Sheet;
  readonly seen: Observed;
  readonly bounds: Bounds;
  readonly faults: FaultLog;
  /** Ports in scenes (`scenes/`), which have a judgement of their own. */
  readonly claims: FaultLog;
  /** Telephones at which a second caller may be heard to knock. */
  readonly callWaiting = new Set<PortId>();
  /** Telephones on which nobody knows what is dialled (`scenes/children.ts`). */
  readonly unruly: FaultLog;
  readonly counts = { ...NOTHING_COUNTED };
  readonly #clock: Clock;
  readonly #attempts = new Map<PortId, Attempt>();
  readonly #incoming = new Map<PortId, LedgerEntry>();
  readonly #conversations = new Map<PortId, Conversation>();
  #lastEmergencyAt: Instant | null = null;

  constructor(
    clock: Clock,
    sheet: Sheet,
    devices: { readonly phones: Iterable<SeenPhone['phone']>; readonly lines: Iterable<SeenLine['line']> },
    bounds: Bounds,
    faults: FaultLog,
  ) {
    this.#clock = clock;
    this.sheet = sheet;
    this.bounds = bounds;
    this.faults = faults;
    this.claims = new FaultLog(clock);
    this.unruly = new FaultLog(clock);
    this.seen = new Observed(clock, devices.phones, devices.lines, {
      phone: (seen, { ringBegan }) => this.#phoneChanged(seen, ringBegan),
      line: (seen, { stateWas }) => this.#lineChanged(seen, stateWas),
    });
  }

  // ───── what people tell ─────

  lifted(port: PortId, startedAt: Instant = this.#clock.now()): Attempt {
    const attempt: Attempt = {
      ...{ port, from: 'phone', startedAt, digits: '', meaning: { kind: 'nothing' } },
      ...{ early: true, answeredAt: null, endedAt: null, excused: false, dialledAt: null, heard: null },
      ...{ answerSureMs: 1000, releaseSure: true, wentOutAt: null, refusal: 'no' },
    };
    this.#attempts.set(port, attempt);
    this.entries.push(attempt);
    return attempt;
  }

  /**
   * Lifts while it rings: one of these calls is answered. False when another was given up just before, or
   * the bell is `stale`, so that nobody can say whose call it is, or whether it is one at all.
   */
  answering(port: PortId, callers: readonly PortId[], stale: boolean): boolean {
    const now = this.#clock.now();
    const late = this.#lateCallers(port);
    for (const entry of late) entry.excused = true;
    for (const caller of callers) {
      const entry = this.#attempts.get(caller) ?? this.#incoming.get(caller);
      if (entry === undefined) continue;
      if (callers.length === 1 && late.length === 0 && !stale) entry.answeredAt ??= now;
      else entry.excused = true;
    }
    return callers.length > 0 && late.length === 0 && !stale;
  }

  /** Lifted in the very moment when somebody called: whose call it is cannot be known. False: nobody did. */
  collided(attempt: Attempt): boolean {
    const callers = this.callersOf(attempt.port);
    const late = this.#lateCallers(attempt.port);
    this.excuse(callers);
    for (const entry of late) entry.excused = true;
    return callers.length + late.length > 0;
  }

  /**
   * Just after it was lifted: one of these was told that nobody answers, in the very moment of the answer. An edge takes
   * its time to be told (hook debounce, Si3215 data sheet).
   */
  rangOut(callers: readonly PortId[]): boolean {
    return callers.some((caller) => {
      const since = this.#attempts.get(caller)?.dialledAt ?? null;
      return since !== null && this.msSince(since) > RINGS_MS_MIN && REFUSED.includes(this.hears(caller));
    });
  }

  /** Calls to this telephone that were given up so lately that the exchange may not know it yet. */
  #lateCallers(port: PortId): readonly LedgerEntry[] {
    const now = this.#clock.now();
    return this.entries.slice(-RECENT).filter((entry) => {
      if (entry.endedAt === null || !this.#leadsTo(entry, port)) return false;
      // The caller is gone, and the office still holds the line: it does not know.
      if (this.#incoming.get(entry.port) === entry) return true;
      const grace = entry.from === 'line' ? RING_GRACE_MS.line : COLLISION_MS;
      return inMs(between(entry.endedAt, now)) < grace;
    });
  }

  /** Told before the key goes down: the exchange may be quicker than the finger is up. */
  dials(attempt: Attempt, digit: string): void {
    attempt.digits += digit;
    attempt.meaning = meaningOf(this.sheet, attempt.digits);
    if (attempt.meaning.kind === 'emergency') this.#lastEmergencyAt = this.#clock.now();
  }

  dialled(attempt: Attempt): void {
    attempt.early = false;
    attempt.dialledAt = this.#clock.now();
  }

  /** Call after whatever people do with a device. */
  look(port: PortId): void {
    this.seen.look(port);
  }

  hungUp(port: PortId): void {
    this.look(port);
    const attempt = this.#attempts.get(port);
    if (attempt !== undefined) {
      attempt.endedAt ??= this.#clock.now();
      if (this.excused([port], attempt.startedAt)) attempt.excused = true;
      this.#attempts.delete(port);
    }
    this.ended(port);
  }

  /** Everybody is about to hang up at once: what was under way is no matter any more. */
  closing(): void {
    for (const entry of [...this.#attempts.values(), ...this.#incoming.values()]) entry.excused = true;
  }

  attemptOf(port: PortId): Attempt | null {
    return this.#attempts.get(port) ?? null;
  }

  // ───── what can be known ─────

  now(): Instant {
    return this.#clock.now();
  }

  msSince(start: Instant): number {
    return inMs(between(start, this.#clock.now()));
  }

  /** What becomes of their calls cannot be known. */
  excuse(ports: readonly PortId[]): void {
    for (const port of ports) {
      const entry = this.#attempts.get(port) ?? this.#incoming.get(port);
      if (entry !== undefined) entry.excused = true;
    }
  }

  /** A fault touched one of these since then, or a scene. */
  excused(ports: readonly PortId[], since: Instant): boolean {
    const now = this.#clock.now();
    return this.spoiled(ports, since) || ports.some((port) => this.claims.touched(port, since, now));
  }

  /** A fault touched one of these since then. */
  spoiled(ports: readonly PortId[], since: Instant): boolean {
    return ports.some((port) => this.faults.touched(port, since, this.#clock.now()));
  }

  /** Somebody besides these called one of them since then, or may still. */
  called(ports: readonly PortId[], since: Instant): boolean {
    const from = after(since, ms(-RING_GRACE_MS.line));
    return this.entries
      .slice(-RECENT)
      .filter(({ port, endedAt }) => !ports.includes(port) && (endedAt === null || endedAt >= from))
      .some((entry) => ports.some((port) => this.#leadsTo(entry, port)));
  }

  /** An emergency call may take anybody's exchange line. */
  emergencyWithinMs(milliseconds: number): boolean {
    return this.#lastEmergencyAt !== null && this.msSince(this.#lastEmergencyAt) < milliseconds;
  }

  violation(what: string, ports: readonly PortId[], since: Instant): void {
    if (this.excused(ports, since)) this.counts.excused += 1;
    else this.strictViolation(what, ports, since);
  }

  /** Holds in a scene too. */
  strictViolation(what: string, ports: readonly PortId[], since: Instant): void {
    if (this.spoiled(ports, since)) {
      this.counts.excused += 1;
      return;
    }
    if (this.violations.length < VIOLATIONS_MAX) this.violations.push({ at: this.#clock.now(), what, ports });
  }

  /** Who may be at the other end for somebody who lifts this telephone now, while it rings. */
  callersOf(port: PortId): readonly PortId[] {
    const inside = [...this.#attempts.values()].filter(
      (attempt) =>
        attempt.endedAt === null &&
        this.#leadsTo(attempt, port) &&
        !REFUSED.includes(this.hears(attempt.port)),
    );
    const outside = [...this.seen.lines.values()].filter(({ line }) => this.#ringsAt(line.port, port));
    return [...inside.map((attempt) => attempt.port), ...outside.map(({ line }) => line.port)];
  }

  /** Telephones whose call an exchange line may carry, by what it heard dialled. */
  callersOn(line: SeenLine): readonly PortId[] {
    const { dialled, port } = line.line;
    const group = this.sheet.lines.find((one) => one.port === port)?.group;
    return [...this.#attempts.values()]
      .filter(({ meaning }) =>
        meaning.kind === 'emergency'
          ? meaning.number === dialled
          : meaning.kind === 'outside' && meaning.group === group && meaning.number === dialled,
      )
      .map((attempt) => attempt.port);
  }

  conversationOf(port: PortId): Conversation | null {
    return this.#conversations.get(port) ?? null;
  }

  /** Both have heard each other. */
  talking(called: PortId, caller: PortId, answeredAt: Instant): Conversation {
    for (const port of [called, caller]) {
      const other = this.#conversations.get(port);
      if (other !== undefined) this.violation(`${port} talks in two calls`, other.parties, answeredAt);
    }
    const conversation: Conversation = { parties: [caller, called], since: answeredAt };
    this.#conversations.set(called, conversation);
    this.#conversations.set(caller, conversation);
    this.counts.answered += 1;
    const entry = this.#attempts.get(caller) ?? this.#incoming.get(caller) ?? null;
    if (entry !== null) entry.answeredAt ??= answeredAt;
    const line = this.#line(called);
    if (entry !== null && line !== undefined) {
      entry.answerSureMs = line.answer === 'polarity' ? 2000 : BY_EAR_MS;
      entry.releaseSure = line.release !== 'none';
    }
    return conversation;
  }

  /** One side went away; the other must come to know. */
  ended(port: PortId): void {
    const conversation = this.#conversations.get(port);
    if (conversation === undefined) return;
    const other = conversation.parties.find((party) => party !== port)!;
    this.#conversations.delete(port);
    this.#conversations.delete(other);
    const at = this.#clock.now();
    for (const party of conversation.parties) {
      const entry = this.#attempts.get(party) ?? this.#incoming.get(party);
      if (entry !== undefined) entry.endedAt ??= at;
    }
    expectRelease(this, this.#clock, conversation, port, other);
  }

  /** Somebody heard a second caller knock, and his party fall silent for a moment. */
  knocked(ports: readonly PortId[], since: Instant): boolean {
    return ports.some((port) =>
      this.seen.phones.get(port)?.hears.wasSince(since, (is) => is === 'callWaiting'),
    );
  }

  hears(port: PortId): HeardTone {
    return (this.seen.phones.get(port)?.phone ?? this.seen.lines.get(port)!.line).hears.tone;
  }

  // ───── what it watches ─────

  #phoneChanged({ phone, offHook }: SeenPhone, ringBegan: boolean): void {
    const tripMs = offHook.now ? offHook.forMs(this.#clock.now()) : 0;
    if (phone.ringing && tripMs > RING_TRIP_MS)
      this.violation(`${phone.port} rings off-hook`, [phone.port], this.#clock.now());
    if (ringBegan) expectPause(this, this.#clock, phone.port);
    if (ringBegan && !this.#ringExplained(phone.port)) {
      this.violation(
        `${phone.port} rings though nobody calls`,
        [phone.port],
        after(this.#clock.now(), ms(-20_000)),
      );
    }
  }

  #lineChanged({ line }: SeenLine, stateWas: SeenLine['line']['state'] | null): void {
    if (stateWas === null) return;
    // Called in and seized in one instant: the ring was over before anybody could look.
    const met = line.state === 'talking' && line.caller !== null && !this.#incoming.has(line.port);
    if (line.state === 'ringing-in' || met) this.#incomingBegan(line.port);
    const incoming = this.#incoming.get(line.port);
    excuseUnrung(incoming, line, stateWas, this.#clock.now());
    if (incoming !== undefined && line.state !== 'talking' && line.state !== 'ringing-in')
      incoming.endedAt ??= this.#clock.now();
    if (incoming !== undefined && (line.state === 'idle' || line.state === 'dead')) {
      if (this.excused([line.port], incoming.startedAt)) incoming.excused = true;
      this.#incoming.delete(line.port);
    }
    if (stateWas === 'talking') this.ended(line.port);
    if (line.state === 'ringing-out') checkDialled(this, line);
  }

  #incomingBegan(port: PortId): void {
    const meaning = meaningOf(this.sheet, this.#line(port)?.ringIn ?? '');
    const entry: LedgerEntry = {
      ...{ port, from: 'line', startedAt: this.#clock.now(), digits: '', meaning },
      ...{ early: false, answeredAt: null, endedAt: null, excused: false },
      ...{ answerSureMs: 1000, releaseSure: this.#line(port)?.release !== 'none', refusal: 'no' },
    };
    const { glare } = this.seen.lines.get(port)!.line.settings;
    entry.excused = glare && !this.bounds.glareTold;
    this.#incoming.set(port, entry);
    this.entries.push(entry);
  }

  #line(port: PortId): SheetLine | undefined {
    return this.sheet.lines.find((one) => one.port === port);
  }

  #leadsTo({ meaning }: LedgerEntry, port: PortId): boolean {
    return meaning.kind === 'extension' && meaning.port === port;
  }

  /** Where calls from outside ring. */
  #destinationOf(line: PortId): PortId | null {
    const number = this.sheet.lines.find((one) => one.port === line)?.ringIn;
    return this.sheet.extensions.find((one) => one.number === number)?.port ?? null;
  }

  #ringsAt(line: PortId, phone: PortId): boolean {
    if (this.#destinationOf(line) !== phone) return false;
    const seen = this.seen.lines.get(line)!;
    const { state } = seen.line;
    const taken = this.#conversations.has(line);
    return state === 'ringing-in' || (state === 'talking' && seen.line.caller !== null && !taken);
  }

  #ringExplained(port: PortId): boolean {
    const now = this.#clock.now();
    const calls = this.entries.slice(-RECENT).some((entry) => {
      if (!this.#leadsTo(entry, port)) return false;
      const grace = entry.from === 'line' ? RING_GRACE_MS.line : RING_GRACE_MS.caller;
      return entry.endedAt === null || inMs(between(entry.endedAt, now)) < grace;
    });
    if (calls) return true;
    // Children dial whatever there is, by digits of two tries.
    if ([...this.seen.phones.keys()].some((one) => this.unruly.touched(one, now, now))) return true;
    const start = after(now, ms(-RING_GRACE_MS.line));
    return this.sheet.lines.some(({ port: line, messages }) => {
      if (this.#destinationOf(line) !== port) return false;
      const seen = this.seen.lines.get(line)!;
      // Caught in glare, and gone again: the exchange learns that from busy tone, or not at all.
      const caught = seen.line.seized && seen.line.state === 'busy' && seen.line.caller !== null;
      // Broken while the exchange held it: whoever was on it is waited for, until the time for that is over.
      const broken = seen.line.seized && this.spoiled([line], after(now, ms(-CAUGHT_MS)));
      const comes = messages === true && seen.line.state === 'idle' && seen.line.caller !== null;
      if (caught || broken || comes || this.#ringsAt(line, port)) return true;
      return seen.state.wasSince(start, (state) => state === 'ringing-in');
    });
  }
}
