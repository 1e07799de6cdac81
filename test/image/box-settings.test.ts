import { describe, expect, it } from 'vitest';
import { environmentFile, inForce, networkFile, PLAIN, settle } from '../../tools/box/settings.ts';
import { wrongInWorld } from '../../tools/box/world.ts';

const settled = (text: string) => {
  const answer = settle(text);
  if (!answer.ok) throw new Error(answer.complaints.join('\n'));
  return answer.settings;
};
const complaints = (text: string): readonly string[] => {
  const answer = settle(text);
  return answer.ok ? [] : answer.complaints;
};

describe('box.yaml on the boot partition', () => {
  it('an empty file, and one of comments alone, is the plain box with an address by DHCP', () => {
    expect(settled('')).toEqual(PLAIN);
    expect(settled('# name: box\n')).toEqual(PLAIN);
    expect(networkFile(PLAIN)).toBeNull();
  });

  it('what is said counts, the rest is plain', () => {
    const settings = settled('name: hotel\nregion: us\nboard: sim\n');
    expect(settings).toEqual({ ...PLAIN, name: 'hotel', region: 'us', board: 'sim' });
  });

  it('a fixed address becomes a network file', () => {
    const text =
      'network: { address: 10.0.0.5/24, gateway: 10.0.0.1, nameServers: [10.0.0.1, "2001:db8::1"] }';
    expect(networkFile(settled(text))?.split('\n')).toEqual([
      ...['[Match]', 'Type=ether', '', '[Network]', 'Address=10.0.0.5/24', 'Gateway=10.0.0.1'],
      ...['DNS=10.0.0.1', 'DNS=2001:db8::1', 'MulticastDNS=yes', ''],
    ]);
  });

  it.each([
    ['name: ../etc', /^name: /],
    ['name: "box\\nAddress=1.2.3.4"', /^name: /],
    ['region: china', /^region: /],
    ['timeZone: ../../etc/passwd', /^timeZone: /],
    ['timeServers: ["a b"]', /^timeServers: /],
    ['timeServers: [a, b, c, d, e]', /^timeServers: /],
    ['network: { address: 10.0.0.5 }', /^network\.address: /],
    ['network: { address: 10.0.0.5/33 }', /^network\.address: /],
    ['network: { gateway: 10.0.0.1 }', /^network\.address: is missing/],
    ['network: { address: 10.0.0.5/8, gateway: router }', /^network\.gateway: /],
    ['network: 10.0.0.5', /^network: /],
    ['colour: red', /^colour: there is no such setting/],
    ['__proto__: 1', /there is no such setting/],
    ['name: [', /^not readable as YAML/],
    ['- a', /^not a list of settings/],
    ['a: &a 1\nb: *a', /^not readable as YAML/],
    [`# ${'x'.repeat(20_000)}`, /^longer than/],
  ])('%s is refused with its place', (text, where) => {
    expect(complaints(text).some((complaint) => where.test(complaint))).toBe(true);
  });

  it('all that is wrong is told at once', () => {
    expect(complaints('region: china\nname: a b\n')).toHaveLength(2);
  });
});

describe('a box.yaml that cannot be used', () => {
  const broken = 'name: [';

  it('leaves the last good settings in force, and says so', () => {
    const now = inForce(broken, 'name: hotel');
    expect(now.settings.name).toBe('hotel');
    expect(now.keep).toBeNull();
    expect(now.complaints.at(-1)).toMatch(/the last good settings count/);
  });

  it('on a new box leaves the plain settings in force, and says so', () => {
    const now = inForce(broken, null);
    expect(now.settings).toEqual(PLAIN);
    expect(now.complaints.at(-1)).toMatch(/the plain settings count/);
  });

  it('a good one is kept for the day when it is not good any more', () => {
    expect(inForce('name: hotel', null).keep).toBe('name: hotel');
    expect(inForce('name: hotel', 'name: hotel').keep).toBeNull();
  });

  it('a boot partition that cannot be read changes nothing', () => {
    expect(inForce(null, 'name: hotel').settings.name).toBe('hotel');
  });
});

describe('the board', () => {
  const boards = ['board', 'sim', 'px8-pi3', 'px8-pi4', 'px8-zero2'];
  const boardOn = (machine: string, own: string | null = null): string =>
    environmentFile({ ...PLAIN, board: own }, machine, boards);

  it.each([
    ['Raspberry Pi 4 Model B Rev 1.4', 'px8-pi4'],
    ['Raspberry Pi Compute Module 4 Rev 1.0', 'px8-pi4'],
    ['Raspberry Pi 3 Model B Plus Rev 1.3', 'px8-pi3'],
    ['Raspberry Pi Zero 2 W Rev 1.0', 'px8-zero2'],
  ])('of a %s is %s', (machine, board) => {
    expect(boardOn(machine)).toContain(`TIPRING_BOARD=${board}\n`);
  });

  it('is the simulator on any other machine', () => {
    for (const machine of ['linux,dummy-virt', '', 'Raspberry Pi 9'])
      expect(boardOn(machine)).toContain('TIPRING_BOARD=sim\n');
  });

  it('is what the technician says', () => {
    expect(boardOn('Raspberry Pi 4 Model B Rev 1.4', 'sim')).toContain('TIPRING_BOARD=sim\n');
  });
});

describe('the data partition', () => {
  it('is spoken of to the exchange when it could not be mounted to be written', () => {
    expect(environmentFile(PLAIN, '', [])).not.toContain('TIPRING_CARD');
    expect(environmentFile(PLAIN, '', [], 'read-only\n')).toContain('\nTIPRING_CARD=read-only\n');
  });
});

describe('sim.json on the boot partition', () => {
  it('says what hangs on the simulator board', () => {
    expect(wrongInWorld('{"cards":[[{"kind":"fxs"},{"kind":"fxo"}]]}')).toBeNull();
  });

  it.each(['', '{', '[]', '{"cards":[[{"kind":"lamp"}]]}', '{"cards":7}', `"${'x'.repeat(70_000)}"`])(
    'is left out with a reason when it is %j: the exchange would not start with it',
    (text) => {
      expect(wrongInWorld(text)).toMatch(/^sim\.json: .+; the usual lines are there$/);
    },
  );
});
