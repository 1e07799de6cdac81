/** Debian packages of arm64, by an apt of our own: its lists are in the build folder, its signatures are checked. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ImageError, run, say } from './run.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const COMPONENTS = 'main non-free-firmware';
const SOURCES = [
  ['http://deb.debian.org/debian', 'bookworm'],
  ['http://deb.debian.org/debian', 'bookworm-updates'],
  ['http://deb.debian.org/debian-security', 'bookworm-security'],
] as const;

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  /** Where it lies. */
  readonly file: string;
}

export class Apt {
  readonly #folder: string;
  readonly #debs: string;
  readonly #env: { readonly APT_CONFIG: string };

  constructor(folder: string) {
    this.#folder = folder;
    this.#debs = join(folder, 'debs');
    this.#env = { APT_CONFIG: join(folder, 'apt.conf') };
    for (const name of [
      'etc/apt.conf.d',
      'etc/preferences.d',
      'lists/partial',
      'cache/archives/partial',
      'debs',
    ])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'status'), '');
    writeFileSync(this.#env.APT_CONFIG, this.#configuration());
    const sources = SOURCES.map(
      ([uri, suite]) => `deb [signed-by=${KEYRING}] ${uri} ${suite} ${COMPONENTS}\n`,
    );
    writeFileSync(join(folder, 'etc/sources.list'), sources.join(''));
  }

  #configuration(): string {
    const settings: Record<string, string> = {
      ...{ 'APT::Architecture': 'arm64', 'APT::Architectures': 'arm64', 'APT::Sandbox::User': 'root' },
      ...{ 'APT::Install-Recommends': 'false', 'Acquire::Languages': 'none', 'Acquire::Retries': '3' },
      ...{ Dir: '/', 'Dir::State': this.#folder, 'Dir::State::lists': 'lists/' },
      ...{ 'Dir::State::status': join(this.#folder, 'status'), 'Dir::Cache': join(this.#folder, 'cache') },
      ...{ 'Dir::Etc': join(this.#folder, 'etc'), 'Dir::Etc::parts': 'apt.conf.d' },
      'Dir::Etc::sourceparts': 'none.d',
    };
    return Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join('');
  }

  update(): void {
    if (!existsSync(KEYRING))
      throw new ImageError(`${KEYRING} is missing`, 'apt-get install debian-archive-keyring');
    say('looking for the newest Debian packages');
    run('apt-get', ['-q', 'update'], { env: this.#env });
  }

  /** The packages and all that they depend on (Recommends aside), downloaded. In order of name. */
  withDependencies(names: readonly string[]): DebianPackage[] {
    const words = ['install', '-q', '-y', '--print-uris', ...names];
    return this.#fetch(run('apt-get', words, { env: this.#env }));
  }

  /** Only these, downloaded. */
  alone(names: readonly string[]): DebianPackage[] {
    return this.#fetch(run('apt-get', ['download', '-q', '--print-uris', ...names], { env: this.#env }));
  }

  /** The one package that a metapackage stands for. */
  behind(metapackage: string): string {
    const depends = run('apt-cache', ['show', '--no-all-versions', metapackage], { env: this.#env });
    const name = /^Depends: (\S+)/m.exec(depends)?.[1];
    if (name === undefined) throw new ImageError(`${metapackage} depends on nothing`, 'look at its name');
    return name;
  }

  #fetch(printed: string): DebianPackage[] {
    const files = [...printed.matchAll(/^'[^']+' (\S+\.deb) \d+ /gm)].map(([, file = '']) => file);
    const known = new Set(readdirSync(this.#debs));
    const wanted = files
      .filter((file) => !known.has(file))
      .map((file) => {
        const [name = '', version = ''] = file.split('_');
        return `${name}=${decodeURIComponent(version)}`;
      });
    if (wanted.length > 0) {
      say(`downloading ${wanted.length} packages`);
      const partial = join(this.#folder, 'partial');
      rmSync(partial, { recursive: true, force: true });
      mkdirSync(partial);
      // apt checks each against the signed list before it calls it downloaded.
      run('apt-get', ['download', '-q', ...wanted], { env: this.#env, cwd: partial });
      for (const file of readdirSync(partial)) renameSync(join(partial, file), join(this.#debs, file));
    }
    return files.map((file) => this.#named(file)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #named(file: string): DebianPackage {
    const [name = '', version = ''] = file.split('_');
    return { name, version: decodeURIComponent(version), file: join(this.#debs, file) };
  }
}

/** Unpacks the files of a package into a folder whose /bin, /lib and /sbin may be links into /usr. */
export function unpack({ file }: DebianPackage, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const words = ['--fsys-tarfile "$1" | tar -x -p --keep-directory-symlink -C "$2"'];
  run('bash', ['-o', 'pipefail', '-c', `dpkg-deb ${words[0]}`, 'unpack', file, folder]);
}
