import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { missing, TO_TEST } from '../../tools/image/needs.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/**
 * A real program that the tests talk to. Absent, its tests are skipped and say why; with CI=true they run
 * and fail, because there nothing may be skipped.
 */
export interface Peer {
  readonly name: string;
  readonly present: boolean;
  /** False only when the tests are to be skipped. */
  readonly wanted: boolean;
  readonly install: string;
}

const peer = (name: string, present: boolean, install: string): Peer => {
  const wanted = present || process.env.CI === 'true';
  if (!wanted) console.warn(`skipped: ${name} is not installed (${install})`);
  return { name, present, wanted, install };
};

/** Whether the C compiler finds what this source includes. */
const compiles = (source: string): boolean =>
  spawnSync('cc', ['-x', 'c', '-fsyntax-only', '-'], { input: source }).status === 0;

export const emulator = (): Peer => {
  const packages = missing(TO_TEST);
  return peer('an emulated box', packages.length === 0, `apt-get install ${packages.join(' ')}`);
};

export const chromium = (): Peer =>
  peer('Chromium', existsSync('/usr/bin/chromium'), 'apt-get install chromium fonts-noto-cjk');

export const spandsp = (): Peer =>
  peer('spandsp', compiles('#include <spandsp.h>'), 'apt-get install libspandsp-dev libtiff-dev');

/** What the detectors' corpus needs: spandsp to stand beside, a synthesiser of speech, Python for the score. */
export const corpusPeers = (): Peer => {
  const runs = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
  const present = compiles('#include <spandsp.h>') && runs('espeak-ng') && runs('python3');
  return peer(
    'spandsp or espeak-ng',
    present,
    'apt-get install libspandsp-dev libtiff-dev espeak-ng python3',
  );
};

/** The spreadsheet that reads what we export. */
export const libreOffice = (): Peer =>
  peer(
    'LibreOffice',
    spawnSync('soffice', ['--version']).status === 0,
    'apt-get install --no-install-recommends libreoffice-calc',
  );

/** The program that talks to every route of the API as its document says it may be talked to, and worse. */
export const schemathesis = (): Peer & { readonly program: string } => {
  const program = process.env.SCHEMATHESIS ?? 'schemathesis';
  const present = spawnSync(program, ['--version']).status === 0;
  const install =
    'python3 -m venv FOLDER; FOLDER/bin/pip install schemathesis; SCHEMATHESIS=FOLDER/bin/schemathesis';
  return { ...peer('schemathesis', present, install), program };
};

/** The devices of a box on this machine: set-up builds the shim, and the hardware's packages where there is C++. */
export const boxDevices = (): Peer => {
  const built = ['native/target/release/libbox_shim.so', 'node_modules/spi-device/build/Release/spi.node'];
  const present = process.platform === 'linux' && built.every((path) => existsSync(join(ROOT, path)));
  return peer('spi-device or its shim', present, 'apt-get install g++ make; npm run setup');
};

/** The compiler that a Raspberry Pi's overlays are made with. */
export const deviceTreeCompiler = (): Peer =>
  peer('dtc', spawnSync('dtc', ['--version']).status === 0, 'apt-get install device-tree-compiler');

/** Networks of one's own, and the box's packet filter in them; both are root's. */
export const networkNamespaces = (): Peer => {
  const present =
    spawnSync('unshare', ['-n', 'ip', 'link']).status === 0 &&
    spawnSync('unshare', ['-n', 'nft', 'list', 'ruleset']).status === 0;
  return peer(
    'nft, or the right to network namespaces',
    present,
    'apt-get install iproute2 nftables; be root',
  );
};

/** Path of the spandsp caller-ID tool, compiled from `test/peers/spandsp-cid.c` when that is newer. */
export function spandspCallerId(): string {
  const source = join(ROOT, 'test/peers/spandsp-cid.c');
  const program = join(ROOT, 'build/peers/spandsp-cid');
  const age = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (age(program) < age(source)) {
    mkdirSync(join(ROOT, 'build/peers'), { recursive: true });
    const result = spawnSync('cc', ['-O2', '-Wall', '-o', program, source, '-lspandsp'], {
      encoding: 'utf8',
    });
    if (result.status !== 0) throw new Error(`spandsp-cid does not compile: ${result.stderr}`);
  }
  return program;
}
