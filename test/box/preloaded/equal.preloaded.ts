import { expect, it } from 'vitest';
import { openSpiControl } from '#adapters/linux/spi-control.ts';
import { openVirtualMedia } from '#native/binding.ts';
import { ChardevLines } from '#native/gpio.ts';
import { type CardBurst, openCardBurst } from '#native/spidev.ts';
import { seededRandom } from '#sim/random.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { DEFAULT_WORLD } from '#sim/world/description.ts';
import { World } from '#sim/world/world.ts';
import { timeslot } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import { GPIO_LABELS, WIRING } from './wiring.ts';

const FRAMES = 2000;
const OPERATIONS_A_FRAME = 5;
const BURST_BYTES = 704;
const BURST = {
  device: '/dev/spidev0.1',
  clockHz: 8_000_000,
  gpioLabels: GPIO_LABELS,
  frameLine: 24,
  stallMsMax: 1000,
};

const CPLD_ID = Uint8Array.of(0x90, 0x80, 0, 0, 0, 0, 0, 0);

/** A card, whatever is between it and us. */
interface Card {
  /** The next frame is ready. */
  frame(): void;
  resetN(high: boolean): void;
  transfer(mosi: Uint8Array): Promise<Uint8Array>;
  exchange(mosi: Uint8Array, miso: Uint8Array): void;
}

/** Mostly what a driver would say, to any chip and register; a few bytes that mean nothing. */
function operations(random: () => number): Uint8Array {
  const byte = () => Math.floor(random() * 256);
  const mosi = new Uint8Array(8 * OPERATIONS_A_FRAME);
  for (let at = 0; at < mosi.length; at += 8) {
    const target = random() < 0.9 ? byte() & 0x07 : byte();
    const wire = random() < 0.75 ? 0x80 : 0xa0;
    const read = random() < 0.7 ? 0x80 : 0;
    mosi.set([wire | target, read | byte(), byte(), byte(), byte(), byte(), byte(), byte()], at);
  }
  return mosi;
}

/** Everything that the card said, and everything that the real media plane made of it. */
async function conversation(card: Card): Promise<{ control: Buffer; bursts: Buffer; plane: Buffer }> {
  const random = seededRandom(4711);
  const plane = openVirtualMedia(1, new VirtualClock());
  plane.start(() => {});
  for (let slot = 0; slot < 8; slot++)
    plane.command({ op: 'connect', from: timeslot(slot), to: timeslot((slot + 3) % 8), gainDb: 0 });
  const [mosi, miso] = [new Uint8Array(BURST_BYTES), new Uint8Array(BURST_BYTES)];
  plane.prime([mosi]);
  const control: Uint8Array[] = [];
  const bursts: Uint8Array[] = [];
  const made: Uint8Array[] = [];
  // Before the first frame, so that the card has heard of RESET_N before its world begins.
  await card.transfer(CPLD_ID);
  for (let n = 0; n < FRAMES; n++) {
    card.frame();
    if (n % 500 === 1) card.resetN(true);
    else if (n % 500 === 499) card.resetN(false);
    control.push(await card.transfer(operations(random)));
    card.exchange(mosi, miso);
    bursts.push(miso.slice());
    made.push(mosi.slice());
    plane.frame([miso], [mosi]);
  }
  plane.stop();
  return { control: Buffer.concat(control), bursts: Buffer.concat(bursts), plane: Buffer.concat(made) };
}

function inThisProcess(): Card {
  const world = new World(DEFAULT_WORLD);
  const at = world.cards[0]!;
  at.card.setResetN(false);
  return {
    frame: () => world.frame(),
    resetN: (high) => at.card.setResetN(high),
    transfer: async (mosi) => at.card.control(mosi),
    exchange: (mosi, miso) => at.exchange(mosi, miso),
  };
}

function onDevices(): Card & { close(): void } {
  let opened: CardBurst | null = null;
  // The simulator's world begins when somebody wants its bursts.
  const burst = (): CardBurst => {
    if (opened !== null) return opened;
    const result = openCardBurst(BURST);
    assert(result.ok, result.ok ? '' : result.error.what);
    opened = result.value;
    return opened;
  };
  const control = openSpiControl(WIRING.control);
  assert(control.ok, control.ok ? '' : control.error.what);
  const lines = new ChardevLines(GPIO_LABELS);
  const resetN = lines.output(WIRING.lines.resetN, false);
  assert(resetN.ok, resetN.ok ? '' : resetN.error.what);
  return {
    frame: () => expect(burst().waitFrame(5000)).toBe(true),
    resetN: (high) => resetN.value.set(high),
    transfer: (mosi) =>
      new Promise((heard, failed) => {
        control.value.transfer(mosi, (reply) =>
          reply.ok ? heard(reply.value) : failed(new Error(reply.error.what)),
        );
      }),
    exchange: (mosi, miso) => burst().exchange(mosi, miso),
    close: () => {
      burst().close();
      control.value.close();
      lines.close();
    },
  };
}

it('10 000 control operations and 2 000 bursts are those of the chips in this process, byte for byte', async () => {
  const devices = onDevices();
  const real = await conversation(devices);
  devices.close();
  const model = await conversation(inThisProcess());
  expect(real.control.length).toBe(FRAMES * OPERATIONS_A_FRAME * 8);
  expect(real.bursts.length).toBe(FRAMES * BURST_BYTES);
  expect(real.control.equals(model.control)).toBe(true);
  expect(real.bursts.equals(model.bursts)).toBe(true);
  expect(real.plane.equals(model.plane)).toBe(true);
  // The card said more than silence and zeroes.
  expect(new Set(real.control).size).toBeGreaterThan(50);
  expect(new Set(real.bursts).size).toBeGreaterThan(50);
});
