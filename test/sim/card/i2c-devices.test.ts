import { beforeEach, describe, expect, it } from 'vitest';
import { crc16Arc } from '#sim/card/crc.ts';
import { idEepromImage } from '#sim/card/eeprom.ts';
import { CardDevices } from '#sim/card/i2c-devices.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

interface Atom {
  readonly type: number;
  readonly data: Uint8Array;
  readonly good: boolean;
}

/** Reads an image as raspberrypi/hats describes it. */
function parse(image: Uint8Array): { version: number; length: number; atoms: Atom[] } {
  const view = new DataView(image.buffer, image.byteOffset);
  const atoms: Atom[] = [];
  let at = 12;
  for (let n = 0; n < view.getUint16(6, true); n++) {
    const length = view.getUint32(at + 4, true);
    const end = at + 8 + length - 2;
    atoms.push({
      type: view.getUint16(at, true),
      data: image.slice(at + 8, end),
      good: crc16Arc(image, at, end) === view.getUint16(end, true),
    });
    at = end + 2;
  }
  return { version: image[4]!, length: view.getUint32(8, true), atoms };
}

describe('ID EEPROM of a PX8 card', () => {
  it('holds a HAT+ image: vendor, overlay name and serial, each with CRC-16/ARC', () => {
    const image = idEepromImage(3, 'good');
    expect(text(image.subarray(0, 4))).toBe('R-Pi');
    const { version, length, atoms } = parse(image);
    expect([version, length]).toEqual([2, image.length]);
    expect(atoms.map((atom) => [atom.type, atom.good])).toEqual([
      [1, true],
      [3, true],
      [4, true],
    ]);
    expect(text(atoms[0]!.data.subarray(22))).toBe('tipringPX8');
    expect(text(atoms[1]!.data)).toBe('px8');
    expect(text(atoms[2]!.data)).toBe('serial=PX8-0003');
  });

  it('differs from card to card', () => {
    expect(idEepromImage(1, 'good')).not.toEqual(idEepromImage(2, 'good'));
  });

  it('can be blank, of another card, or damaged', () => {
    const devices = new CardDevices(1);
    devices.setIdEeprom('blank');
    expect([...devices.read(1, 0x50, 0, 4)!]).toEqual([0xff, 0xff, 0xff, 0xff]);
    expect(text(parse(idEepromImage(1, 'other-card')).atoms[0]!.data)).not.toContain('PX8');
    expect(parse(idEepromImage(1, 'corrupt')).atoms.map((atom) => atom.good)).toEqual([false, true, true]);
  });

  it('answers at 0x50 of the ID bus only, and cannot be overwritten', () => {
    const devices = new CardDevices(1);
    expect(devices.read(0, 0x50, 0, 4)).toBeNull();
    expect(devices.write(1, 0x50, 0, Uint8Array.from([0]))).toBe(true);
    expect(text(devices.read(1, 0x50, 0, 4)!)).toBe('R-Pi');
  });
});

describe('I2C1 of a PX8 card', () => {
  let devices: CardDevices;
  beforeEach(() => {
    devices = new CardDevices(1);
  });

  it('has nobody at any other address', () => {
    expect(devices.read(0, 0x21, 0, 1)).toBeNull();
    expect(devices.write(0, 0x21, 0, new Uint8Array(1))).toBe(false);
  });

  it('shows modules on port A and relays on port B of the expander, and takes its LEDs', () => {
    devices.expander.setInputs(0x3f, 0x03);
    expect([...devices.read(0, 0x20, 0x12, 2)!]).toEqual([0x3f, 0x03]);
    devices.write(0, 0x20, 0x01, Uint8Array.from([0x03]));
    devices.write(0, 0x20, 0x13, Uint8Array.from([0xa8]));
    expect(devices.expander.leds).toBe(0xa8);
    expect([...devices.read(0, 0x20, 0x13, 1)!]).toEqual([0xab]);
  });

  it.each([
    [35, 0x23, 0x00],
    [25.0625, 0x19, 0x10],
    [-10, 0xf6, 0x00],
    [85.5, 0x55, 0x80],
  ])('measures %f °C in sixteenths, left-justified', (celsius, high, low) => {
    devices.temperature.celsius = celsius;
    expect([...devices.read(0, 0x48, 0, 2)!]).toEqual([high, low]);
  });

  it('keeps calibration in an EEPROM that rolls over inside a page of 32 bytes', () => {
    devices.write(0, 0x54, 30, Uint8Array.from([1, 2, 3, 4]));
    expect([...devices.read(0, 0x54, 30, 3)!]).toEqual([1, 2, 0xff]);
    expect([...devices.read(0, 0x54, 0, 2)!]).toEqual([3, 4]);
    expect(devices.read(0, 0x54, 4_095, 2)!.length).toBe(2);
  });

  it('has a clock in BCD that goes with the time of the world', () => {
    expect(devices.read(0, 0x68, 0x0f, 1)![0]! & 0x80).toBe(0x80);
    devices.clock.set(Date.UTC(2026, 1, 28, 23, 59, 58));
    expect(devices.read(0, 0x68, 0x0f, 1)![0]! & 0x80).toBe(0);
    expect([...devices.read(0, 0x68, 0, 7)!]).toEqual([0x58, 0x59, 0x23, 7, 0x28, 0x02, 0x26]);
    for (let frame = 0; frame < 400; frame++) devices.clock.advance(5_000);
    expect([...devices.read(0, 0x68, 0, 7)!]).toEqual([0x00, 0x00, 0x00, 1, 0x01, 0x03, 0x26]);
  });

  it('takes a time that is written, and keeps OSF until it is cleared', () => {
    devices.clock.losePower();
    devices.write(0, 0x68, 0, Uint8Array.from([0x30, 0x15, 0x08, 1, 0x09, 0x11, 0x27]));
    expect([...devices.read(0, 0x68, 0, 7)!].slice(0, 3)).toEqual([0x30, 0x15, 0x08]);
    expect(devices.read(0, 0x68, 0x0f, 1)![0]! & 0x80).toBe(0x80);
    devices.write(0, 0x68, 0x0f, Uint8Array.from([0x00]));
    expect(devices.read(0, 0x68, 0x0f, 1)![0]).toBe(0x00);
  });
});
