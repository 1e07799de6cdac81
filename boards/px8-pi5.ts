import { px8Board } from './px8/board.ts';
import { CLOCKS_HZ, HEADER, type Px8Box, RESET_BUTTON } from './px8/wiring.ts';

/** 5, 500, CM5 (BCM2712 with RP1); SPI is RP1’s, with a clock of its own. */
export const box: Px8Box = {
  name: 'px8-pi5',
  machine: 'Raspberry Pi 5',
  gpioLabels: ['pinctrl-rp1'],
  clocksHz: CLOCKS_HZ,
  configTxt: ['# The header’s UART 0; Bluetooth has another.', 'dtparam=uart0=on'],
  cards: [HEADER],
  resetButton: RESET_BUTTON,
};

export const board = px8Board(box);
