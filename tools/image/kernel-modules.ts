/** Which modules of Debian's kernel, built for every arm64 machine, this product's machines need. */

/** Below `kernel/`: a folder, or the beginning of a file's name. */
export const KEPT = [
  ...['arch/', 'block/', 'crypto/', 'lib/', 'mm/', 'drivers/block/loop', 'drivers/block/virtio_blk'],
  ...[
    'drivers/char/hw_random/',
    'drivers/clk/bcm/',
    'drivers/dma/bcm',
    'drivers/gpio/',
    'drivers/hwmon/raspberry',
  ],
  ...[
    'drivers/i2c/',
    'drivers/md/dm-',
    'drivers/mmc/',
    'drivers/net/ethernet/broadcom/genet',
    'drivers/net/mdio/',
  ],
  ...['drivers/net/phy/', 'drivers/net/usb/', 'drivers/net/virtio_net', 'drivers/pwm/', 'drivers/regulator/'],
  ...['drivers/reset/', 'drivers/rtc/', 'drivers/spi/', 'drivers/thermal/broadcom', 'drivers/usb/core/'],
  ...[
    'drivers/usb/dwc2',
    'drivers/usb/host/',
    'drivers/usb/serial/',
    'drivers/usb/class/',
    'drivers/usb/storage/',
  ],
  ...[
    'drivers/usb/common',
    'drivers/virtio/',
    'drivers/watchdog/',
    'drivers/scsi/sd_mod',
    'drivers/scsi/scsi_',
  ],
  ...[
    'fs/exfat/',
    'fs/ext4/',
    'fs/fat/',
    'fs/jbd2/',
    'fs/mbcache',
    'fs/nls/',
    'fs/overlayfs/',
    'fs/squashfs/',
    'fs/autofs/',
  ],
  ...[
    'net/ipv6/',
    'net/netfilter/nf',
    'net/ipv4/netfilter/nf',
    'net/core/',
    'net/802/',
    'net/8021q/',
    'net/sched/',
  ],
  ...['drivers/tty/serial/', 'drivers/leds/', 'drivers/input/evdev', 'drivers/pci/', 'drivers/phy/broadcom'],
] as const;

/** Without one of these no line card is seen. `i2c-dev` belongs to no device: modules-load.d/tipring.conf asks for it. */
export const LINE_CARD = [
  'i2c-bcm2835',
  'i2c-dev',
  'i2c-gpio',
  'spi-bcm2835',
  'spidev',
  'rtc-ds1307',
] as const;

/** In the initial RAM disk: what leads to the slot, whichever machine it is. A missing device costs nothing. */
export const EARLY = [
  ...[
    'virtio_pci',
    'virtio_mmio',
    'virtio_blk',
    'bcm2835_wdt',
    'i2c-bcm2835',
    'clk-raspberrypi',
    'raspberrypi-cpufreq',
  ],
  ...['gpio-raspberrypi-exp', 'gpio-regulator', 'fixed', 'reset-raspberrypi', 'bcm2835-dma', 'bcm2835'],
  ...[
    'sdhci-iproc',
    'mmc_block',
    'xhci-pci',
    'xhci-plat-hcd',
    'phy-generic',
    'dwc2',
    'usb-storage',
    'sd_mod',
    'loop',
  ],
  ...['dm-verity', 'sha256-arm64', 'sha2-ce', 'squashfs', 'overlay', 'ext4', 'crc32c_generic', 'i6300esb'],
] as const;

/** `modules.dep` as a map from a module's path to the paths that it needs, nearest first. */
export function parseDependencies(text: string): Map<string, readonly string[]> {
  const lines = text.split('\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => {
      const [module = '', needs = ''] = line.split(':');
      return [module, needs.trim().split(/\s+/).filter(Boolean)] as const;
    }),
  );
}

/** Those that `wanted` likes, and all that they need; in order. `modules.dep` names needs to the end. */
export function withNeeds(
  dependencies: ReadonlyMap<string, readonly string[]>,
  wanted: (path: string) => boolean,
): string[] {
  const kept = [...dependencies.keys()].filter(wanted);
  return [...new Set(kept.flatMap((path) => [path, ...(dependencies.get(path) ?? [])]))].sort();
}

/** Of the names, those that are neither among the modules nor built into the kernel (`modules.builtin`). */
export function missingModules(
  names: readonly string[],
  modules: readonly string[],
  builtIn: string,
): string[] {
  const there = new Set([...modules, ...builtIn.split('\n')].map(moduleName));
  return names.filter((name) => !there.has(moduleName(name)));
}

/** `kernel/drivers/block/loop.ko` → `loop`; hyphens and underscores are one. */
export const moduleName = (path: string): string =>
  path
    .replace(/^.*\//, '')
    .replace(/\.ko(\.\w+)?$/, '')
    .replaceAll('-', '_');
