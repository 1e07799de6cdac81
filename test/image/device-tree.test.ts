import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEADER } from '#boards/px8/wiring.ts';
import { wireLineCard } from '../../tools/image/device-tree.ts';
import { LINE_CARD, missingModules, moduleName } from '../../tools/image/kernel-modules.ts';
import { deviceTreeCompiler } from '../support/peers.ts';

/** What the trees of Debian's kernel for Raspberry Pi 3, 4 and Zero 2 W have in common, as far as it matters here. */
const PI = `/dts-v1/;
/ {
  #address-cells = <1>;
  #size-cells = <1>;
  aliases { };
  soc {
    #address-cells = <1>;
    #size-cells = <1>;
    gpio: gpio@7e200000 { reg = <0x7e200000 0xb4>; gpio-controller; #gpio-cells = <2>; phandle = <0x07>; };
    spi@7e204000 { reg = <0x7e204000 0x200>; #address-cells = <1>; #size-cells = <0>; status = "disabled"; };
    i2c@7e205000 { reg = <0x7e205000 0x200>; #address-cells = <1>; #size-cells = <0>; status = "okay"; };
    i2c@7e804000 { reg = <0x7e804000 0x1000>; #address-cells = <1>; #size-cells = <0>; status = "okay"; };
  };
};`;

describe.runIf(deviceTreeCompiler().wanted)('the device tree of the card', () => {
  let folder: string;
  let tree: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-'));
    tree = join(folder, 'pi.dtb');
    expect(compile('dts', 'dtb', PI).status).toBe(0);
    wireLineCard(tree);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const compile = (from: string, to: string, input?: string) =>
    spawnSync('dtc', ['-I', from, '-O', to, ...(input === undefined ? [tree] : ['-o', tree])], {
      encoding: 'utf8',
      ...(input !== undefined && { input }),
    });
  const value = (node: string, property: string, type = 's'): string =>
    spawnSync('fdtget', ['-t', type, tree, node, property], { encoding: 'utf8' }).stdout.trim();

  it('gives each bus the number that the boards open it by', () => {
    expect(value('/aliases', `spi${HEADER.spi.bus}`)).toBe('/soc/spi@7e204000');
    expect(value('/aliases', `i2c${HEADER.i2cBus}`)).toBe('/soc/i2c@7e804000');
    expect(value('/aliases', `i2c${HEADER.idEepromBus}`)).toBe('/i2c-id');
    for (const select of [HEADER.spi.control, HEADER.spi.media])
      expect(value(`/soc/spi@7e204000/spidev@${select}`, 'reg', 'u')).toBe(String(select));
  });

  it('reads the ID EEPROM on GPIO 0 and 1 as open drain lines, which nothing else drives', () => {
    expect(value('/i2c-id', 'compatible')).toBe('i2c-gpio');
    expect(value('/i2c-id', 'sda-gpios', 'u')).toBe('7 0 6');
    expect(value('/i2c-id', 'scl-gpios', 'u')).toBe('7 1 6');
    expect(value('/soc/i2c@7e205000', 'status')).toBe('disabled');
  });

  it('is one that the compiler has nothing to say of', () => {
    const { status, stdout, stderr } = compile('dtb', 'dts');
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('spidev@1 {');
  });
});

describe('the drivers of the line card', () => {
  it('are asked for when a kernel is without one of them', () => {
    const modules = LINE_CARD.slice(1, -1).map((name) => `kernel/drivers/x/${name}.ko`);
    expect(missingModules(LINE_CARD, modules, 'kernel/drivers/rtc/rtc-ds1307.ko\n').map(moduleName)).toEqual([
      'i2c_bcm2835',
    ]);
  });
});
