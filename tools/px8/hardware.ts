import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { type OpenCard, openCardBuses } from '#adapters/linux/card-buses.ts';
import { openSysfsLines } from '#adapters/linux/gpio-sysfs.ts';
import { loadRegion } from '#adapters/region-files.ts';
import { readImage } from '#boards/px8/hat-eeprom.ts';
import { noticesOf } from '#boards/px8/self-test.ts';
import type { CardPlace, Px8Box } from '#boards/px8/wiring.ts';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { crc8 } from '#drivers/px8/operation.ts';
import { ChardevLines } from '#native/gpio.ts';
import { openCardBurst } from '#native/spidev.ts';
import type { BusError, BusReply, CardBuses, LineController } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

const MODEL = '/proc/device-tree/model';
const REGIONS = resolve(import.meta.dirname, '../../regions');
const BURSTS = 1000;
const OPERATIONS = 10_000;
const OPERATIONS_A_TRANSFER = 32;
const TEST_PATTERN = 0x15;
const BRING_UP_MS_MAX = 10_000;
const EEPROM_BYTES = 256;

type Say = (text: string) => void;

const wrong = (where: string, what: string, todo: string): Result<never> =>
  fail({ code: 'TR-BOARD-019', where, what, todo });

/** What this machine lacks to try a card; nothing when it can be tried. */
export function missing(box: Px8Box, anyway: boolean): readonly string[] {
  const model = existsSync(MODEL) ? readFileSync(MODEL, 'utf8').replace(/\0.*$/, '') : 'no Raspberry Pi';
  const lacks = anyway || model.startsWith(box.machine) ? [] : [`a ${box.machine} (this is ${model})`];
  if (anyway) return lacks;
  const devices = box.cards.flatMap(({ spi, i2cBus, idEepromBus }) => [
    `/dev/spidev${spi.bus}.${spi.control}`,
    `/dev/spidev${spi.bus}.${spi.media}`,
    `/dev/i2c-${i2cBus}`,
    `/dev/i2c-${idEepromBus}`,
  ]);
  return [...lacks, ...devices.filter((device) => !existsSync(device))];
}

const answer = <T>(ask: (reply: BusReply<T>) => void): Promise<Result<T, BusError>> =>
  new Promise((told) => ask(told));

/** Reads the ID EEPROM over its bus, and checks all of it. */
async function tryEeprom(buses: CardBuses): Promise<Result<string>> {
  const read = await answer<Uint8Array>((reply) => buses.idEeprom.read(0x50, 0, 2, EEPROM_BYTES, reply));
  if (!read.ok) return wrong('ID EEPROM', read.error.what, 'check the bus i2c-gpio in config.txt');
  const label = readImage(read.value);
  if (!label.ok) return label;
  return ok(`PX8-${String(label.value.serial).padStart(4, '0')}, UUID ${label.value.uuid}`);
}

/** Writes and reads a register of the card's own logic, with every value, in full transfers. */
async function tryControl(buses: CardBuses): Promise<Result<string>> {
  let wrongOnes = 0;
  for (let done = 0; done < OPERATIONS; done += OPERATIONS_A_TRANSFER) {
    const mosi = new Uint8Array(8 * OPERATIONS_A_TRANSFER);
    for (let n = 0; n < OPERATIONS_A_TRANSFER; n += 1) {
      const isRead = n % 2 === 1;
      mosi.set([0x80 | TEST_PATTERN, isRead ? 0x80 : 0, 0, (done + (n >> 1)) & 0xff], 8 * n);
      mosi[8 * n + 7] = crc8(mosi, 8 * n, 7);
    }
    const reply = await answer<Uint8Array>((told) => buses.control.transfer(mosi, told));
    if (!reply.ok) return wrong('control port', reply.error.what, 'check SPI in config.txt');
    for (let n = 1; n < OPERATIONS_A_TRANSFER; n += 2)
      if (reply.value[8 * n + 3] !== ((done + (n >> 1)) & 0xff)) wrongOnes += 1;
  }
  if (wrongOnes === 0) return ok(`${OPERATIONS} operations, none wrong`);
  return wrong('control port', `${wrongOnes} values read back wrong`, 'check the connector and the cabling');
}

/** The devices that watch over the card, and its lines toward us. */
async function tryMonitors(buses: CardBuses): Promise<Result<string>> {
  const read = await answer<Uint8Array>((reply) => buses.i2c.read(0x48, 0, 1, 2, reply));
  if (!read.ok) return wrong('thermometer', read.error.what, 'check i2c_arm in config.txt');
  const degrees = ((read.value[0]! << 24) >> 24) + read.value[1]! / 256;
  const power = buses.powerFailN.get() ? 'good' : 'LOST';
  return ok(
    `${degrees.toFixed(1)} °C, input power ${power}, ATTN ${buses.attentionN?.get() ? 'idle' : 'low'}`,
  );
}

/** Brings the chips up with the real drivers, without bursts' edges, and lists what was found. */
function tryChips(buses: CardBuses): Promise<Result<string>> {
  const region = loadRegion('cn', [REGIONS]);
  if (!region.ok) return Promise.resolve(region);
  const clock = new RealClock();
  const drivers = new LineCardDrivers({ cards: [buses], clock, region: region.value });
  const settled = new Set<string>();
  return new Promise((told) => {
    const end = (): void => {
      clearTimeout(timer);
      const ports = drivers.ports();
      drivers.shutDown(() => {
        const list = ports.map(({ port, chip, health }) => `${port} ${chip} ${health}`).join(', ');
        const healths = ports.map(({ health }) => health);
        const good = healths.includes('in-service') && !healths.includes('fault');
        told(good ? ok(list) : wrong('chips', list === '' ? 'none found' : list, 'see the modules’ seats'));
      });
    };
    const timer = setTimeout(end, BRING_UP_MS_MAX);
    drivers.start((event) => {
      if (event.kind !== 'health' || event.health === 'starting') return;
      settled.add(event.port);
      if (settled.size === 8) end();
    });
  });
}

/** At each clock alone, so that what the cabling bears is known and not only that it suffices. */
function tryBurst(box: Px8Box, { spi, lines }: CardPlace, say: Say): Result<string> {
  let best: number | null = null;
  for (const clockHz of box.clocksHz) {
    const device = `/dev/spidev${spi.bus}.${spi.media}`;
    const wiring = { device, clockHz, gpioLabels: box.gpioLabels, frameLine: lines.frameN, stallMsMax: 0 };
    const burst = openCardBurst(wiring);
    if (!burst.ok) return burst;
    const test = burst.value.selfTest([clockHz], BURSTS);
    burst.value.close();
    if (test.verdict === 'no-card')
      return wrong('media burst', 'no FRAME, or nobody drives MISO', 'check that the card has power');
    const notice = noticesOf(test, 1)[0]?.what ?? `${test.run.returned} of ${test.run.bursts} came back`;
    say(`  ${(clockHz / 1_000_000).toFixed(1)} MHz: ${test.verdict}; ${notice}`);
    if (test.verdict === 'clean') best ??= clockHz;
  }
  if (best !== null) return ok(`clean at ${(best / 1_000_000).toFixed(1)} MHz and what is said above`);
  return wrong('media burst', 'no clock is clean', 'check the connector and the cabling');
}

async function tryCard(
  box: Px8Box,
  place: CardPlace,
  lines: LineController,
  say: Say,
): Promise<Fault | null> {
  const step = (name: string, result: Result<string>): Fault | null => {
    say(result.ok ? `${name}: ${result.value}` : `${name}: FAILED, ${result.error.what}`);
    return result.ok ? null : result.error;
  };
  const burst = step('media burst', tryBurst(box, place, say));
  const control = { bus: place.spi.bus, select: place.spi.control, clockHz: box.clocksHz[0]! };
  const opened: Result<OpenCard> = openCardBuses({ ...place, control }, lines);
  if (!opened.ok) return opened.error;
  const { buses } = opened.value;
  const faults = [
    burst,
    step('ID EEPROM', await tryEeprom(buses)),
    step('control port', await tryControl(buses)),
    step('monitors', await tryMonitors(buses)),
    step('chips', await tryChips(buses)),
  ];
  opened.value.close();
  return faults.find((fault) => fault !== null) ?? null;
}

/**
 * Tries each card of a real box, while no firmware runs on it. Anywhere else it says what it would need, and that is no
 * failure. `anyway` leaves the machine's model out of it.
 */
export async function tryHardware(box: Px8Box, anyway: boolean, say: Say): Promise<Result<string>> {
  const lacks = missing(box, anyway);
  if (lacks.length > 0) return ok(`skipped: this takes ${lacks.join(', ')}, and a PX8 card with power`);
  const lines = openSysfsLines(box.gpioLabels) ?? ok(new ChardevLines(box.gpioLabels));
  if (!lines.ok) return lines;
  try {
    for (const [index, place] of box.cards.entries()) {
      say(`card ${index + 1} on ${box.machine}`);
      const fault = await tryCard(box, place, lines.value, say);
      if (fault !== null) return fail(fault);
    }
    return ok('everything that was tried is well');
  } finally {
    lines.value.close();
  }
}
