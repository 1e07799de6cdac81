import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { SECRET_MASK } from '#ports/office-document/sip.ts';
import { maskedText, secretsByOwner, unmaskedText } from '#runtime/office/secrets.ts';
import { checkText } from '../../support/office-kit.ts';

const EXTENSIONS = `
extensions:
  - { number: "801", port: 1/1, name: Desk }
  - { number: "820", name: Anna }
  - { number: "821", name: Bert }
`;
const office = (first: string, second = ''): string => `${EXTENSIONS}
sip:
  devices:
    - { extension: "820", ${first} }
    - { extension: "821", secret: geheim-bert-7${second} }
`;
const SECRET = 'secret: geheim-anna-7';
const found = (text: string): string[] =>
  checkText(text).findings.flatMap(({ code, path }) => (path.startsWith('sip') ? [`${code} ${path}`] : []));

describe('a telephone that shall fetch its settings, in the office', () => {
  test('is known by the address on its label, in any spelling, and by its maker', () => {
    for (const mac of ['00:15:65:AB:CD:EF', '001565abcdef', '00-15-65-ab-cd-ef', '0015.65AB.CDEF'])
      expect(found(office(`${SECRET}, mac: "${mac}"`))).toEqual([]);
    expect(found(office(`${SECRET}, mac: "02:15:65:AB:CD:EF", maker: snom`))).toEqual([]);
    for (const mac of ['00:15:65', 'telephone', '00:15:65:AB:CD:EG'])
      expect(found(office(`${SECRET}, mac: "${mac}"`))).toEqual(['TR-OFFICE-025 sip.devices[0].mac']);
    expect(found(office(`${SECRET}, mac: "001565abcdef", maker: nortel`))).toEqual([
      'TR-OFFICE-023 sip.devices[0].maker',
    ]);
  });

  test('must say its maker where the address does not', () => {
    const { findings } = checkText(office(`${SECRET}, mac: "02:00:00:00:00:01"`));
    const finding = findings.find(({ code }) => code === 'TR-OFFICE-062');
    expect(finding?.path).toBe('sip.devices[0].mac');
    expect(finding?.todo).toContain('yealink, grandstream, fanvil, snom');
  });

  test('has an address of its own, however the two are spelt', () => {
    const text = office(`${SECRET}, mac: "00:15:65:AB:CD:EF"`, ', mac: 00-15-65-ab-cd-ef');
    expect(found(text)).toEqual(['TR-OFFICE-061 sip.devices[1].mac']);
  });

  test('needs a password that can be sent to it, not what was made of one', () => {
    const ha1 = `ha1: ${'a'.repeat(32)}`;
    expect(found(office(`${ha1}, mac: "001565abcdef"`))).toEqual(['TR-OFFICE-063 sip.devices[0].mac']);
    expect(found(office(ha1))).toEqual([]);
  });

  test('is told when the mask of its secret stands for nothing, and when a lamp key has no extension', () => {
    const text = office(`${SECRET}, provisioningSecret: "********", lampKeys: ["821", "899"]`);
    expect(found(text)).toEqual([
      'TR-OFFICE-064 sip.devices[0].provisioningSecret',
      'TR-OFFICE-051 sip.devices[0].lampKeys[1]',
    ]);
  });

  test('has a secret that is shown on no page, in no version and in no difference', () => {
    const secret = 'abcdefghjkmnpqrstuvwxyz234';
    const text = office(`${SECRET}, mac: "001565abcdef", provisioningSecret: ${secret}`);
    const shown = maskedText(text, YAML_OFFICE);
    expect(shown).toContain(`provisioningSecret: "${SECRET_MASK}"`);
    expect(shown).not.toContain(secret);
    const read = YAML_OFFICE.read(text);
    const known = secretsByOwner(read.ok ? read.value : null);
    expect(unmaskedText(shown, YAML_OFFICE, known)).toContain(secret);
  });
});
