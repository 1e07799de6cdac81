import { resolve } from 'node:path';
import { loadRegion } from '#adapters/region-files.ts';
import { openVirtual, type VirtualBoard } from '#boards/sim.ts';
import type { WallClock } from '#ports/clock.ts';
import type { Guides } from '#ports/guides.ts';
import { SILENT_LOG } from '#ports/log.ts';
import type { RecentCall } from '#ports/observe.ts';
import type { Region } from '#ports/region.ts';
import type { Store } from '#ports/store.ts';
import { EXCHANGE_CORE, type ExchangeCore } from '#runtime/core.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { defaultOffice } from '#runtime/office/default-office.ts';
import type { HeardTone } from '#sim/people.ts';
import { DEFAULT_WORLD, type WorldDescription } from '#sim/world/description.ts';
import type { CallRecord, Office } from '#switching/model.ts';
import { portId } from '#units/ids.ts';
import { ms } from '#units/time.ts';

const REGIONS = resolve(import.meta.dirname, '../../regions');
const EPOCH_MS = Date.UTC(2026, 10, 21, 7, 30);
const BRING_UP_MS_MAX = 5_000;
const LOOK_EVERY_MS = 5;

export function region(code = 'cn'): Region {
  const loaded = loadRegion(code, [REGIONS]);
  if (!loaded.ok) throw new Error(`${loaded.error.where}: ${loaded.error.what}`);
  return loaded.value;
}

export interface OfficeOptions {
  readonly country?: string;
  readonly world?: Partial<WorldDescription>;
  /** Changes the default office. */
  readonly office?: (office: Office) => Office;
  /** What speaks; default: nothing does. */
  readonly guides?: (board: VirtualBoard) => Guides;
  readonly core?: ExchangeCore;
}

/** The whole firmware on the simulator board: real drivers, real media plane, chips as models, virtual time. */
export class TestOffice {
  readonly board: VirtualBoard;
  readonly host: ExchangeHost;
  readonly records: CallRecord[] = [];

  constructor(options: OfficeOptions = {}) {
    const country = region(options.country);
    const world = { ...DEFAULT_WORLD, nation: country.code, epochMs: EPOCH_MS, ...options.world };
    this.board = openVirtual({ region: country, world });
    const { clock, lineCards, media } = this.board;
    const wallClock: WallClock = { epochMs: () => EPOCH_MS + clock.now() / 1_000, offsetMinutes: () => 0 };
    const store: Store = {
      keep: () => undefined,
      appendRecords: (records, done) => {
        this.records.push(...records);
        done(null);
      },
      saveJournal: (_name, _text, done) => done(null),
    };
    const change = options.office ?? ((office) => office);
    const guides = options.guides === undefined ? {} : { guides: options.guides(this.board) };
    this.host = new ExchangeHost({
      ports: { clock, wallClock, lineCards, media, store, log: SILENT_LOG, ...guides },
      core: options.core ?? EXCHANGE_CORE,
      region: country,
      board: 'simulator',
      officeFor: (ports) => change(defaultOffice(ports, country, 0)),
    });
    this.host.start();
    this.waitFor('dial tone on every line', () => this.health.status === 'ok', BRING_UP_MS_MAX);
  }

  get health() {
    return this.host.observe.snapshot().health;
  }

  /** Telephone n (from 1) of the first card. */
  phone(position: number, card = 1) {
    return this.board.world.phone(portId(card, position));
  }

  line(position: number, card = 1) {
    return this.board.world.exchangeLine(portId(card, position));
  }

  run(milliseconds: number): void {
    this.board.run(ms(milliseconds));
  }

  /** Virtual time goes by until it is so; how long it took, ms. Fails loudly at the deadline. */
  waitFor(what: string, isSo: () => boolean, msMax = 10_000): number {
    for (let waited = 0; waited <= msMax; waited += LOOK_EVERY_MS) {
      if (isSo()) return waited;
      this.run(LOOK_EVERY_MS);
    }
    throw new Error(`not within ${msMax} ms: ${what}`);
  }

  /** Waits until this telephone (from 1) hears that. */
  hears(position: number, tone: HeardTone, msMax = 6_000): number {
    const phone = this.phone(position);
    try {
      return this.waitFor(`telephone ${position} hears ${tone}`, () => phone.hears.tone === tone, msMax);
    } catch (error) {
      throw new Error(`${(error as Error).message}, but ${JSON.stringify(phone.hears)}`);
    }
  }

  /** Nothing goes on any more: no call, every port idle, no path held. */
  atRest(): boolean {
    const { calls, ports, statistics } = this.host.observe.snapshot();
    return calls.length === 0 && ports.every((port) => port.state === 'idle') && statistics.media.paths === 0;
  }

  get lastCall(): RecentCall | undefined {
    return this.host.observe.recentCalls(1)[0];
  }

  async close(): Promise<void> {
    await this.host.stop();
    await this.board.close();
  }
}
