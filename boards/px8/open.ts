import { RealClock } from '#adapters/clock.ts';
import { type OpenCard, openCardBuses } from '#adapters/linux/card-buses.ts';
import { openSysfsLines } from '#adapters/linux/gpio-sysfs.ts';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { openSpidevMedia, type PacketLegOptions } from '#native/binding.ts';
import { ChardevLines } from '#native/gpio.ts';
import type { SpidevBurst } from '#native/spidev.ts';
import type { LineController } from '#ports/bus.ts';
import type { Region } from '#ports/region.ts';
import { type Fault, ok, type Result } from '#units/result.ts';
import { BoardFailure, type RunningBoard } from '../board.ts';
import { EdgeTap } from '../edge-tap.ts';
import { LineCardsWithNotices } from './notices.ts';
import { settleClock } from './self-test.ts';
import { type CardPlace, CONTROL_CLOCK_HZ_MAX, checkBox, type Px8Box } from './wiring.ts';

/** sysfs where the kernel has it, else the character device. */
function openLines(labels: readonly string[]): Result<LineController> {
  return openSysfsLines(labels) ?? ok(new ChardevLines(labels));
}

/** A card that is simulated stands still with its machine: then so long is no alarm. Unset on a box. */
const stallMsMax = (): number => Number(process.env.TIPRING_CARD_STALL_MS ?? 0) || 0;

interface ReadyCard {
  readonly card: OpenCard;
  readonly burst: SpidevBurst;
  readonly notices: readonly Fault[];
}

/** The burst first: what clock the wires bear is good for the control port, too. */
function readyCard(box: Px8Box, place: CardPlace, number: number, lines: LineController): Result<ReadyCard> {
  const { spi } = place;
  const settled = settleClock(
    {
      device: `/dev/spidev${spi.bus}.${spi.media}`,
      clockHz: box.clocksHz[0]!,
      gpioLabels: box.gpioLabels,
      frameLine: place.lines.frameN,
      stallMsMax: stallMsMax(),
    },
    box.clocksHz,
    number,
  );
  if (!settled.ok) return settled;
  const { burst, notices } = settled.value;
  const clockHz = Math.min(burst.clockHz, CONTROL_CLOCK_HZ_MAX);
  const control = { bus: spi.bus, select: spi.control, clockHz };
  const card = openCardBuses({ ...place, control }, lines);
  return card.ok ? ok({ card: card.value, burst, notices }) : card;
}

function readyCards(box: Px8Box, lines: LineController): Result<readonly ReadyCard[]> {
  const ready: ReadyCard[] = [];
  for (const [index, place] of box.cards.entries()) {
    const opened = readyCard(box, place, index + 1, lines);
    if (!opened.ok) {
      for (const { card } of ready) card.close();
      return opened;
    }
    ready.push(opened.value);
  }
  return ok(ready);
}

/** Opens the buses of a box and everything on them. Rejects with a `BoardFailure` when one is not there. */
export async function openPx8(
  box: Px8Box,
  region: Region,
  packets: Promise<PacketLegOptions> | undefined,
): Promise<RunningBoard> {
  const checked = checkBox(box);
  if (!checked.ok) throw new BoardFailure(checked.error);
  const legs = await packets;
  const lines = openLines(box.gpioLabels);
  if (!lines.ok) throw new BoardFailure(lines.error);
  const ready = readyCards(box, lines.value);
  if (!ready.ok) {
    lines.value.close();
    throw new BoardFailure(ready.error);
  }
  const clock = new RealClock();
  const cards = ready.value.map(({ card }) => card.buses);
  const drivers = new LineCardDrivers({ cards, clock, region });
  const media = openSpidevMedia(
    ready.value.map(({ burst }) => burst),
    clock,
    legs,
  );
  const notices = ready.value.flatMap((card) => card.notices);
  return {
    name: box.machine,
    clock,
    lineCards: new LineCardsWithNotices(drivers, notices, clock),
    media: new EdgeTap(media, (edge, at) => drivers.edge(edge, at)),
    ...{ legs: media.legs, benchUrl: null },
    close: async () => {
      await new Promise<void>((done) => drivers.shutDown(done));
      media.stop();
      for (const { card } of ready.value) card.close();
      lines.value.close();
    },
  };
}
