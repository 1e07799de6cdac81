import type { CardWiring } from '#adapters/linux/card-buses.ts';

export const GPIO_LABELS: readonly string[] = ['pinctrl-bcm2711'];
/** The PX8 card on the header of a Raspberry Pi (docs/px8.md). */
export const WIRING: CardWiring = {
  control: { bus: 0, select: 0, clockHz: 8_000_000 },
  i2cBus: 1,
  idEepromBus: 9,
  lines: { resetN: 23, relayArm: 27, powerFailN: 22, attentionN: 25 },
};
