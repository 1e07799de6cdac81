/**
 * Puts the line card's buses into Debian's device trees. They are built without symbols, so that an overlay
 * (boards/overlays/) cannot be applied to them; the same is said here by path.
 */
import { run } from './run.ts';

const SPI = '/soc/spi@7e204000';
const I2C = '/soc/i2c@7e804000';
/** The controller that shares its pins with the ID EEPROM; cameras and displays take it away when they like. */
const I2C_OF_CAMERAS = '/soc/i2c@7e205000';
const ID_BUS = '/i2c-id';
const PINS = '/soc/gpio@7e200000';
/** Above those that the tree's compiler has given. */
const HANDLES = { bus: 0x1000, selects: 0x1001 } as const;
/** Functions of BCM2835 pins (device tree binding brcm,bcm2835-gpio). */
const ALT0 = 4;
const OUT = 1;
const ACTIVE_LOW = 1;
/** GPIO_ACTIVE_HIGH | GPIO_OPEN_DRAIN (device tree binding i2c-gpio). */
const OPEN_DRAIN = 6;
/** Half a clock of about 100 kHz. */
const ID_BUS_DELAY_US = 2;
/** An id that spidev's driver takes: a plain "spidev" is refused by newer kernels. */
const SPIDEV = 'rohm,dh2228fv';
const SPI_HZ_MAX = 25_000_000;

const numbers = (file: string, node: string, name: string, ...values: readonly number[]): string =>
  run('fdtput', ['-p', '-t', 'i', file, node, name, ...values.map(String)]);
const words = (file: string, node: string, name: string, ...values: readonly string[]): string =>
  run('fdtput', ['-p', '-t', 's', file, node, name, ...values]);

/** SPI 0 with two selects, I²C 1 with the clock DS3231, and I²C 9, under the numbers that `boards/` know them by. */
export function wireLineCard(file: string): void {
  const gpio = Number(run('fdtget', ['-t', 'i', file, PINS, 'phandle']));
  words(file, '/aliases', 'spi0', SPI);
  words(file, '/aliases', 'i2c1', I2C);
  numbers(file, `${PINS}/px8-spi`, 'brcm,pins', 9, 10, 11);
  numbers(file, `${PINS}/px8-spi`, 'brcm,function', ALT0);
  numbers(file, `${PINS}/px8-spi`, 'phandle', HANDLES.bus);
  numbers(file, `${PINS}/px8-selects`, 'brcm,pins', 8, 7);
  numbers(file, `${PINS}/px8-selects`, 'brcm,function', OUT);
  numbers(file, `${PINS}/px8-selects`, 'phandle', HANDLES.selects);
  words(file, SPI, 'pinctrl-names', 'default');
  numbers(file, SPI, 'pinctrl-0', HANDLES.bus, HANDLES.selects);
  numbers(file, SPI, 'cs-gpios', gpio, 8, ACTIVE_LOW, gpio, 7, ACTIVE_LOW);
  for (const select of [0, 1]) {
    const node = `${SPI}/spidev@${select}`;
    words(file, node, 'compatible', SPIDEV);
    numbers(file, node, 'reg', select);
    numbers(file, node, 'spi-max-frequency', SPI_HZ_MAX);
  }
  words(file, SPI, 'status', 'okay');
  words(file, `${I2C}/rtc@68`, 'compatible', 'maxim,ds3231');
  numbers(file, `${I2C}/rtc@68`, 'reg', 0x68);
  wireIdBus(file, gpio);
}

/**
 * I²C 9: the ID EEPROM on GPIO 0 (data) and 1 (clock), moved by the kernel itself, as `dtoverlay=i2c-gpio` of Raspberry
 * Pi OS does (docs/px8.md).
 */
function wireIdBus(file: string, gpio: number): void {
  words(file, I2C_OF_CAMERAS, 'status', 'disabled');
  words(file, '/aliases', 'i2c9', ID_BUS);
  words(file, ID_BUS, 'compatible', 'i2c-gpio');
  numbers(file, ID_BUS, 'sda-gpios', gpio, 0, OPEN_DRAIN);
  numbers(file, ID_BUS, 'scl-gpios', gpio, 1, OPEN_DRAIN);
  numbers(file, ID_BUS, 'i2c-gpio,delay-us', ID_BUS_DELAY_US);
  numbers(file, ID_BUS, '#address-cells', 1);
  numbers(file, ID_BUS, '#size-cells', 0);
}
