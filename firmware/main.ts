/** Composition root: settings → region, office, board → host → web server. Alone may import everything. */
import { mkdirSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { join, resolve } from 'node:path';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import { loadCatalogue } from '#adapters/guides/catalogue.ts';
import { FolderSoundFiles } from '#adapters/guides/sound-files.ts';
import { type FolderLock, lockFolder } from '#adapters/lock.ts';
import { pinoLog } from '#adapters/log.ts';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { loadRegion } from '#adapters/region-files.ts';
import { readSettings, type Settings } from '#adapters/settings.ts';
import { usageFor } from '#adapters/usage.mjs';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { Region } from '#ports/region.ts';
import { VoiceGuides } from '#runtime/guides/voice-guides.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { maskedFor } from '#runtime/masking.ts';
import type { OfficeConfiguration } from '#runtime/office/configuration.ts';
import { MaskedConfiguration } from '#runtime/office/masked-configuration.ts';
import { Retention } from '#runtime/records/retention.ts';
import { isVirtual } from '#runtime/sip-lines/voices.ts';
import { sinksOf } from '#runtime/smdr/sinks.ts';
import { keptOf } from '#switching/exchange.ts';
import type { Kept } from '#switching/model.ts';
import type { WebServer } from '#web/server.ts';
import { openBoard } from './open-board.ts';
import { cardFaults, openBox } from './open-box.ts';
import { openDesk } from './open-desk.ts';
import { openOffice } from './open-office.ts';
import { openProvisioning } from './open-provisioning.ts';
import { openRecords, type Records } from './open-records.ts';
import { keepTidy } from './open-rest.ts';
import { tellSupervisor } from './open-service.ts';
import { openSip, packetsOf, type Sip } from './open-sip.ts';
import { openTraining } from './open-training.ts';
import { openWeb, startPages } from './open-web.ts';
import { type Fault, ok, type Result } from './units/result.ts';

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

/** Without its catalogue the exchange speaks only what somebody has recorded. */
function voiceGuides(settings: Settings, media: MediaPlane, clock: Clock): Usable<VoiceGuides> {
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

/** What is kept and what the office is, in the time in which the board starts. */
async function openDocuments(
  { dataFolder, logLevel }: Settings,
  region: Region,
  sounds: { has(name: string): boolean },
  kept: () => readonly Kept[],
): Promise<{ readonly records: Records; readonly configuration: OfficeConfiguration; readonly log: Log }> {
  const log = pinoLog(logLevel);
  const records = await openRecords(dataFolder, new RealClock(), log);
  const regions = [join(ROOT, 'regions'), join(dataFolder, 'regions')];
  const { database, alarms } = records;
  const { versions } = database;
  const configuration = await openOffice(dataFolder, regions, region, versions, alarms, sounds, kept);
  return { records, configuration, log };
}

async function start(settings: Settings, lock: FolderLock): Promise<Result<Running>> {
  const region = usableRegion(settings);
  if (!region.ok) return region;
  let host: ExchangeHost | null = null;
  let guides: VoiceGuides | null = null;
  const documents = openDocuments(
    settings,
    region.value.value,
    { has: (name) => guides?.list().some(({ key }) => key === name) ?? true },
    () => (host?.exchange == null ? [] : keptOf(host.exchange)),
  );
  const packets = documents.then(({ configuration }) => packetsOf(documentOf(configuration)));
  const [{ records, configuration, log }, opened, address] = await Promise.all([
    documents,
    openBoard(settings.board, region.value.value, packets),
    openWeb(settings),
  ]);
  if (!opened.ok) {
    await configuration.close();
    await records.close();
    return opened;
  }
  const board = opened.value;
  const { store, alarms, kept, bootId, database } = records;
  const { dataFolder, sipPort } = settings;
  const sip = openSip(board, documentOf(configuration), { dataFolder, port: sipPort, alarms });
  const { lineCards, media } = sip;
  const spoken = voiceGuides(settings, media, board.clock);
  guides = spoken.value;
  const faults = [...region.value.faults, ...spoken.faults, ...address.faults, ...cardFaults(process.env)];
  const exchange = new ExchangeHost({
    ports: { clock: board.clock, wallClock: systemWallClock, lineCards, media, store, log, guides },
    region: region.value.value,
    board: board.name,
    // An office that nobody has set up is made of what is plugged in; SIP stands in the document or nowhere.
    officeFor: (ports) => configuration.officeFor(ports.filter(({ port }) => !isVirtual(port))),
    ...{ faults, alarms, kept, bootId },
    sinceProcessStartMs: () => performance.now(),
  });
  host = exchange;
  followOffice(configuration, sip, exchange);
  const desk = await openDesk(records, exchange, board.clock, sip.setUnread);
  const training = await openTraining(records, desk);
  const retention = keepRecords(records, configuration);
  const stop = async (): Promise<void> => {
    await Promise.all([retention.stop(), training.close(), desk.close()]);
    await exchange.stop();
    await sip.stop();
    await board.close();
    await configuration.close();
    await records.close();
    lock.release();
  };
  await serveTelephones(exchange, sip, documentOf(configuration));
  const web = await startPages({
    ...address,
    ...{ observe: exchange.observe, control: exchange.control, benchUrl: board.benchUrl },
    ...{ staticFolder: join(ROOT, 'build/console'), tones: region.value.value.tones },
    wallClock: systemWallClock,
    mask: (role, number) => maskedFor(exchange.exchange?.office.services.roles ?? [], role, number),
    configuration: new MaskedConfiguration(configuration, YAML_OFFICE),
    ...{ database, guides, desk, training, bootId, sip: sip.administration },
    ...(sip.tests && { sipTests: sip.tests }),
    provisioning: openProvisioning(configuration, sip.administration.telephones, records.fetches),
    box: openBox(dataFolder, process.env),
  });
  if (!web.ok) {
    await stop();
    return web;
  }
  tellFirstCode(web.value);
  const lookers = [tellSupervisor(exchange.observe, process.env), keepTidy(exchange.observe, board.clock)];
  return ok({
    web: web.value,
    stop: async () => {
      for (const looker of lookers) looker?.close();
      await web.value.close();
      await stop();
    },
  });
}

/** Before the pages: those take half of the time of a start, to be read alone. */
async function serveTelephones(exchange: ExchangeHost, sip: Sip, document: OfficeDocument): Promise<void> {
  tellDialTone(exchange);
  exchange.start();
  await sip.configure(document);
}

function followOffice(configuration: OfficeConfiguration, sip: Sip, exchange: ExchangeHost): void {
  sip.attach(exchange.control, exchange.observe);
  configuration.onChange(() => {
    void sip.configure(documentOf(configuration));
    exchange.officeChanged();
  });
}

const documentOf = (configuration: OfficeConfiguration): OfficeDocument =>
  configuration.current().document as OfficeDocument;

/** Where call records go besides the database, and how long they and what operators did stay there; as the office has it. */
function keepRecords({ database, smdr, alarms }: Records, configuration: OfficeConfiguration): Retention {
  const send = (): void => void smdr.configure(sinksOf(documentOf(configuration)));
  configuration.onChange(send);
  send();
  const retention = new Retention({
    ...{ clock: new RealClock(), wallClock: systemWallClock, alarm: alarms.tell },
    records: {
      prune: async (epochMs) => {
        const calls = await database.records.prune(epochMs);
        return calls.ok ? database.desk.prune(epochMs) : calls;
      },
    },
    days: () => documentOf(configuration).records?.retentionDays ?? RETENTION_DAYS,
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
  const usage = usageFor(process.argv.slice(2));
  if (usage !== null) {
    (usage.code === 0 ? process.stdout : process.stderr).write(`${usage.text}\n`);
    process.exitCode = usage.code;
    return;
  }
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
  // Node keeps what it has compiled when it exits; a box loses its power instead, and would compile it all at each start.
  flushCompileCache();
}

function refuse(fault: Fault): void {
  complain(fault);
  process.exitCode = 1;
}

await main();
