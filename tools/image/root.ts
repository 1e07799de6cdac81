/** The root file system, from packages alone: no maintainer script runs, what they would do is said here. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type DebianPackage, unpack } from './apt.ts';
import { filesBelow, HERE } from './folders.ts';
import { LEFT_OUT, NOT_ON_THE_BOX } from './packages.ts';
import { run } from './run.ts';

/** Links of a merged /usr, which packages expect. */
const MERGED = ['bin', 'lib', 'sbin'];
const EMPTY = [
  'boot',
  'data',
  'dev',
  'proc',
  'run',
  'sys',
  'tmp',
  'var/log/journal',
  'var/lib/systemd',
  'root',
];

const SERVICES = [
  ...[
    'boot.mount',
    'nftables.service',
    'rauc.service',
    'systemd-networkd.service',
    'systemd-resolved.service',
  ],
  ...['systemd-timesyncd.service', 'tipring-first-start.service', 'tipring-good.service', 'tipring.service'],
  ...['tipring-ports.path', 'tipring-ports.service', 'tipring-keeper.socket', 'tipring-button.service'],
];
/** Nothing of the box wants them, or they write where nothing can be written. */
const MASKED = [
  ...['apt-daily.timer', 'dpkg-db-backup.timer', 'e2scrub_all.timer', 'e2scrub_reap.service', 'fstrim.timer'],
  ...[
    'systemd-firstboot.service',
    'systemd-machine-id-commit.service',
    'systemd-networkd-wait-online.service',
  ],
  ...[
    'systemd-update-done.service',
    'ldconfig.service',
    'systemd-hwdb-update.service',
    'systemd-sysusers.service',
  ],
  ...['systemd-journal-catalog-update.service', 'motd-news.timer'],
];

const NAMES =
  'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n';

/** Makes the root file system of the box in `folder`, without kernel modules and without the firmware. */
export function makeRoot(packages: readonly DebianPackage[], folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of MERGED) mkdirSync(join(folder, 'usr', name), { recursive: true });
  for (const name of MERGED) symlinkSync(`usr/${name}`, join(folder, name));
  const left: readonly string[] = LEFT_OUT;
  for (const one of packages) if (!left.includes(one.name)) unpack(one, folder);
  for (const path of NOT_ON_THE_BOX) rmSync(join(folder, path), { recursive: true, force: true });
  trimDocuments(folder);
  for (const path of EMPTY) mkdirSync(join(folder, path), { recursive: true });
  cpSync(join(HERE, 'root'), folder, { recursive: true });
  configure(folder);
  noSetuid(folder);
}

/** Licences stay, changelogs do not. */
function trimDocuments(folder: string): void {
  const documents = join(folder, 'usr/share/doc');
  for (const path of filesBelow(documents))
    if (!path.endsWith('/copyright')) rmSync(join(documents, path), { force: true });
}

/** A file, its shadow, and what follows a password there: shadow(5), of a day that is not the day of the build; gshadow(5). */
const SHADOWS = [
  ['etc/passwd', 'etc/shadow', '20454:0:99999:7:::'],
  ['etc/group', 'etc/gshadow', ':'],
] as const;

/** What the maintainer scripts of base-files, base-passwd, systemd, pam and mawk would have left. */
function configure(folder: string): void {
  const at = (path: string): string => join(folder, path);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  for (const name of ['passwd', 'group'])
    copyFileSync(at(`usr/share/base-passwd/${name}.master`), at(`etc/${name}`));
  run('systemd-sysusers', ['--root', folder]);
  for (const name of ['passwd-', 'group-', 'shadow-', 'gshadow-', '.pwd.lock'])
    rmSync(at(`etc/${name}`), { force: true });
  // The master files hold passwords themselves. Here they are in shadow files, of everybody, and nobody has one yet.
  for (const [file, shadow, rest] of SHADOWS) {
    const plain = readFileSync(at(file), 'utf8');
    write(file, plain.replace(/^([^:]+):[^:]*:/gm, '$1:x:'));
    write(shadow, plain.replace(/^([^:]+):.*$/gm, `$1:*:${rest}`));
  }
  write('etc/nsswitch.conf', NAMES);
  write('etc/profile', 'PATH=/usr/sbin:/usr/bin\nexport PATH\n');
  write('etc/hostname', 'tipring\n');
  write('etc/hosts', '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 tipring\n');
  write('etc/shells', '/bin/sh\n/bin/bash\n');
  write('etc/machine-id', '');
  write('etc/fstab', '# The initial RAM disk mounts / and /data, boot.mount the boot partition.\n');
  write('etc/issue', 'tipring \\n \\l\n\n');
  for (const path of ['etc/motd', 'etc/localtime', 'etc/resolv.conf']) rmSync(at(path), { force: true });
  symlinkSync('/usr/share/zoneinfo/Etc/UTC', at('etc/localtime'));
  symlinkSync('/run/systemd/resolve/stub-resolv.conf', at('etc/resolv.conf'));
  symlinkSync('/proc/self/mounts', at('etc/mtab'));
  // D-Bus is looked for at its old place.
  for (const name of ['run', 'lock']) rmSync(at(`var/${name}`), { recursive: true, force: true });
  symlinkSync('/run', at('var/run'));
  symlinkSync('/run/lock', at('var/lock'));
  if (!existsSync(at('usr/bin/awk'))) symlinkSync('mawk', at('usr/bin/awk'));
  run('systemctl', ['--root', folder, 'enable', ...SERVICES]);
  for (const unit of MASKED) {
    rmSync(at(`etc/systemd/system/${unit}`), { force: true });
    symlinkSync('/dev/null', at(`etc/systemd/system/${unit}`));
  }
}

/** Nobody logs in but root at the console: no program needs to become somebody else. */
function noSetuid(folder: string): void {
  for (const path of filesBelow(folder)) {
    const { mode } = lstatSync(join(folder, path));
    if ((mode & 0o170000) === 0o100000 && (mode & 0o6000) !== 0) chmodSync(join(folder, path), mode & 0o1777);
  }
}
