import type { CardEdge } from '#ports/bus.ts';
import type { LineCardCommand, LineCardEvent, PortKind } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import type { PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { Instant } from '#units/time.ts';
import type { Wire } from './px8/operation.ts';
import type { Program, Registers } from './px8/program.ts';

/** What a card gives to the driver of one of its positions. */
export interface PositionContext {
  readonly port: PortId;
  readonly registers: Registers;
  readonly region: Region;
  /** First PCM clock of this position's timeslot, both directions. */
  readonly pcmStart: number;
  now(): Instant;
  emit(event: LineCardEvent): void;
  /** Whether the position's interrupt line was asserted in the last good answer; a hint. */
  interruptAsserted(): boolean;
}

/** One chip at work. Commands and edges only leave a note; `service` is poked and acts. */
export interface PositionControl {
  /** Ends with the chip ready for calls, or abandons with what is wrong. */
  bringUp(): Program;
  /** Runs until the chip must be brought up again, and says why. */
  service(): Program<Fault>;
  /** What is wrong with asking this, or null. */
  command(command: LineCardCommand): Fault | null;
  edge(edge: CardEdge, at: Instant): void;
  /** No ringing, no seized line: whatever happens next, nobody is harmed. */
  makeSafe(): Program;
}

/**
 * A kind of chip: one folder beside its siblings, one line in `chips.ts`. `probe` runs on a chip fresh
 * from reset and answers its name (`Si3215 rev G`), or null when it is another chip.
 */
export interface PositionDriver {
  readonly kind: PortKind;
  readonly wire: Wire;
  probe(registers: Registers): Program<string | null>;
  create(context: PositionContext): PositionControl;
}
