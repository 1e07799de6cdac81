import type { Clock, WallClock } from '#ports/clock.ts';
import type { Guides } from '#ports/guides.ts';
import type { LineCards, PortInfo } from '#ports/line-card.ts';
import type { Log } from '#ports/log.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { Region } from '#ports/region.ts';
import type { Store } from '#ports/store.ts';
import type { Kept, Office } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import type { AlarmRelay } from './alarm-relay.ts';
import type { ExchangeCore } from './core.ts';
import type { JournalEntry } from './journal.ts';

export interface HostPorts {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly store: Store;
  readonly log: Log;
  /** Without them nothing is spoken. */
  readonly guides?: Guides;
}

export interface HostOptions {
  readonly ports: HostPorts;
  readonly region: Region;
  readonly board: string;
  /** The office for the ports that have a chip; asked again when a new one appears. */
  readonly officeFor: (ports: readonly PortInfo[]) => Office;
  /** Since the process began, for the time to dial tone; default: since the host was made. */
  readonly sinceProcessStartMs?: () => number;
  /** What of the configuration could not be used; shown as alarms from the start. */
  readonly faults?: readonly Fault[];
  /** Alarms of what is opened before and beside the host: the database, printers. */
  readonly alarms?: AlarmRelay;
  /** What people had set before the restart; given to the core before anything happens. */
  readonly kept?: readonly Kept[];
  /** Tells this run from all others, in records; call ids begin anew with each. */
  readonly bootId?: string;
  readonly core?: ExchangeCore;
  /** Hears each turn of the core, after its effects were carried out. */
  readonly tap?: (entry: JournalEntry) => void;
}
