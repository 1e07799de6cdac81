import type { CardEdge } from '#ports/bus.ts';
import type { MediaCommand, MediaEvent, MediaPlane, MediaStatistics } from '#ports/media.ts';
import type { Instant } from '#units/time.ts';

/**
 * A media plane whose edge events go to the drivers: they come in the bursts' headers, which belong to the
 * media plane, but mean something to the line cards only.
 */
export class EdgeTap implements MediaPlane {
  readonly #plane: MediaPlane;
  readonly #edge: (edge: CardEdge, at: Instant) => void;

  constructor(plane: MediaPlane, edge: (edge: CardEdge, at: Instant) => void) {
    this.#plane = plane;
    this.#edge = edge;
  }

  start(listener: (event: MediaEvent, at: Instant) => void): void {
    this.#plane.start((event, at) => {
      if (event.kind === 'edge') this.#edge(event.edge, at);
      else listener(event, at);
    });
  }

  command(command: MediaCommand): void {
    this.#plane.command(command);
  }

  statistics(): MediaStatistics {
    return this.#plane.statistics();
  }

  stop(): void {
    this.#plane.stop();
  }
}
