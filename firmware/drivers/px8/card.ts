import type { CardBuses, CardEdge } from '#ports/bus.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { LineCardCommand, LineCardEvent, PortInfo } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import { POSITIONS_PER_CARD, portId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, type Instant, ms, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import type { PositionDriver } from '../position-driver.ts';
import { Alarms } from './alarms.ts';
import { Attention } from './attention.ts';
import { CardHealth } from './health.ts';
import { readIdEeprom } from './id-eeprom.ts';
import { CARD_REGISTER } from './operation.ts';
import { PLL_SETTLE, PositionSlot, RESET_LOW } from './position.ts';
import { type Program, Registers, sleepUntil, untilPoked } from './program.ts';
import { type ControlStatistics, Scheduler, type Task } from './scheduler.ts';

/** Identity nibble of the PX8's control logic; the low nibble is its version. */
const CARD_ID = 0x80;
const CARD_ID_MASK = 0xf0;
const LOOK: Duration = sec(1);
/** No operation of this many transfers answered, for this long: the card is out. */
const SILENT_TRANSFERS = 3;
const SILENT_TIME: Duration = ms(100);
/** A card that is out is asked for this often. */
const ASK: Duration = ms(250);
/** A card that is there, but not ours, is looked at again in case somebody changes it. */
const FOREIGN_LOOK: Duration = sec(5);
/** Corrupted operations within a second that are worth an alarm; three quiet seconds end it. */
const CORRUPTED_PER_LOOK = 3;
const QUIET_LOOKS = 3;

export interface CardOptions {
  /** From 1. */
  readonly card: number;
  readonly buses: CardBuses;
  readonly clock: Clock;
  readonly region: Region;
  readonly chips: readonly PositionDriver[];
  emit(event: LineCardEvent): void;
}

/** One PX8 card: identity, reset, eight positions, health; out and in again. */
export class Px8Card {
  readonly #options: CardOptions;
  readonly #where: string;
  readonly #scheduler: Scheduler;
  readonly #registers: Registers;
  readonly #alarms: Alarms;
  readonly #health: CardHealth;
  readonly #slots: readonly PositionSlot[];
  #task: Task | null = null;
  #resetMask = 0;
  #relaysArmed = false;
  #silentTransfers = 0;
  #silentSince: Instant | null = null;
  #corruptedBefore = 0;
  #quietLooks = 0;
  #cancelStop: Cancel = () => {};

  constructor(options: CardOptions) {
    this.#options = options;
    const { card, buses, clock, region, chips } = options;
    this.#where = `card ${card}`;
    this.#scheduler = new Scheduler(buses, clock);
    this.#scheduler.onTransfer = (answered) => this.#heard(answered);
    this.#registers = new Registers('card', 0, this.#where, () => clock.now());
    this.#alarms = new Alarms((event) => options.emit(event));
    this.#health = new CardHealth(this.#where, this.#alarms);
    this.#slots = Array.from(
      { length: POSITIONS_PER_CARD },
      (_, position) =>
        new PositionSlot({
          port: portId(card, position + 1),
          position,
          region,
          clock,
          scheduler: this.#scheduler,
          chips,
          emit: (event) => options.emit(event),
          resetModule: (which) => this.#resetModule(which),
          holdModule: (which) => this.#holdModule(which),
        }),
    );
    buses.powerFailN.watch((high) => this.#power(high));
    if (buses.attentionN !== undefined)
      new Attention(buses.attentionN, clock, () => {
        for (const slot of this.#slots) slot.attend();
      });
  }

  get statistics(): Readonly<ControlStatistics> {
    return this.#scheduler.statistics;
  }

  ports(): PortInfo[] {
    return this.#slots.flatMap((slot) => slot.info() ?? []);
  }

  start(): void {
    this.#task = this.#scheduler.spawn(this.#life(), (outcome) => {
      this.#task = null;
      // Only the control logic itself can make this program give up: the card counts as out.
      if (outcome.kind === 'abandoned') this.#lost(outcome.fault);
    });
  }

  /** Position 0–7. */
  command(position: number, command: LineCardCommand): Fault | null {
    return (this.#slots[position] as PositionSlot).command(command);
  }

  edge(edge: CardEdge, at: Instant): void {
    if (edge.kind === 'power') this.#power(edge.level);
    else if (edge.kind === 'relay') this.#task?.poke();
    else this.#slots[edge.position]?.edge(edge, at);
  }

  /** Lines go to a safe state, then everything ends; `done` when the last register is written. */
  stop(done: () => void): void {
    this.#task?.cancel();
    this.#task = null;
    let open = this.#slots.length;
    const closed = () => {
      open -= 1;
      if (open === 0) finish();
    };
    const finish = () => {
      this.#cancelStop();
      for (const slot of this.#slots) slot.stop();
      this.#options.buses.relayArm.set(false);
      open = -1;
      done();
    };
    const { clock } = this.#options;
    this.#cancelStop = clock.at(after(clock.now(), SILENT_TIME), finish);
    for (const slot of this.#slots) slot.makeSafe(closed);
  }

  *#life(): Program {
    for (;;) {
      yield* this.#answers();
      const foreign = yield* this.#identify();
      if (foreign !== null) {
        this.#refuse(foreign);
        yield* sleepUntil(after(this.#options.clock.now(), FOREIGN_LOOK));
        continue;
      }
      yield* this.#bringUp();
      yield* this.#watch();
    }
  }

  /** Waits until the control logic answers; also the traffic that lifts SCLK before any RESET rises. */
  *#answers(): Program {
    const id = [this.#registers.readOperation(CARD_REGISTER.id)];
    for (let good = 0; good < 3; ) {
      const [value] = (yield { kind: 'transfer', operations: id }) as readonly (number | null)[];
      good = value === null ? 0 : good + 1;
      if (value === null) yield* sleepUntil(after(this.#options.clock.now(), ASK));
    }
  }

  *#identify(): Program<Fault | null> {
    const { resetN, relayArm } = this.#options.buses;
    relayArm.set(false);
    resetN.set(false);
    const identity = yield* readIdEeprom(this.#where);
    if ('code' in identity) return identity;
    const id = yield* this.#registers.readAgreed(CARD_REGISTER.id);
    if ((id & CARD_ID_MASK) === CARD_ID) return null;
    return fault('TR-CARD-005', this.#where, `identity 0x${id.toString(16)}`);
  }

  *#bringUp(): Program {
    const { buses, clock } = this.#options;
    this.#alarms.set(false, fault('TR-CARD-001', this.#where));
    this.#alarms.clearExcept('');
    this.#resetMask = 0;
    this.#corruptedBefore = this.#scheduler.statistics.corrupted;
    yield* this.#registers.writeVerified(CARD_REGISTER.moduleReset, 0);
    yield* sleepUntil(after(clock.now(), RESET_LOW));
    buses.resetN.set(true);
    yield* sleepUntil(after(clock.now(), PLL_SETTLE));
    buses.relayArm.set(true);
    this.#relaysArmed = true;
    this.#power(buses.powerFailN.get());
    for (const slot of this.#slots) slot.start(true);
  }

  /** Runs while the card is there. */
  *#watch(): Program {
    const { clock } = this.#options;
    for (;;) {
      yield* this.#health.look(this.#relaysArmed && !this.#alarms.has('TR-CARD-007'), clock.now());
      const [id, mask] = yield* this.#registers.readAll([CARD_REGISTER.id, CARD_REGISTER.moduleReset]);
      if (mask !== this.#resetMask && (id as number) >> 4 === CARD_ID >> 4) yield* this.#writeResetMask(0xff);
      this.#countErrors();
      yield* untilPoked(after(clock.now(), LOOK));
    }
  }

  *#holdModule(position: number): Program {
    this.#resetMask |= 1 << position;
    yield* this.#writeResetMask(1 << position);
  }

  *#resetModule(position: number): Program {
    const { clock } = this.#options;
    yield* this.#holdModule(position);
    yield* sleepUntil(after(clock.now(), RESET_LOW));
    this.#resetMask &= ~(1 << position);
    yield* this.#writeResetMask(1 << position);
    yield* sleepUntil(after(clock.now(), PLL_SETTLE));
  }

  /** One register resets all modules, and each position's program changes its own bit of it. */
  *#writeResetMask(bits: number): Program {
    yield* this.#registers.writeVerified(CARD_REGISTER.moduleReset, () => this.#resetMask, bits);
  }

  #refuse(foreign: Fault): void {
    this.#alarms.clearExcept(foreign.code);
    this.#alarms.set(true, foreign);
    for (const slot of this.#slots) slot.stop(foreign);
  }

  #power(good: boolean): void {
    this.#alarms.set(!good, fault('TR-CARD-007', this.#where));
  }

  #countErrors(): void {
    const { corrupted } = this.#scheduler.statistics;
    const fresh = corrupted - this.#corruptedBefore;
    this.#corruptedBefore = corrupted;
    this.#quietLooks = fresh === 0 ? this.#quietLooks + 1 : 0;
    const alarm = fault('TR-CARD-010', this.#where, `${fresh} operations in the last second`);
    if (fresh >= CORRUPTED_PER_LOOK) this.#alarms.set(true, alarm);
    else if (this.#quietLooks >= QUIET_LOOKS) this.#alarms.set(false, alarm);
  }

  /** After each transfer: notices a card that answers nothing at all any more. */
  #heard(answered: number): void {
    if (answered > 0) {
      this.#silentSince = null;
      this.#silentTransfers = 0;
      return;
    }
    const now = this.#options.clock.now();
    this.#silentSince ??= now;
    this.#silentTransfers += 1;
    if (this.#silentTransfers < SILENT_TRANSFERS || now < after(this.#silentSince, SILENT_TIME)) return;
    if (!this.#alarms.has('TR-CARD-001')) this.#lost(fault('TR-CARD-001', this.#where));
  }

  /** Ends all programs of the card and begins to ask for it again. */
  #lost(because: Fault): void {
    this.#task?.cancel();
    this.#relaysArmed = false;
    this.#alarms.clearExcept(because.code);
    this.#alarms.set(true, because);
    for (const slot of this.#slots) slot.stop(because);
    this.start();
  }
}
