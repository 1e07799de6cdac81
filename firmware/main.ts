/** Composition root: settings → region, office, board → host → web server. Alone may import everything. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import { FolderSoundFiles } from '#adapters/guides/sound-files.ts';
import { type FolderLock, lockFolder } from '#adapters/lock.ts';
import { pinoLog } from '#adapters/log.ts';
import { loadRegion } from '#adapters/region-files.ts';
import { readSettings, type Settings } from '#adapters/settings.ts';
import { type Board, BoardFailure, type RunningBoard } from '#boards/board.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { Region } from '#ports/region.ts';
import { VoiceGuides } from '#runtime/guides/voice-guides.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { maskedFor } from '#runtime/masking.ts';
import type { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { Retention } from '#runtime/records/retention.ts';
import { sinksOf } from '#runtime/smdr/sinks.ts';
import { keptOf } from '#switching/exchange.ts';
import { startWebServer, type WebServer } from '#web/server.ts';
import { openOffice } from './open-office.ts';
import { openRecords, type Records } from './open-records.ts';
import { openWeb } from './open-web.ts';
import { type Fault, fail, ok, type Result } from './units/result.ts';

const ROOT = resolve(import.meta.dirname, '..');
/** After that long a stop is no longer polite. */
const STOP_MS_MAX = 5_000;
/** When the office does not say how long it keeps call records. */
const RETENTION_DAYS = 365;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const complain = ({ code, where, what, todo }: Fault): boolean =>
  process.stderr.write(`${code} ${where}: ${what}\n  what to do: ${todo}\n`);

/** What can be used, and what of it had to be left out: the exchange runs, and says so. */
interface Usable<T> {
  readonly value: T;
  readonly faults: readonly Fault[];
}

/** A technician's broken country file must not silence the telephones: the product's own takes its place. */
function usableRegion(settings: Settings): Result<Usable<Region>> {
  const own = join(settings.dataFolder, 'regions');
  const product = join(ROOT, 'regions');
  const wanted = loadRegion(settings.region, [product, own]);
  if (wanted.ok) return ok({ value: wanted.value, faults: [] });
  const fallback = loadRegion(settings.region, [product]);
  return fallback.ok ? ok({ value: fallback.value, faults: [wanted.error] }) : wanted;
}

async function openBoard(name: string, region: Region): Promise<Result<RunningBoard>> {
  let board: Board;
  try {
    board = ((await import(pathToFileURL(join(ROOT, `boards/${name}.ts`)).href)) as { board: Board }).board;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    return fail({
      code: 'TR-START-004',
      where: `environment: TIPRING_BOARD`,
      what: missing ? `there is no board "${name}"` : `board "${name}" cannot be loaded: ${String(error)}`,
      todo: 'set it to the name of a file in boards/, such as sim',
    });
  }
  try {
    return ok(await board.open(region));
  } catch (error) {
    if (error instanceof BoardFailure) return fail(error.fault);
    throw error;
  }
}

/** Without its catalogue the exchange speaks only what somebody has recorded. */
function voiceGuides(settings: Settings, { media, clock }: RunningBoard): Usable<VoiceGuides> {
  const loaded = loadCatalogue(join(ROOT, 'guides/catalogue.yaml'));
  const files = new FolderSoundFiles(join(ROOT, 'build/guides'), join(settings.dataFolder, 'guides'));
  const catalogue = loaded.ok ? loaded.value : [];
  return {
    value: new VoiceGuides({ media, clock, catalogue, files }),
    faults: loaded.ok ? [] : [loaded.error],
  };
}

interface Running {
  readonly web: WebServer;
  stop(): Promise<void>;
}

async function start(settings: Settings, lock: FolderLock): Promise<Result<Running>> {
  const region = usableRegion(settings);
  if (!region.ok) return region;
  const log = pinoLog(settings.logLevel);
  const [records, opened, address] = await Promise.all([
    openRecords(settings.dataFolder, new RealClock(), log),
    openBoard(settings.board, region.value.value),
    openWeb(settings),
  ]);
  if (!opened.ok) {
    await records.close();
    return opened;
  }
  const board = opened.value;
  const { clock, lineCards, media } = board;
  const { store, alarms, kept, bootId, database } = records;
  const regions = [join(ROOT, 'regions'), join(settings.dataFolder, 'regions')];
  const spoken = voiceGuides(settings, board);
  const guides = spoken.value;
  let host: ExchangeHost | null = null;
  const configuration = await openOffice(
    settings.dataFolder,
    regions,
    region.value.value,
    database.versions,
    alarms,
    { has: (name) => guides.list().some(({ key }) => key === name) },
    () => (host?.exchange == null ? [] : keptOf(host.exchange)),
  );
  const faults = [...region.value.faults, ...spoken.faults, ...address.faults];
  host = new ExchangeHost({
    ports: { clock, wallClock: systemWallClock, lineCards, media, store, log, guides },
    region: region.value.value,
    board: board.name,
    officeFor: (ports) => configuration.officeFor(ports),
    ...{ faults, alarms, kept, bootId },
    sinceProcessStartMs: () => performance.now(),
  });
  const exchange = host;
  configuration.onChange(() => exchange.officeChanged());
  const retention = keepRecords(records, configuration);
  const { observe } = exchange;
  const stop = async (): Promise<void> => {
    retention.stop();
    await exchange.stop();
    await board.close();
    await configuration.close();
    await records.close();
    lock.release();
  };
  const staticFolder = join(ROOT, 'build/console');
  const { tones } = region.value.value;
  const web = await startWebServer({
    ...address,
    observe,
    benchUrl: board.benchUrl,
    staticFolder,
    tones,
    wallClock: systemWallClock,
    control: exchange.control,
    mask: (role, number) => maskedFor(exchange.exchange?.office.services.roles ?? [], role, number),
    ...{ database, configuration, guides, bootId },
  });
  if (!web.ok) {
    await stop();
    return web;
  }
  tellFirstCode(web.value);
  tellDialTone(exchange);
  exchange.start();
  return ok({
    web: web.value,
    stop: async () => {
      await web.value.close();
      await stop();
    },
  });
}

/** Where call records go besides the database, and for how long they stay there; as the office has it. */
function keepRecords({ database, smdr, alarms }: Records, configuration: OfficeConfiguration): Retention {
  const document = (): OfficeDocument => configuration.current().document as OfficeDocument;
  const send = (): void => void smdr.configure(sinksOf(document()));
  configuration.onChange(send);
  send();
  const retention = new Retention({
    ...{ records: database.records, clock: new RealClock(), wallClock: systemWallClock, alarm: alarms.tell },
    days: () => document().records?.retentionDays ?? RETENTION_DAYS,
  });
  void retention.look();
  return retention;
}

/** No default password: whoever can read this terminal may become the first administrator. */
function tellFirstCode({ firstCode, url }: WebServer): void {
  if (firstCode !== null) say(`first start: make the administrator at ${url} with the code ${firstCode}`);
}

/** One line on the terminal, when every line that can has dial tone. */
function tellDialTone({ observe }: ExchangeHost): void {
  const unsubscribe = observe.onChange(() => {
    const { health } = observe.snapshot();
    if (health.dialToneAfterMs === null) return;
    unsubscribe();
    const { inService, equipped } = health.lines;
    say(
      `ready: ${inService} of ${equipped} lines in service after ${(health.dialToneAfterMs / 1_000).toFixed(1)} s`,
    );
    if (inService < equipped) say('the others are named on the page, with what to do');
  });
}

function stopOnSignals(running: Running): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    say('stopping: calls are released, records are written');
    setTimeout(() => process.exit(1), STOP_MS_MAX).unref();
    running.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  if (!settings.ok) return refuse(settings.error);
  mkdirSync(settings.value.dataFolder, { recursive: true });
  const lock = lockFolder(settings.value.dataFolder);
  if (!lock.ok) return refuse(lock.error);
  const running = await start(settings.value, lock.value);
  if (!running.ok) {
    lock.value.release();
    return refuse(running.error);
  }
  say(`tipring: ${running.value.web.url}`);
  stopOnSignals(running.value);
}

function refuse(fault: Fault): void {
  complain(fault);
  process.exitCode = 1;
}

await main();
