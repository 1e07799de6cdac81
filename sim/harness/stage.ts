import type { PortId } from '#units/ids.ts';
import { after, type Instant, ms } from '#units/time.ts';
import type { ExchangeLine, HeardTone, TelephoneSet } from '../people.ts';
import type { Company } from './company.ts';
import type { Dice } from './dice.ts';
import type { Judge } from './judge.ts';
import type { Probe } from './probe.ts';
import type { ExpectedRecord } from './scene-records.ts';
import { pause, type Script, until } from './script.ts';
import { CODES, type ServiceCodes } from './service-card.ts';
import { numberOf } from './sheet.ts';

const LOOK_EVERY_MS = 60;
const FLOOR_WAIT_MS_MAX = 30_000;
/** From the key to the digit, and from the end of a flash to the tone that answers it, with a slow port. */
const KEY_PAUSE_MS = 90;
const FLASH_PAUSE_MS = 750;
/** Softest music or guide. */
const AUDIBLE_DBM0 = -55;
const DIAL_TONES: readonly HeardTone[] = ['dial', 'specialDial'];
/** In the US it sounds like the dial tone of a recall. */
const CONFIRMS: readonly HeardTone[] = ['confirmation', 'specialDial'];
/** A code without end mark is complete after the time between digits. */
const CODE_MS_MAX = 9_000;

/** Ends a scene: what was expected did not come. */
export class SceneFailure {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** Some telephones, and perhaps a line from outside, on which people use a feature with each other. */
export class Stage {
  readonly cast: readonly PortId[];
  readonly judge: Judge;
  readonly dice: Dice;
  readonly begunAt: Instant;
  readonly records: ExpectedRecord[] = [];
  /** False: of what was done no records can be told beforehand. */
  counts = true;
  readonly #company: Company;
  readonly #probe: Probe;

  constructor(cast: readonly PortId[], parts: { judge: Judge; dice: Dice; company: Company; probe: Probe }) {
    this.cast = cast;
    this.judge = parts.judge;
    this.dice = parts.dice;
    this.#company = parts.company;
    this.#probe = parts.probe;
    this.begunAt = parts.judge.now();
  }

  get phones(): readonly PortId[] {
    return this.cast.filter((port) => this.judge.seen.phones.has(port));
  }

  countsNothing(): void {
    this.counts = false;
  }

  get codes(): ServiceCodes {
    return CODES[this.judge.sheet.services.family];
  }

  phone(port: PortId): TelephoneSet {
    return this.judge.seen.phones.get(port)!.phone;
  }

  line(port: PortId): ExchangeLine {
    return this.judge.seen.lines.get(port)!.line;
  }

  numberOf(port: PortId): string {
    return numberOf(this.judge.sheet, port);
  }

  /** What must be in the records of this scene in the end. */
  record(from: PortId, wishes: Partial<Omit<ExpectedRecord, 'from'>> = {}): void {
    this.records.push({ from, joined: false, parties: [], ...wishes });
  }

  get disturbed(): boolean {
    return this.#company.intruded(this.cast, this.begunAt) || this.judge.spoiled(this.cast, this.begunAt);
  }

  *expect(what: string, isSo: () => boolean, atMostMs: number): Script {
    for (let waited = 0; waited <= atMostMs; waited += LOOK_EVERY_MS) {
      if (isSo()) return;
      yield pause(LOOK_EVERY_MS);
    }
    throw new SceneFailure(what);
  }

  // ───── what people do ─────

  *lift(port: PortId): Script {
    const { judge } = this;
    this.phone(port).lift();
    judge.look(port);
    yield* this.#hears(port, ['dial', 'specialDial'], judge.bounds.dialTone + judge.bounds.tone);
  }

  *keys(port: PortId, digits: string): Script {
    const phone = this.phone(port);
    for (const digit of digits) {
      phone.dial(digit);
      yield pause(20);
      for (let waited = 0; phone.dialling && waited < 5_000; waited += 20) yield pause(20);
      yield pause(KEY_PAUSE_MS);
    }
  }

  /** Answers with when there was dial tone. */
  *dial(port: PortId, digits: string): Script<Instant> {
    yield* this.lift(port);
    const since = this.judge.now();
    yield pause(this.dice.whole(200, 1_500));
    yield* this.keys(port, digits);
    return since;
  }

  /** Calls a number, at which that telephone is to ring. */
  *call(port: PortId, digits: string, rings: PortId): Script {
    yield* this.dial(port, digits);
    yield* this.rings(rings);
    yield* this.hears(port, 'ringback');
  }

  *answer(port: PortId): Script {
    yield pause(this.dice.whole(600, 4_000));
    this.phone(port).lift();
    this.judge.look(port);
    yield pause(400);
  }

  *hangUp(port: PortId): Script {
    this.#putDown(port);
    yield pause(1_200);
  }

  #putDown(port: PortId): void {
    if (this.judge.seen.lines.has(port)) this.line(port).farHangsUp();
    else {
      this.phone(port).say('none');
      this.phone(port).hangUp();
    }
    this.judge.look(port);
  }

  *flash(port: PortId): Script {
    const phone = this.phone(port);
    phone.flash();
    this.judge.look(port);
    yield pause(phone.flashMs + FLASH_PAUSE_MS);
  }

  /** Flash, and what is meant by it. */
  *flashKey(port: PortId, key: string): Script {
    yield* this.flash(port);
    yield* this.keys(port, key);
    yield pause(500);
  }

  /** Dials a code and listens until it is confirmed; the handset stays up. */
  *code(port: PortId, digits: string): Script {
    const since = yield* this.dial(port, digits);
    // Keys that nobody heard leave a dial tone that sounds like a confirmation.
    const { hears } = this.judge.seen.phones.get(port)!;
    if (!hears.wasSince(since, (tone) => !DIAL_TONES.includes(tone)))
      throw new SceneFailure(`${digits} of ${port} is not heard`);
    yield* this.confirmed(port, digits);
  }

  *confirmed(port: PortId, what: string): Script {
    yield* this.expect(
      `${what} is not confirmed to ${port}`,
      () => CONFIRMS.includes(this.judge.hears(port)),
      CODE_MS_MAX + 4 * this.judge.bounds.tone,
    );
  }

  /** Sets a service and hangs up. */
  *set(port: PortId, digits: string): Script {
    this.record(port);
    yield* this.code(port, digits);
    yield* this.hangUp(port);
    yield pause(1_000);
  }

  // ───── what is seen and heard ─────

  *rings(port: PortId): Script {
    const since = this.judge.now();
    const { ringing } = this.judge.seen.phones.get(port)!;
    yield* this.expect(
      `${port} does not ring`,
      () => ringing.wasSince(since, (is) => is),
      this.judge.bounds.ring,
    );
  }

  isQuiet(port: PortId): void {
    if (this.phone(port).ringing) throw new SceneFailure(`${port} rings`);
  }

  *hears(port: PortId, tone: HeardTone): Script {
    yield* this.#hears(port, [tone], this.judge.bounds.tone + 2_500);
  }

  *#hears(port: PortId, tones: readonly HeardTone[], atMostMs: number): Script {
    const { judge } = this;
    const came = yield until(() => tones.includes(judge.hears(port)), 0);
    if (came) return;
    for (let waited = 0; waited <= atMostMs; waited += LOOK_EVERY_MS) {
      if (tones.includes(judge.hears(port))) return;
      yield pause(LOOK_EVERY_MS);
    }
    throw new SceneFailure(`${port} hears ${judge.hears(port)} instead of ${tones.join(' or ')}`);
  }

  /** Music: something is heard, but nobody speaks. */
  *waits(port: PortId): Script {
    const ear = this.judge.seen.phones.get(port)?.phone ?? this.line(port);
    yield* this.expect(
      `${port} waits and hears ${ear.hears.tone}`,
      () => ear.hears.dbm0 > AUDIBLE_DBM0 && ['voice', 'unknown', 'silence'].includes(ear.hears.tone),
      this.judge.bounds.tone + 2_000,
    );
  }

  /** These hear each other, every one every other; and nobody else in the house hears any of them. */
  *together(...parties: readonly PortId[]): Script {
    for (const speaker of parties)
      yield* this.heardBy(
        speaker,
        parties.filter((port) => port !== speaker),
      );
    yield pause(this.dice.whole(300, 8_000));
  }

  /** Exactly these hear him, and nobody else in the house. */
  *heardBy(speaker: PortId, others: readonly PortId[]): Script {
    const { floor } = this.#probe;
    for (let waited = 0; floor.taken; waited += LOOK_EVERY_MS) {
      if (waited > FLOOR_WAIT_MS_MAX) throw new SceneFailure('');
      yield pause(LOOK_EVERY_MS);
    }
    floor.taken = true;
    this.judge.counts.probes += 1;
    try {
      yield* this.#speaks(speaker, others);
    } finally {
      floor.taken = false;
    }
  }

  *#speaks(speaker: PortId, others: readonly PortId[]): Script {
    const { judge } = this;
    const device = this.#probe.device(speaker);
    device.say('tone1k');
    try {
      yield* this.expect(
        `${others.filter((port) => judge.hears(port) !== 'testTone').join(', ') || others[0]} must hear ${speaker}`,
        () => others.every((port) => judge.hears(port) === 'testTone'),
        judge.bounds.tone,
      );
      if (others.length === 0) yield pause(judge.bounds.tone);
      const since = after(judge.now(), ms(-1_000));
      for (const port of [...judge.seen.phones.keys(), ...judge.seen.lines.keys()])
        if (port !== speaker && !others.includes(port) && judge.hears(port) === 'testTone')
          judge.strictViolation(`${port} overhears ${speaker}`, [port, speaker, ...others], since);
      if (judge.seen.phones.has(speaker) && judge.hears(speaker) === 'testTone')
        judge.strictViolation(`${speaker} hears himself`, [speaker, ...others], since);
    } finally {
      device.say('none');
    }
    for (let waited = 0; waited < judge.bounds.tone; waited += LOOK_EVERY_MS) {
      if (others.every((port) => judge.hears(port) !== 'testTone')) break;
      yield pause(LOOK_EVERY_MS);
    }
  }

  /** Everybody goes, in any order; whoever is left alone is told so. */
  *goodBye(...talking: readonly PortId[]): Script {
    const order = this.dice.shuffled(talking);
    const [last] = order.slice(-1);
    for (const port of order.slice(0, -1)) yield* this.hangUp(port);
    if (last !== undefined && order.length > 1 && this.judge.seen.phones.has(last) && this.#told(order))
      yield* this.hears(last, 'busy');
    if (last !== undefined) yield* this.hangUp(last);
  }

  /** The exchange knows of everybody who goes, and soon. */
  #told(order: readonly PortId[]): boolean {
    return order.every((port) => this.judge.seen.phones.has(port));
  }

  /** Whatever happened: nobody is left off-hook. */
  *clear(): Script {
    for (let round = 0; round < 3; round++) {
      for (const port of this.cast) {
        if (this.judge.seen.lines.has(port)) {
          this.line(port).say('none');
          this.line(port).giveUp();
        }
        this.#putDown(port);
      }
      yield pause(2_500);
      // Somebody on hold comes back by ringing: he is answered, and everybody hangs up again.
      for (const port of this.cast.filter((one) => this.judge.seen.phones.get(one)?.phone.ringing)) {
        this.phone(port).lift();
        this.judge.look(port);
        yield pause(800);
      }
    }
    for (const port of this.cast) this.#putDown(port);
    yield pause(2_500);
  }
}
