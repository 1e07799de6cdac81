import { expect, test } from 'vitest';
import type { OfficeDocument } from '#ports/office-document.ts';
import { keyTelephones } from '#runtime/office/key-telephones.ts';

test('SIP telephones have keys, by the user that they register with; one whose extension is wired has none', () => {
  const document: OfficeDocument = {
    extensions: [
      { number: '801', name: 'Wired', port: '1/1' },
      { number: '820', name: 'Anna', noAnswerSeconds: 30 },
      { number: '821', name: 'Bo' },
    ],
    sip: {
      devices: [
        { extension: '801', secret: 'geheim-801' },
        { extension: '820', user: 'anna', secret: 'geheim-820' },
        { extension: '821', secret: 'geheim-821', calls: 3 },
      ],
    },
  };
  expect(keyTelephones(document)).toEqual([
    { user: 'anna', number: '820', noAnswerMs: 30_000 },
    { user: '821', number: '821', noAnswerMs: 20_000 },
  ]);
  expect(keyTelephones({})).toEqual([]);
});
