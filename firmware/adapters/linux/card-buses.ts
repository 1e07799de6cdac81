import type { CardBuses, LineController } from '#ports/bus.ts';
import { ok, type Result } from '#units/result.ts';
import { openLinuxI2c } from './i2c.ts';
import { type ControlWiring, openSpiControl } from './spi-control.ts';

/** How a card's control port, I²C and lines are wired to this machine. Lines are numbered as the controller does. */
export interface CardWiring {
  readonly control: ControlWiring;
  /** Bus of expander, thermometer, calibration and clock, and that of the ID EEPROM. */
  readonly i2cBus: number;
  readonly idEepromBus: number;
  readonly lines: {
    readonly resetN: number;
    readonly relayArm: number;
    readonly powerFailN: number;
    readonly attentionN: number;
  };
}

export interface OpenCard {
  readonly buses: CardBuses;
  close(): void;
}

/** Opens everything of a card but its burst; chips stay in reset and relays released. */
export function openCardBuses(wiring: CardWiring, controller: LineController): Result<OpenCard> {
  const opened: { close(): void }[] = [];
  const close = (): void => {
    for (const one of opened.splice(0).reverse()) one.close();
  };
  const keep = <T extends { close(): void }>(result: Result<T>): Result<T> => {
    if (result.ok) opened.push(result.value);
    else close();
    return result;
  };
  const control = keep(openSpiControl(wiring.control));
  if (!control.ok) return control;
  const i2c = keep(openLinuxI2c(wiring.i2cBus));
  if (!i2c.ok) return i2c;
  const idEeprom = keep(openLinuxI2c(wiring.idEepromBus));
  if (!idEeprom.ok) return idEeprom;
  const lines = takeLines(wiring, controller);
  if (!lines.ok) {
    close();
    return lines;
  }
  const buses = { control: control.value, i2c: i2c.value, idEeprom: idEeprom.value, ...lines.value };
  return ok({ buses, close });
}

type Lines = Pick<CardBuses, 'resetN' | 'relayArm' | 'powerFailN' | 'attentionN'>;

function takeLines({ lines }: CardWiring, controller: LineController): Result<Lines> {
  const resetN = controller.output(lines.resetN, false);
  if (!resetN.ok) return resetN;
  const relayArm = controller.output(lines.relayArm, false);
  if (!relayArm.ok) return relayArm;
  const powerFailN = controller.input(lines.powerFailN);
  if (!powerFailN.ok) return powerFailN;
  const attentionN = controller.input(lines.attentionN);
  if (!attentionN.ok) return attentionN;
  return ok({
    resetN: resetN.value,
    relayArm: relayArm.value,
    powerFailN: powerFailN.value,
    attentionN: attentionN.value,
  });
}
