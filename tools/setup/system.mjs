import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { SetupError, say } from './shared.mjs';

const RUST_MIN = [1, 85];
const output = (command, words, env) => {
  const result = spawnSync(command, words, { encoding: 'utf8', env });
  return result.status === 0 ? result.stdout : '';
};

function isRecent(text) {
  const [, major, minor] = /(\d+)\.(\d+)\./.exec(text) ?? [];
  return Number(major) > RUST_MIN[0] || (Number(major) === RUST_MIN[0] && Number(minor) >= RUST_MIN[1]);
}

/** The folder whose `cargo` and `rustc` are recent enough: the first of PATH, or Debian's own pair. */
export function rustFolder() {
  const folders = [null, `${process.env.HOME}/.cargo/bin`, '/usr/bin'];
  return folders.find((folder) => {
    const prefix = folder === null ? '' : `${folder}/`;
    if (folder !== null && !existsSync(`${folder}/cargo`)) return false;
    return (
      isRecent(output(`${prefix}rustc`, ['--version'])) && output(`${prefix}cargo`, ['--version']) !== ''
    );
  });
}

const NEEDS = [
  {
    what: 'a C compiler (the linker of the native module)',
    has: () => output('cc', ['--version']) !== '',
    debian: ['gcc', 'libc6-dev'],
  },
  {
    what: `Rust ${RUST_MIN.join('.')} or later`,
    has: () => rustFolder() !== undefined,
    debian: ['rustc-web', 'cargo-web', 'rustfmt-web', 'rust-web-clippy'],
  },
  {
    what: 'Python 3 (add-ons of npm packages are configured with it)',
    has: () => output('python3', ['--version']) !== '',
    debian: ['python3'],
  },
  {
    what: 'CMake (the Opus codec is built with it)',
    has: () => output('cmake', ['--version']) !== '',
    debian: ['cmake', 'make'],
  },
  {
    what: 'espeak-ng with its Mandarin voice (the voice guides are spoken with it)',
    has: () => output('espeak-ng', ['--voices=cmn']).includes('cmn-latn-pinyin'),
    debian: ['espeak-ng'],
  },
];

/** Installs what is missing when it may (root on a Debian family), and otherwise names the one command. */
export function prepareSystem() {
  const missing = NEEDS.filter((need) => !need.has());
  if (missing.length === 0) return;
  const packages = missing.flatMap((need) => need.debian);
  const words = missing.map((need) => need.what).join('; ');
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!may) throw new SetupError(`missing: ${words}`, `sudo sh -c '${command}'`);
  say(`missing: ${words}; installing ${packages.join(', ')}`);
  spawnSync('sh', ['-c', command], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const still = missing.filter((need) => !need.has());
  if (still.length > 0)
    throw new SetupError(`still missing: ${still.map((need) => need.what).join('; ')}`, command);
}
