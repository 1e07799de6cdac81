import type { ButtonWiring } from '#adapters/box/gpio-button.ts';
import type { CardWiring } from '#adapters/linux/card-buses.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** One PX8 card as it is wired to a Raspberry Pi; GPIO lines by their BCM numbers. */
export interface CardPlace extends Omit<CardWiring, 'control'> {
  /** SPI bus, and its selects for the control port and for the media burst. */
  readonly spi: { readonly bus: number; readonly control: number; readonly media: number };
  readonly lines: CardWiring['lines'] & { readonly frameN: number };
}

/** A kind of Raspberry Pi with PX8 cards, as data. */
export interface Px8Box {
  readonly name: string;
  /** As a technician calls it. */
  readonly machine: string;
  /** Labels of the header's GPIO controller; the first that is there. */
  readonly gpioLabels: readonly string[];
  /** SCLK to try, Hz, best first: the self-test at start takes the first that loses no bit. */
  readonly clocksHz: readonly number[];
  /** Lines for `config.txt` that only this machine needs; `boards/px8/config-txt.ts` adds those of all. */
  readonly configTxt: readonly string[];
  readonly cards: readonly CardPlace[];
  /** The push button that restarts the box or makes it as new; null: it has none. */
  readonly resetButton: ButtonWiring | null;
}

/** Above 8 MHz the card's control logic cannot raise a chip's select within a byte (card-px8, control port). */
export const CONTROL_CLOCK_HZ_MAX = 8_000_000;
/** 704 bytes each 5 ms are 1.13 Mbit/s; below 2 MHz a burst leaves no time for the control port. */
const CLOCK_HZ_MIN = 2_000_000;
export const CLOCKS_HZ: readonly number[] = [8_000_000, 6_000_000, 4_000_000, 3_000_000, CLOCK_HZ_MIN];

/** The 40-pin header as the PX8 uses it (docs/px8.md). */
export const HEADER: CardPlace = {
  spi: { bus: 0, control: 0, media: 1 },
  i2cBus: 1,
  idEepromBus: 9,
  lines: { powerFailN: 22, resetN: 23, frameN: 24, attentionN: 25, relayArm: 27 },
};

/**
 * Pins 37 and 39, side by side at the header's end: two wires and a button. The lamp is the machine's own green one, as
 * kernels of Debian and of Raspberry Pi name it; those of the card belong to the exchange.
 */
export const RESET_BUTTON: ButtonWiring = { line: 26, lamps: ['ACT', 'led0'] };

/** I²C 0 and 1, SPI 0, UART 0: what the header's other pins are for. */
const TAKEN_LINES = [0, 1, 2, 3, 7, 8, 9, 10, 11, 14, 15];
const LINES = 28;
const isFree = (line: number): boolean => line >= 0 && line < LINES && !TAKEN_LINES.includes(line);

/** Everything of a card that no other card may have: a pin has one driver, an address one answer. */
function claims({ spi, i2cBus, idEepromBus, lines }: CardPlace): string[] {
  return [
    `/dev/spidev${spi.bus}.${spi.control}`,
    `/dev/spidev${spi.bus}.${spi.media}`,
    `addresses 0x20, 0x48 and 0x54 on /dev/i2c-${i2cBus}`,
    `address 0x50 on /dev/i2c-${idEepromBus}`,
    ...Object.values(lines).map((line) => `GPIO ${line}`),
  ];
}

const wrong = (where: string, what: string): Result<never> =>
  fail({ code: 'TR-BOARD-014', where, what, todo: 'correct the board’s file in boards/' });

/** What is wrong with a box: two cards with one address, a pin twice or not there, a clock that cannot be. */
export function checkBox(box: Px8Box): Result<Px8Box, Fault> {
  const where = `boards/${box.name}.ts`;
  const bad = box.clocksHz.find((hz) => hz < CLOCK_HZ_MIN || hz > CONTROL_CLOCK_HZ_MAX);
  if (bad !== undefined || box.clocksHz.length === 0)
    return wrong(where, `clocks are ${CLOCK_HZ_MIN} to ${CONTROL_CLOCK_HZ_MAX} Hz, best first; not ${bad}`);
  if (box.cards.length === 0) return wrong(where, 'it has no card');
  const owners = new Map<string, number>();
  const button = box.resetButton?.line;
  if (button !== undefined && !isFree(button))
    return wrong(where, `reset button: GPIO ${button} is not free`);
  for (const [index, card] of box.cards.entries()) {
    const outside = Object.values(card.lines).find((line) => !isFree(line) || line === button);
    if (outside !== undefined) return wrong(where, `card ${index + 1}: GPIO ${outside} is not free`);
    for (const claim of claims(card)) {
      const owner = owners.get(claim);
      if (owner !== undefined) return wrong(where, `card ${owner} and card ${index + 1} both have ${claim}`);
      owners.set(claim, index + 1);
    }
  }
  return ok(box);
}
