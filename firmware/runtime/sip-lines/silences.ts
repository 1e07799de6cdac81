import type { PortId } from '#units/ids.ts';
import type { Voices } from './voices.ts';

/**
 * After the ten seconds that the media plane waits by itself. Together a minute: no telephone that is there sends
 * neither voice nor a report for so long, and one whose BYE was lost holds a line for no longer.
 */
const SILENT_MS = 50_000;

/** Calls whose peer should be heard and is not. */
export class Silences {
  readonly #voices: Voices;
  readonly #later: (milliseconds: number, act: () => void) => () => void;
  readonly #lost: (port: PortId) => void;
  readonly #waiting = new Map<PortId, () => void>();

  /** `lost`: nothing has come from the peer of a port for too long. */
  constructor(
    voices: Voices,
    later: (milliseconds: number, act: () => void) => () => void,
    lost: (port: PortId) => void,
  ) {
    this.#voices = voices;
    this.#later = later;
    this.#lost = lost;
  }

  /** The media plane hears the peer again, or no more. */
  told(port: PortId, heard: boolean): void {
    this.#waiting.get(port)?.();
    this.#waiting.delete(port);
    const agreement = heard ? null : this.#voices.expectedAt(port);
    if (agreement === null) return;
    const cancel = this.#later(SILENT_MS, () => {
      this.#waiting.delete(port);
      // Put on hold meanwhile, or agreed on anew: then silence is told anew.
      if (this.#voices.expectedAt(port) === agreement) this.#lost(port);
    });
    this.#waiting.set(port, cancel);
  }
}
