import type { LANGUAGES } from '#ports/office-document/words.ts';
import type { Duration } from '#units/time.ts';

export type Language = (typeof LANGUAGES)[number];

/** What a subscriber has been told of, by part; of packages that tell all of it each time, nothing. */
export type Told = ReadonlyMap<string, string>;
export const NOTHING_TOLD: Told = new Map();

/** For whom a NOTIFY is written. */
export interface Watch {
  /** Who is watched: an extension's number, or a user of registration (`EventPackage.subject`). */
  readonly subject: string;
  /** Its address, as the watcher wrote it. */
  readonly entity: string;
  /** The host of that address. */
  readonly host: string;
  /** NOTIFYs of this subscription before. */
  readonly version: number;
  /** Of the watcher. */
  readonly language: Language;
  /** Several documents in one NOTIFY are understood. */
  readonly together: boolean;
  readonly told: Told;
}

export interface News {
  readonly contentType: string;
  readonly text: string;
  /** With this. */
  readonly told: Told;
  /** There is more, for the next NOTIFY. */
  readonly more: boolean;
}

/** What the notifier asks of an event package (RFC 6665 §7.2). A file each; all of them stand in `packages.ts`. */
export interface EventPackage<State> {
  /** What a watcher must take, and takes who says nothing of it. */
  readonly contentType: string;
  /** `named`: the extension that the SUBSCRIBE names. `own`: a telephone is told of itself, by its user, and of no other. */
  readonly subject: 'named' | 'own';
  /** Between two NOTIFYs of one subscription; what happens meanwhile is told by the next. */
  readonly spacing: Duration;
  /** Of whom nothing is said. */
  readonly atRest: State;
  /** Null: nothing that has not been told. */
  news(state: State, watch: Watch): News | null;
}

/** All of it, each time. */
export const whole = (contentType: string, text: string): News => ({
  ...{ contentType, text },
  ...{ told: NOTHING_TOLD, more: false },
});
