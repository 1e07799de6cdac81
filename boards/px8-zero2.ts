import { px8Board } from './px8/board.ts';
import { CLOCKS_HZ, HEADER, type Px8Box, RESET_BUTTON } from './px8/wiring.ts';

/** Zero 2 W (BCM2837 in RP3A0). */
export const box: Px8Box = {
  name: 'px8-zero2',
  machine: 'Raspberry Pi Zero 2 W',
  gpioLabels: ['pinctrl-bcm2835'],
  clocksHz: CLOCKS_HZ,
  configTxt: [
    '# Bluetooth leaves UART 0 to the header.',
    'dtoverlay=disable-bt',
    '# SCLK is made from the core clock, which must not move (raspberrypi/linux issue 2094).',
    'core_freq=250',
  ],
  cards: [HEADER],
  resetButton: RESET_BUTTON,
};

export const board = px8Board(box);
