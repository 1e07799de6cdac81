import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc16, parseIdEeprom } from '#drivers/px8/id-eeprom.ts';
import { hatImage, idEepromImage, px8Identity } from '#sim/card/eeprom.ts';

describe('The ID EEPROM of a card', () => {
  it('uses CRC-16/ARC, whose check value is 0xBB3D', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0xbb3d);
  });

  it('says which card it is', () => {
    expect(parseIdEeprom(idEepromImage(3, 'good'), 'card 3')).toMatchObject({
      vendor: 'tipring',
      product: 'PX8',
      productVersion: 1,
    });
  });

  it.each([
    ['nothing', new Uint8Array(0), 'TR-CARD-002'],
    ['an erased chip', new Uint8Array(64).fill(0xff), 'TR-CARD-002'],
    ['another HAT', idEepromImage(1, 'other-card'), 'TR-CARD-004'],
    ['something that is no HAT', new TextEncoder().encode('hello, I am a toaster'), 'TR-CARD-004'],
    [
      'a product whose name only begins like ours',
      hatImage({ ...px8Identity(1), product: 'PX80' }),
      'TR-CARD-004',
    ],
    ['two cards on one header, which answer at once', idEepromImage(1, 'two-cards'), 'TR-CARD-003'],
    ['a flipped bit', idEepromImage(1, 'corrupt'), 'TR-CARD-003'],
  ])('%s is told from it', (_name, image, code) => {
    expect(parseIdEeprom(image, 'card 1')).toMatchObject({ code, where: 'card 1' });
  });

  it('any bytes get an answer, and no image with a flipped bit in its vendor atom is believed', () => {
    const good = idEepromImage(1, 'good');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(parseIdEeprom(bytes, 'card 1')).toHaveProperty('code');
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 12 * 8, max: (12 + 8 + 22 + 10) * 8 - 1 }), (bit) => {
        const image = good.slice();
        image[bit >> 3]! ^= 1 << (bit & 7);
        const parsed = parseIdEeprom(image, 'card 1');
        // A type that is no vendor atom any more, a length, a check sum: each is noticed.
        expect(parsed).toHaveProperty('code');
      }),
    );
  });
});
