import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configTxt } from '#boards/px8/config-txt.ts';
import { makeImage, readImage } from '#boards/px8/hat-eeprom.ts';
import { noticesOf } from '#boards/px8/self-test.ts';
import { checkBox, HEADER, type Px8Box } from '#boards/px8/wiring.ts';
import { box as pi3 } from '#boards/px8-pi3.ts';
import { box as pi4 } from '#boards/px8-pi4.ts';
import { box as pi5 } from '#boards/px8-pi5.ts';
import { box as zero2 } from '#boards/px8-zero2.ts';
import { parseIdEeprom } from '#drivers/px8/id-eeprom.ts';
import { hatImage, px8Identity } from '#sim/card/eeprom.ts';
import { assert } from '#units/result.ts';
import { deviceTreeCompiler } from '../support/peers.ts';

const BOXES = [pi3, pi4, pi5, zero2];
const OVERLAY = resolve(import.meta.dirname, '../../boards/overlays/px8-overlay.dts');

describe('boards with a PX8 card', () => {
  it.each(BOXES)('$name is a box that can be', (box) => {
    expect(checkBox(box)).toEqual({ ok: true, value: box });
    expect(configTxt(box)).toContain('dtoverlay=px8\n');
    expect(configTxt(box)).toContain(box.machine);
  });

  const spoilt = (change: Partial<Px8Box>) => {
    const checked = checkBox({ ...pi4, ...change });
    return checked.ok ? '' : `${checked.error.code} ${checked.error.where}: ${checked.error.what}`;
  };
  const second = (lines: Partial<typeof HEADER.lines>) => ({
    spi: { bus: 0, control: 2, media: 3 },
    i2cBus: 4,
    idEepromBus: 10,
    lines: { powerFailN: 5, resetN: 6, frameN: 12, attentionN: 13, relayArm: 16, ...lines },
  });

  it('two cards with one address are told by what they share', () => {
    expect(spoilt({ cards: [HEADER, second({})] })).toBe('');
    expect(spoilt({ cards: [HEADER, HEADER] })).toContain('card 1 and card 2 both have /dev/spidev0.0');
    expect(spoilt({ cards: [HEADER, { ...second({}), idEepromBus: 9 }] })).toContain(
      'TR-BOARD-014 boards/px8-pi4.ts: card 1 and card 2 both have address 0x50 on /dev/i2c-9',
    );
    expect(spoilt({ cards: [HEADER, second({ frameN: 24 })] })).toContain('both have GPIO 24');
    expect(spoilt({ cards: [second({ frameN: 13 })] })).toContain('both have GPIO 13');
  });

  it('a line on a pin of the buses, a clock that no card bears, and no card at all are refused', () => {
    expect(spoilt({ cards: [second({ resetN: 10 })] })).toContain('card 1: GPIO 10 is not free');
    expect(spoilt({ cards: [second({ resetN: 40 })] })).toContain('card 1: GPIO 40 is not free');
    expect(spoilt({ clocksHz: [20_000_000] })).toContain('20000000');
    expect(spoilt({ clocksHz: [] })).toContain('clocks are');
    expect(spoilt({ cards: [] })).toContain('it has no card');
    expect(spoilt({ cards: [HEADER, second({ frameN: 26 })] })).toContain('card 2: GPIO 26 is not free');
    expect(spoilt({ resetButton: { line: 9, lamps: [] } })).toContain('reset button: GPIO 9 is not free');
    expect(spoilt({ resetButton: null })).toBe('');
  });

  it.runIf(deviceTreeCompiler().wanted)('the overlay is one that the device tree compiler takes', () => {
    const words = ['-@', '-I', 'dts', '-O', 'dtb', '-o', '/dev/null', OVERLAY];
    const { status, stderr } = spawnSync('dtc', words, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('the self-test of the burst', () => {
  const run = { bursts: 64, returned: 60, damaged: 0, refused: 0, wrong: 0, failed: 0 };
  const bad = { ...run, damaged: 3, refused: 2 };

  it('says nothing of wires that are clean, or of a card that is not there', () => {
    expect(noticesOf({ clockHz: 8_000_000, verdict: 'clean', run, refused: null }, 1)).toEqual([]);
    expect(noticesOf({ clockHz: 8_000_000, verdict: 'no-card', run, refused: null }, 1)).toEqual([]);
  });

  it('says at which clock bits were lost, and at which one it runs', () => {
    const refused = { clockHz: 8_000_000, run: bad };
    const [lowered] = noticesOf({ clockHz: 4_000_000, verdict: 'clean', run, refused }, 2);
    expect(lowered).toMatchObject({
      code: 'TR-BOARD-015',
      where: 'card 2 media burst',
      what: 'at 8.0 MHz 5 of 64 bursts were not clean; it runs at 4.0 MHz',
    });
    const [never] = noticesOf({ clockHz: 2_000_000, verdict: 'dirty', run: bad, refused }, 1);
    expect(never).toMatchObject({
      code: 'TR-BOARD-016',
      what: 'even at 2.0 MHz 5 of 64 bursts were not clean',
    });
  });
});

describe('the ID EEPROM of a card', () => {
  const UUID = '9f0e7c52-4d1a-4b6e-8a35-0123456789ab';
  const image = (): Buffer => {
    const made = makeImage({ serial: 7, uuid: UUID, version: 1 });
    assert(made.ok, made.ok ? '' : made.error.what);
    return made.value;
  };
  const what = (bytes: Uint8Array): string => {
    const read = readImage(bytes);
    return read.ok ? '' : read.error.what;
  };
  const changed = (at: number, value: number): Buffer => {
    const bytes = image();
    bytes[at] = value;
    return bytes;
  };

  it('reads back as it was made, with the rest of the EEPROM behind it', () => {
    const whole = Buffer.concat([image(), Buffer.alloc(3000, 0xff)]);
    expect(readImage(whole)).toEqual({ ok: true, value: { serial: 7, uuid: UUID, version: 1 } });
  });

  it('is what the driver takes for a PX8, and what the simulator puts into its cards', () => {
    expect(parseIdEeprom(image(), 'card 1')).toMatchObject({ vendor: 'tipring', product: 'PX8' });
    const uuid = Uint8Array.from(Buffer.from(UUID.replaceAll('-', ''), 'hex').reverse());
    expect(Buffer.from(hatImage({ ...px8Identity(7), uuid })).equals(image())).toBe(true);
  });

  it.each([
    ['a blank one', new Uint8Array(4096).fill(0xff), 'it is blank'],
    ['something else', Buffer.from('hello, this is text'), 'it does not begin with "R-Pi"'],
    ['an old HAT', changed(4, 1), 'it is of HAT version 1'],
    ['a flipped bit', changed(30, 0xaa), 'atom 0 (vendor) has check sum'],
    ['one that was not written to its end', image().subarray(0, 60), 'and has fewer'],
    ['an atom that says it is longer', changed(16, 200), 'atom 0 (vendor) is cut off'],
    ['an atom that is counted twice', changed(14, 1), 'counted as another'],
    ['no atom', changed(6, 0), 'are behind its last atom'],
    [
      'another card',
      hatImage({ ...px8Identity(1), vendor: 'somebody', product: 'Sound HAT' }),
      'it is of another card: "somebodySound HAT"',
    ],
    ['another overlay', hatImage({ ...px8Identity(1), overlay: 'sound' }), 'it names the overlay "sound"'],
    ['no serial number', hatImage({ ...px8Identity(1), custom: 'hello' }), 'it has no serial number'],
  ])('%s is told for what it is', (_name, bytes, told) => {
    expect(what(bytes)).toContain(told);
  });

  it('two cards on one header, whose EEPROMs answer both at once, are no card', () => {
    const [one, other] = [image(), hatImage(px8Identity(8))];
    // Open drain: a bit that either pulls low is low.
    const both = Uint8Array.from(one, (byte, at) => byte & (other[at] ?? 0xff));
    expect(parseIdEeprom(both, 'card 1')).toMatchObject({ code: 'TR-CARD-003', where: 'card 1' });
    expect(what(both)).not.toBe('');
  });

  it.each([
    [{ serial: 0, uuid: UUID, version: 1 }, 'a serial is 1 to 9999'],
    [{ serial: 1, uuid: 'none', version: 1 }, '"none" is no UUID'],
    [{ serial: 1, uuid: UUID, version: 70_000 }, 'a version is 1 to 65535'],
  ])('is not made of %o', (label, told) => {
    const made = makeImage(label);
    expect(!made.ok && made.error.what).toContain(told);
  });
});
