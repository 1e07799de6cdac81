import type { CardEdge } from '#ports/bus.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import type { LineCardCommand, LineCardEvent, PortHealth, PortInfo, PortKind } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, type Instant, ms, sec } from '#units/time.ts';
import { fault } from '../faults.ts';
import type { PositionControl, PositionDriver } from '../position-driver.ts';
import { type Program, Registers } from './program.ts';
import type { Outcome, Scheduler, Task } from './scheduler.ts';

/** An empty socket is looked at again this often; a module edge looks at once. */
const EMPTY_LOOK: Duration = sec(2);
/** After a fault: 1, 2, 4 … then every 60 s. */
const RETRY_MIN: Duration = sec(1);
const RETRY_MAX: Duration = sec(60);
/** A chip brought up again this often within the window counts as faulty. */
const RESTARTS_MAX = 5;
const RESTART_WINDOW: Duration = sec(60);
/** Bit clocks of one timeslot in the PCM frame (8-bit companded). */
const CLOCKS_PER_SLOT = 8;
/** Registers by which an unknown chip is told from an empty socket; known ones have something in most. */
const IDENTITY_REGISTERS = [0, 1, 2, 6, 8, 11, 13];

export interface PositionOptions {
  readonly port: PortId;
  readonly position: number;
  readonly region: Region;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly chips: readonly PositionDriver[];
  emit(event: LineCardEvent): void;
  /** Pulses this position's RESET. */
  resetModule(position: number): Program;
  /** Keeps it in RESET: no ringing, no seized line, whatever is wrong with it. */
  holdModule(position: number): Program;
}

/** The life of one socket of a card: probe, bring-up, service, and again when something goes wrong. */
export class PositionSlot {
  readonly #options: PositionOptions;
  #task: Task | null = null;
  #control: PositionControl | null = null;
  #kind: PortKind = 'fxs';
  #chip = '';
  #health: PortHealth | null = null;
  #reason: string | undefined;
  #cancelRetry: Cancel = () => {};
  #failures = 0;
  #restarts: Instant[] = [];

  constructor(options: PositionOptions) {
    this.#options = options;
  }

  /** Null while nothing was ever found here. */
  info(): PortInfo | null {
    if (this.#chip === '' || this.#health === null) return null;
    return { port: this.#options.port, kind: this.#kind, health: this.#health, chip: this.#chip };
  }

  /** Begins anew; the card's reset is just over when `fresh`. */
  start(fresh: boolean): void {
    this.stop();
    const { scheduler } = this.#options;
    this.#task = scheduler.spawn(this.#life(fresh), (outcome) => this.#ended(outcome));
  }

  /** Ends the program; with a fault the port is out of service because of it. */
  stop(because?: Fault): void {
    this.#cancelRetry();
    this.#task?.cancel();
    this.#task = null;
    this.#control = null;
    if (because !== undefined && this.#health !== 'absent') this.#tell('fault', because);
  }

  /** Ends the program with the line in a safe state; `done` when it is. */
  makeSafe(done: () => void): void {
    const control = this.#control;
    this.stop();
    if (control === null) done();
    else this.#task = this.#options.scheduler.spawn(control.makeSafe(), done);
  }

  command(command: LineCardCommand): Fault | null {
    const refused = this.#control?.command(command);
    if (refused === undefined) return fault('TR-LINE-001', this.#options.port, command.op);
    if (refused === null) this.#task?.poke();
    return refused;
  }

  /** Some position of the card wants something: a chip in service is looked at. */
  attend(): void {
    if (this.#control !== null) this.#task?.poke();
  }

  edge(edge: CardEdge, at: Instant): void {
    if (edge.kind === 'module') {
      if (this.#health === 'absent') this.start(false);
      else this.#task?.poke();
      return;
    }
    this.#control?.edge(edge, at);
    this.#task?.poke();
  }

  *#life(fresh: boolean): Program<PortHealth> {
    for (let clean = fresh; ; clean = false) {
      this.#tell('starting');
      const driver = yield* this.#probe(clean);
      if (driver === null) return 'absent';
      const { port, position, region, clock, scheduler } = this.#options;
      const control = driver.create({
        port,
        region,
        registers: this.#registers(driver),
        pcmStart: position * CLOCKS_PER_SLOT,
        now: () => clock.now(),
        emit: (event) => this.#options.emit(event),
        interruptAsserted: () => (scheduler.attention & (1 << position)) !== 0,
      });
      yield* control.bringUp();
      this.#control = control;
      this.#tell('in-service');
      const since = clock.now();
      const reason = yield* control.service();
      if (clock.now() > after(since, RETRY_MAX)) this.#failures = 0;
      this.#control = null;
      if (this.#tooManyRestarts()) yield { kind: 'abandon', fault: reason };
      this.#tell('starting', reason);
    }
  }

  *#probe(clean: boolean): Program<PositionDriver | null> {
    let isClean = clean;
    for (const driver of this.#options.chips) {
      // A probe in the wrong framing leaves a chip's byte counter out of step: only RESET mends that.
      if (!isClean) yield* this.#options.resetModule(this.#options.position);
      isClean = false;
      const name = yield* driver.probe(this.#registers(driver));
      if (name === null) continue;
      this.#kind = driver.kind;
      this.#chip = name;
      return driver;
    }
    const seen = yield* this.#looksLike();
    if (seen === null) return null;
    this.#chip = `unknown (${seen})`;
    yield { kind: 'abandon', fault: fault('TR-CHIP-001', this.#options.port, seen) };
    return null;
  }

  /** What an unknown chip shows, in either framing, or null when nothing drives the bus. */
  *#looksLike(): Program<string | null> {
    const { position, port, clock } = this.#options;
    const seen: string[] = [];
    for (const wire of ['two-byte', 'three-byte'] as const) {
      yield* this.#options.resetModule(position);
      const registers = new Registers(wire, position, port, () => clock.now());
      for (const register of IDENTITY_REGISTERS) {
        const value = yield* registers.readAgreed(register);
        if (value !== 0 && value !== 0xff) seen.push(`${wire} ${register}: 0x${value.toString(16)}`);
      }
    }
    return seen.length === 0 ? null : seen.join(', ');
  }

  #registers(driver: PositionDriver): Registers {
    const { position, port, clock } = this.#options;
    return new Registers(driver.wire, position, port, () => clock.now());
  }

  #ended(outcome: Outcome<PortHealth>): void {
    this.#control = null;
    this.#task = null;
    if (outcome.kind === 'done') {
      this.#tell('absent');
      this.#again(EMPTY_LOOK);
      return;
    }
    this.#tell('fault', outcome.fault);
    this.#task = this.#options.scheduler.spawn(
      this.#options.holdModule(this.#options.position),
      () => undefined,
    );
    this.#again(Math.min(RETRY_MIN * 2 ** this.#failures, RETRY_MAX) as Duration);
    this.#failures += 1;
  }

  #again(wait: Duration): void {
    const { clock } = this.#options;
    this.#cancelRetry = clock.at(after(clock.now(), wait), () => this.start(false));
  }

  #tooManyRestarts(): boolean {
    const now = this.#options.clock.now();
    this.#restarts = [...this.#restarts.filter((at) => after(at, RESTART_WINDOW) > now), now];
    return this.#restarts.length > RESTARTS_MAX;
  }

  /** An empty or faulty socket looked at again is not news, until it works; another reason is. */
  #tell(health: PortHealth, because?: Fault): void {
    const out = this.#health === 'absent' || this.#health === 'fault';
    if (health === 'starting' && (out || (this.#health === 'starting' && because === undefined))) return;
    if (health === this.#health && because?.code === this.#reason) return;
    this.#health = health;
    this.#reason = because?.code;
    const { port } = this.#options;
    this.#options.emit(
      because === undefined
        ? { kind: 'health', port, health }
        : { kind: 'health', port, health, fault: because },
    );
  }
}

/** How long a module's RESET is held, and how long its PLL then takes (Si3215 DS §2.10, Si3050 DS §5). */
export const RESET_LOW: Duration = ms(1);
export const PLL_SETTLE: Duration = ms(2);
