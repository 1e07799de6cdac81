import { openCardBuses } from '#adapters/linux/card-buses.ts';
import { openSysfsLines } from '#adapters/linux/gpio-sysfs.ts';
import { ChardevLines } from '#native/gpio.ts';
import type { LineController } from '#ports/bus.ts';
import { assert } from '#units/result.ts';
import { type BusesUnderTest, busesContract } from '../../contracts/buses.ts';
import { linesContract } from '../../contracts/lines.ts';
import { GPIO_LABELS, WIRING } from './wiring.ts';

function sysfs(): LineController {
  const lines = openSysfsLines(GPIO_LABELS);
  assert(lines?.ok === true, 'this kernel has GPIO in sysfs');
  return lines.value;
}

function open(controller: LineController): BusesUnderTest {
  const card = openCardBuses(WIRING, controller);
  assert(card.ok, card.ok ? '' : `${card.error.where}: ${card.error.what}`);
  return {
    buses: card.value.buses,
    close: () => {
      card.value.close();
      controller.close();
    },
  };
}

busesContract('spi-device, i2c-bus and onoff', async () => open(sysfs()));
busesContract('spi-device, i2c-bus and the GPIO character device', async () =>
  open(new ChardevLines(GPIO_LABELS)),
);
linesContract('onoff', sysfs);
linesContract('the GPIO character device', () => new ChardevLines(GPIO_LABELS));
