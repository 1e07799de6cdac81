import type { Px8Box } from './wiring.ts';

/** Of every box with a PX8: what docs/px8.md explains line by line. */
const COMMON = [
  '# The overlay has SPI 0, I²C 1 and the clock DS3231. A card with its ID EEPROM written names it by itself.',
  'dtoverlay=px8',
  '# The ID EEPROM, which is on pins that only the boot firmware reads.',
  'dtoverlay=i2c-gpio,i2c_gpio_sda=0,i2c_gpio_scl=1,bus=9',
  '# FRAME, ATTN and POWER_FAIL idle high; RESET and RELAY_ARM low until the firmware says otherwise.',
  'gpio=22,24,25=ip,pu',
  'gpio=23,27=op,dl',
  '# UART 0 on the header for call records or a console; the boot console must not be on it.',
  'enable_uart=1',
];

/** The fragment of `config.txt` for a box, to be put below `[all]`. */
export function configTxt(box: Px8Box): string {
  const lines = [`# tipring: PX8 line card on a ${box.machine}`, ...COMMON, ...box.configTxt];
  return `${lines.join('\n')}\n`;
}
