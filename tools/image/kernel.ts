/** The kernel's modules on the box, and the initial RAM disk that leads to its root. */
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, HERE, REPRODUCIBLE } from './folders.ts';
import {
  EARLY,
  KEPT,
  LINE_CARD,
  missingModules,
  moduleName,
  parseDependencies,
  withNeeds,
} from './kernel-modules.ts';
import { ImageError, run, runBytes } from './run.ts';

export interface Kernel {
  readonly version: string;
  /** Where the package lies unpacked. */
  readonly folder: string;
}

export function kernelIn(folder: string): Kernel {
  const version = readdirSync(join(folder, 'lib/modules'))[0];
  if (version === undefined) throw new ImageError(`no kernel in ${folder}`, `rm -r ${folder}`);
  return { version, folder };
}

/** Copies the modules that this product's machines need into the root file system, without debug sections. */
export function installModules({ version, folder }: Kernel, root: string): void {
  run('depmod', ['-b', folder, version]);
  const from = join(folder, 'lib/modules', version);
  const dependencies = parseDependencies(readFileSync(join(from, 'modules.dep'), 'utf8'));
  const kept = withNeeds(dependencies, (path) => KEPT.some((start) => path.startsWith(`kernel/${start}`)));
  const missing = missingModules(LINE_CARD, kept, readFileSync(join(from, 'modules.builtin'), 'utf8'));
  if (missing.length > 0)
    throw new ImageError(`the kernel has no ${missing.join(', ')}`, 'look at KEPT in kernel-modules.ts');
  copyModules(from, join(root, 'usr/lib/modules', version), kept);
  run('aarch64-linux-gnu-strip', [
    '--strip-debug',
    ...kept.map((path) => join(root, 'usr/lib/modules', version, path)),
  ]);
  run('depmod', ['-b', root, version]);
}

function copyModules(from: string, to: string, modules: readonly string[]): void {
  for (const path of [...modules, 'modules.builtin', 'modules.builtin.modinfo', 'modules.order']) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
}

/** A program of the root file system with the libraries that it is linked with. */
function copyProgram(root: string, path: string, to: string): void {
  const waiting = [path];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const target = join(to, next);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, next), target);
    const needs = run('aarch64-linux-gnu-objdump', ['-p', join(root, next)]);
    for (const [, name = ''] of needs.matchAll(/NEEDED\s+(\S+)/g))
      waiting.push(name.startsWith('ld-linux') ? `lib/${name}` : `lib/aarch64-linux-gnu/${name}`);
  }
  const loader = join(to, 'lib/ld-linux-aarch64.so.1');
  if (!existsSync(loader)) copyFileSync(join(root, 'lib/ld-linux-aarch64.so.1'), loader);
}

/**
 * The part of the initial RAM disk that is the same for each slot: programs and modules, as a folder. What a slot
 * adds: its release, and what its root must hash to.
 */
export function makeInitialFolder({ version }: Kernel, root: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['bin', 'sbin', 'dev', 'proc', 'sys', 'etc', 'lib'])
    mkdirSync(join(folder, name), { recursive: true });
  copyFileSync(join(root, 'bin/busybox'), join(folder, 'bin/busybox'));
  copyProgram(root, 'sbin/dmsetup', folder);
  copyFileSync(join(HERE, 'boot/init'), join(folder, 'init'));
  chmodSync(join(folder, 'init'), 0o755);
  const from = join(root, 'usr/lib/modules', version);
  const dependencies = parseDependencies(readFileSync(join(from, 'modules.dep'), 'utf8'));
  const early = new Set(EARLY.map(moduleName));
  const wanted = withNeeds(dependencies, (path) => early.has(moduleName(path)));
  copyModules(from, join(folder, 'lib/modules', version), wanted);
  run('depmod', ['-b', folder, version]);
  writeFileSync(join(folder, 'etc/modules'), `${EARLY.join('\n')}\n`);
}

/** Packs the folder and what a slot adds; the same bytes for the same content. */
export function packInitial(folder: string, added: Readonly<Record<string, string>>, file: string): void {
  const stage = `${folder}.packed`;
  rmSync(stage, { recursive: true, force: true });
  cpSync(folder, stage, { recursive: true });
  for (const [path, text] of Object.entries(added)) writeFileSync(join(stage, path), text);
  run('find', [stage, '-exec', 'touch', '-h', '-d', `@${REPRODUCIBLE.SOURCE_DATE_EPOCH}`, '{}', '+']);
  const folders = readdirSync(stage, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(stage.length + 1));
  const names = [...folders, ...filesBelow(stage)].sort();
  const words = ['-o', '-H', 'newc', '--reproducible', '--owner', '0:0', '--quiet'];
  const archive = runBytes('cpio', words, { cwd: stage, input: `${names.join('\n')}\n` });
  writeFileSync(file, runBytes('zstd', ['-q', '-12', '-c'], { input: archive }));
  rmSync(stage, { recursive: true, force: true });
}
