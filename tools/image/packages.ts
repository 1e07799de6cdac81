/** What of Debian is on the box. Names; apt finds what they depend on. */

/** The root file system: an init, devices, network, time, updates, and what the firmware is linked with. */
export const ROOT_PACKAGES = [
  ...[
    'base-files',
    'base-passwd',
    'bash',
    'coreutils',
    'dash',
    'findutils',
    'grep',
    'hostname',
    'login',
    'sed',
  ],
  ...[
    'systemd',
    'systemd-sysv',
    'systemd-resolved',
    'systemd-timesyncd',
    'udev',
    'dbus',
    'kmod',
    'util-linux',
  ],
  ...['mount', 'procps', 'netbase', 'iproute2', 'nftables', 'tzdata', 'fdisk', 'e2fsprogs', 'dosfstools'],
  ...['dmsetup', 'busybox-static', 'openssl', 'rauc', 'rauc-service', 'usr-is-merged'],
  ...['libstdc++6', 'libatomic1', 'zstd'],
] as const;

/** What only maintainer scripts and package managers want; neither runs on the box. */
export const LEFT_OUT = [
  ...[
    'adduser',
    'debconf',
    'dpkg',
    'init-system-helpers',
    'libdebconfclient0',
    'libpam-runtime',
    'perl-base',
  ],
  ...['dbus-session-bus-common', 'libsemanage-common', 'readline-common', 'sensible-utils', 'usr-is-merged'],
] as const;

/** Unpacked beside it: their files are taken one by one. */
export const PI_PACKAGES = ['raspi-firmware', 'u-boot-rpi'] as const;
/** Names the newest kernel of the release, with security support. */
export const KERNEL_METAPACKAGE = 'linux-image-arm64';
/** The standard library that Debian's compiler links arm64 programs with. */
export const RUST_PACKAGE = 'libstd-rust-web-dev';

/** Nobody reads these on a box; copyright files stay. */
export const NOT_ON_THE_BOX = [
  ...['usr/share/man', 'usr/share/info', 'usr/share/locale', 'usr/share/lintian', 'usr/share/bug'],
  ...[
    'usr/share/bash-completion',
    'usr/share/zsh',
    'usr/lib/udev/hwdb.d',
    'usr/share/i18n',
    'usr/share/perl5',
  ],
  ...[
    'usr/share/gdb',
    'usr/share/common-licenses/.keep',
    'usr/share/doc-base',
    'usr/lib/kernel',
    'etc/cron.daily',
  ],
  ...[
    'usr/lib/aarch64-linux-gnu/gconv',
    'usr/share/initramfs-tools',
    'usr/lib/systemd/user',
    'usr/share/menu',
  ],
] as const;
