import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BUILD, ROOT } from './folders.ts';
import { ImageError, say } from './run.ts';

/** Programs of Debian that make arm64 code. */
export const CROSS = {
  CC: 'aarch64-linux-gnu-gcc',
  CXX: 'aarch64-linux-gnu-g++',
  AR: 'aarch64-linux-gnu-ar',
} as const;

const TARGET = 'aarch64-unknown-linux-gnu';

/**
 * Builds one of our crates by Debian's compiler with Debian's arm64 library: a toolchain of rustup has none. Answers with
 * the folder of what was made.
 */
export function crossBuild(crate: string, rustLibrary: string): string {
  say(`building ${crate} for arm64`);
  const folder = join(BUILD, 'cargo');
  const upper = TARGET.toUpperCase().replaceAll('-', '_');
  const lower = TARGET.replaceAll('-', '_');
  const env = {
    ...{ RUSTC: '/usr/bin/rustc', CARGO_TARGET_DIR: folder, CARGO_INCREMENTAL: '0' },
    ...{ [`CC_${lower}`]: CROSS.CC, [`CXX_${lower}`]: CROSS.CXX, [`AR_${lower}`]: CROSS.AR },
    [`CARGO_TARGET_${upper}_LINKER`]: CROSS.CC,
    [`CARGO_TARGET_${upper}_RUSTFLAGS`]: `--sysroot ${rustLibrary}/usr --remap-path-prefix ${ROOT}=/tipring --remap-path-prefix ${process.env.HOME}=/home`,
  };
  const words = ['build', '--release', '--locked', '--quiet', '-p', crate, '--target', TARGET];
  const result = spawnSync('/usr/bin/cargo', words, {
    cwd: join(ROOT, 'native'),
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  if (result.status !== 0)
    throw new ImageError(`${crate} could not be built for arm64`, 'read the message above');
  return join(folder, TARGET, 'release');
}
