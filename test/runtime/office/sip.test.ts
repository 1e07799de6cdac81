import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import { sipPlan, telephonePorts, trunkPorts } from '#runtime/office/sip-positions.ts';
import { checkText, officeOf } from '../../support/office-kit.ts';

const EXTENSIONS = `
extensions:
  - { number: "801", port: 1/1, name: Desk }
  - { number: "820", name: Anna }
  - { number: "821", name: Bert }
trunkGroups: [{ id: outside }]
`;
const DEVICES = `
sip:
  devices:
    - { extension: "820", secret: geheim-anna-7, calls: 3 }
    - { extension: "821", user: bert, secret: geheim-bert-7, calls: 1 }
`;
const TRUNK = `
  trunks:
    - { id: carrier, group: outside, domain: sip.example, user: "4000", secret: geheim-4000, calls: 2, ringIn: "820" }
`;

const documentOf = (text: string): OfficeDocument => {
  const read = YAML_OFFICE.read(text);
  if (!read.ok) throw new Error(read.error[0]?.what);
  return read.value as OfficeDocument;
};
const found = (text: string): string[] => checkText(text).findings.map(({ code, path }) => `${code} ${path}`);

describe('SIP telephones and trunks in the office', () => {
  test('an extension without a port has the lines of its SIP telephone; a trunk is an exchange line a call', () => {
    const office = officeOf(EXTENSIONS + DEVICES + TRUNK);
    expect(office.extensions.map(({ port, appearances }) => [port, ...appearances])).toEqual([
      ['1/1'],
      ['10820/1', '10820/2', '10820/3'],
      ['10821/1'],
    ]);
    expect(office.trunks.map(({ name, answerBy, ringIn }) => [name, answerBy, ringIn])).toEqual([
      ['carrier 1', ['polarity'], '820'],
      ['carrier 2', ['polarity'], '820'],
    ]);
  });

  test('numbers that are called from outside lead to extensions, by a list or by their last digits', () => {
    const did =
      'did: [{ pattern: "62345XXX", lastDigits: 3 }, { pattern: "62345600", ringIn: "801" }], ringIn';
    const [trunk] = officeOf(EXTENSIONS + DEVICES + TRUNK.replace('ringIn', did)).trunks;
    expect(trunk).toMatchObject({
      carrier: 'carrier',
      did: [
        { pattern: '62345XXX', to: { last: 3 } },
        { pattern: '62345600', to: '801' },
      ],
    });
    const wrong = TRUNK.replace('ringIn', 'did: [{ pattern: "1X", ringIn: "899" }], ringIn');
    expect(found(EXTENSIONS + DEVICES + wrong)).toContain('TR-PLAN-023 sip.trunks[0].did[0].ringIn');
  });

  test('the core and the line card made of SIP speak of the same positions', () => {
    const text = EXTENSIONS + DEVICES + TRUNK;
    const { telephones, trunks } = sipPlan(documentOf(text));
    const office = officeOf(text);
    const lines = office.extensions.flatMap(({ port, appearances }) => [port, ...appearances]);
    expect(telephones.map(({ port }) => port)).toEqual(lines.filter((port) => port !== '1/1'));
    expect(telephones.map(({ user }) => user)).toEqual(['820', '820', '820', 'bert']);
    expect(trunks[0]!.ports).toEqual(office.trunks.map(({ port }) => port));
  });

  test('who comes and goes beside a telephone does not move it', () => {
    const without = (text: string): unknown => {
      const document = documentOf(text);
      return sipPlan({ ...document, sip: { ...document.sip, devices: document.sip!.devices!.slice(1) } });
    };
    const all = sipPlan(documentOf(EXTENSIONS + DEVICES + TRUNK));
    expect(without(EXTENSIONS + DEVICES + TRUNK)).toEqual({
      ...all,
      telephones: all.telephones.slice(3),
    });
  });

  test('every number has positions of its own, beyond the cards of any box', () => {
    const numbers = ['7', '07', '70', '820', '0820', '8200', '12345678901', '*99', '#1', '123456789012'];
    const cards = [...numbers.map((number) => telephonePorts(number, 1)[0]!), trunkPorts('carrier', 1)[0]!];
    expect(new Set(cards).size).toBe(cards.length);
    expect(cards.map((port) => Number(port.split('/')[0])).filter((card) => card < 100)).toEqual([]);
    expect(trunkPorts('carrier', 60).at(-1)).toMatch(/\/4$/);
  });

  test.each<[string, string, string]>([
    ['TR-OFFICE-050 extensions[1].port', 'an extension without a telephone', EXTENSIONS],
    [
      'TR-OFFICE-051 sip.devices[0].extension',
      'a telephone of nobody',
      'sip: { devices: [{ extension: "9", secret: geheim-77 }] }',
    ],
    [
      'TR-OFFICE-052 sip.devices[0].extension',
      'an extension with two telephones',
      `${EXTENSIONS}${DEVICES}`.replace('extension: "820"', 'extension: "801"'),
    ],
    [
      'TR-OFFICE-035 sip.devices[1].extension',
      'a telephone twice',
      `${EXTENSIONS}${DEVICES}`.replace('extension: "821"', 'extension: "820"'),
    ],
    [
      'TR-OFFICE-053 sip.devices[1].user',
      'a user name twice',
      `${EXTENSIONS}${DEVICES}`.replace('user: bert', 'user: "820"'),
    ],
    [
      'TR-OFFICE-054 sip.devices[0].secret',
      'a telephone without a password',
      `${EXTENSIONS}${DEVICES}`.replace('secret: geheim-anna-7,', ''),
    ],
    [
      'TR-OFFICE-055 sip.devices[0].secret',
      'a password that is the number',
      `${EXTENSIONS}${DEVICES}`.replace('geheim-anna-7', '"820820820"'),
    ],
    [
      'TR-OFFICE-026 sip.devices[0].secret',
      'a password that is too short',
      `${EXTENSIONS}${DEVICES}`.replace('geheim-anna-7', 'abc'),
    ],
    [
      'TR-OFFICE-058 sip.devices[0].secret',
      'a mask of nobody',
      `${EXTENSIONS}${DEVICES}`.replace('geheim-anna-7', '"********"'),
    ],
    [
      'TR-OFFICE-056 sip.certificate',
      'TLS without a certificate',
      `${EXTENSIONS}${DEVICES}  listen: [{ transport: tls }]`,
    ],
    [
      'TR-OFFICE-057 sip.rtp.portLast',
      'ports for voice that are none',
      `${EXTENSIONS}${DEVICES}  rtp: { portFirst: 20000, portLast: 19000 }`,
    ],
    [
      'TR-OFFICE-059 sip.trunks[1].id',
      'a trunk twice',
      `${EXTENSIONS}${DEVICES}${TRUNK}${TRUNK.split('\n')[2]}`,
    ],
    [
      'TR-OFFICE-060 sip.trunks[0].secret',
      'a trunk that registers without a password',
      `${EXTENSIONS}${DEVICES}${TRUNK}`.replace('secret: geheim-4000,', ''),
    ],
    [
      'TR-PLAN-021 sip.trunks[0].group',
      'a trunk in a group that is not there',
      `${EXTENSIONS}${DEVICES}${TRUNK}`.replace('group: outside', 'group: moon'),
    ],
  ])('%s: %s', (code, _what, text) => {
    expect(found(text).filter((one) => one === code)).toEqual([code]);
    expect(checkText(text).office).toBeNull();
  });
});
