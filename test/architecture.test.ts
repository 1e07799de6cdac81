import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const ALIASES: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).imports;

const FIRMWARE_ROOMS = [
  'units',
  'switching',
  'ports',
  'drivers',
  'sip',
  'adapters',
  'web',
  'console',
  'runtime',
];

/** Who may import whom, as in .github/ARCHITECTURE.md. A room may always import itself. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  units: [],
  switching: ['units'],
  ports: ['units', 'types:switching/model.ts'],
  drivers: ['units', 'ports', 'types:switching/model.ts'],
  sip: ['units', 'ports', 'types:switching/model.ts'],
  adapters: ['units', 'ports', 'types:switching/model.ts', 'sip'],
  web: ['units', 'ports', 'types:switching/model.ts'],
  runtime: ['switching', 'ports', 'units'],
  console: ['types:web/protocol.ts', 'types:web/protocol/*'],
  boards: ['ports', 'units', 'drivers', 'native', 'sim', 'adapters'],
  sim: ['units', 'ports'],
  native: ['units', 'ports'],
  main: ['*'],
  tools: ['*'],
  // Stands alone: somebody else's program takes the folder as it is.
  clients: [],
};
/** Everything outside firmware/ that a room may be; `main.ts` and the commands in tools/ compose. */
const OUTER_ROOMS = ['boards', 'sim', 'native', 'tools', 'clients', 'test'];
/** Rooms that may use packages and Node; the others are plain language. */
const PURE_ROOMS = ['units', 'switching'];
const SCHEMA_PACKAGES: Record<string, readonly string[]> = { ports: ['typebox'] };

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'target') return [];
    if (statSync(path).isDirectory()) return filesOf(path);
    return /\.(ts|tsx|mts)$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

const IMPORT =
  /^\s*(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/gm;

function importsOf(path: string): Import[] {
  const text = readFileSync(path, 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    from: relative(ROOT, path),
    target: match[2] ?? match[3] ?? '',
    typeOnly:
      match[1] !== undefined || /^\s*(?:import|export)\s*\{(\s*type\s+\w+[^,}]*,?)*\s*\}/.test(match[0]),
  }));
}

/** Path from the root of what an import names, or null for a package. */
function resolved(entry: Import): string | null {
  if (entry.target.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(entry.from), entry.target));
  for (const [alias, path] of Object.entries(ALIASES)) {
    const prefix = alias.slice(0, -1);
    if (entry.target.startsWith(prefix)) return join(path.slice(0, -1), entry.target.slice(prefix.length));
  }
  return null;
}

function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first !== 'firmware') return first;
  return FIRMWARE_ROOMS.includes(second) ? second : 'main';
}

function mayImport(entry: Import): boolean {
  const room = roomOf(entry.from);
  const path = resolved(entry);
  const allowed = MAY_IMPORT[room] ?? [];
  if (allowed.includes('*')) return true;
  if (path === null) {
    if (!PURE_ROOMS.includes(room))
      return !(room in SCHEMA_PACKAGES) || (SCHEMA_PACKAGES[room] ?? []).includes(entry.target);
    return false;
  }
  const target = roomOf(path);
  if (target === room) return true;
  if (target === 'sim' && room === 'boards')
    return entry.from === 'boards/sim.ts' || entry.from.startsWith('boards/sim/');
  if (allowed.includes(target)) return true;
  const types = `types:${path.replace(/^firmware\//, '')}`;
  return entry.typeOnly && (allowed.includes(types) || allowed.includes(types.replace(/\/[^/]+$/, '/*')));
}

const files = ['firmware', ...OUTER_ROOMS.filter((room) => room !== 'test')].flatMap((folder) =>
  filesOf(join(ROOT, folder)),
);

describe('the house', () => {
  it('each room imports only the rooms that the table gives it', () => {
    const wrong = files.flatMap(importsOf).filter((entry) => !mayImport(entry));
    expect(wrong.map((entry) => `${entry.from} imports ${entry.target}`)).toEqual([]);
  });

  it('the table would notice a forbidden import', () => {
    const forbidden: Import[] = [
      { from: 'firmware/switching/line.ts', target: '#ports/clock.ts', typeOnly: true },
      { from: 'firmware/switching/line.ts', target: 'node:fs', typeOnly: false },
      { from: 'sim/world.ts', target: '#switching/exchange.ts', typeOnly: false },
      { from: 'firmware/drivers/hook.ts', target: '#sim/world.ts', typeOnly: false },
      { from: 'firmware/ports/store.ts', target: '#switching/model.ts', typeOnly: false },
      { from: 'firmware/console/app.tsx', target: '../web/server.ts', typeOnly: false },
      { from: 'firmware/console/app.tsx', target: '../web/protocol/session.ts', typeOnly: false },
      { from: 'firmware/console/app.tsx', target: '../web/access/login.ts', typeOnly: true },
      { from: 'boards/px8-pi4.ts', target: '#sim/world.ts', typeOnly: false },
      { from: 'clients/typescript/index.ts', target: '#web/protocol.ts', typeOnly: true },
    ];
    expect(forbidden.filter(mayImport)).toEqual([]);
  });

  it('every room of the firmware is in the table', () => {
    const rooms = readdirSync(join(ROOT, 'firmware'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    const known = new Set([...FIRMWARE_ROOMS, 'decisions']);
    expect(rooms.map((room) => room.name).filter((name) => !known.has(name))).toEqual([]);
  });

  it('the switching core touches neither clock, timer, chance nor process', () => {
    const touch =
      /\bDate\b|\bsetTimeout\b|\bsetInterval\b|Math\.random|\bprocess\.|\bawait\b|\basync\b|\bperformance\./;
    const pure = filesOf(join(ROOT, 'firmware/switching')).concat(filesOf(join(ROOT, 'firmware/units')));
    const code = (path: string) => readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(pure.filter((path) => touch.test(code(path)))).toEqual([]);
  });

  it('no file is longer than 400 lines', () => {
    const written = (path: string) => readFileSync(path, 'utf8');
    const long = [...files, ...filesOf(join(ROOT, 'test'))].filter(
      (path) => written(path).split('\n').length > 400 && !written(path).startsWith('// Written by `npm run'),
    );
    expect(long.map((path) => relative(ROOT, path))).toEqual([]);
  });

  it('no test waits in real time', () => {
    const wait = /await\s+(sleep|delay|wait)\(|\bsetTimeout\(/;
    // A browser and the machine's own clock have no virtual time.
    const real = ['/browser/', '/architecture.test.ts', '/adapters/clock.test.ts'];
    const tests = filesOf(join(ROOT, 'test')).filter((path) => !real.some((part) => path.includes(part)));
    expect(
      tests.filter((path) => wait.test(readFileSync(path, 'utf8'))).map((path) => relative(ROOT, path)),
    ).toEqual([]);
  });
});
