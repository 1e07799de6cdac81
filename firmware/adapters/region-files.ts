import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Compile } from 'typebox/compile';
import { LineCounter, parseDocument } from 'yaml';
import { type Region, RegionSchema } from '#ports/region.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { describeSchemaErrors } from './region-errors.ts';
import { regionContradiction } from './region-rules.ts';

const schema = Compile(RegionSchema);
/** A country is some 4 KiB; more than this is some other file. */
const FILE_BYTES_MAX = 256 * 1024;

export interface RegionLibrary {
  /** By country code; a later folder's file takes the place of an earlier one's. */
  readonly regions: ReadonlyMap<string, Region>;
  /** One per file that cannot be used; the others are loaded all the same. */
  readonly faults: readonly Fault[];
}

/** Reads one country from YAML text. `file` is the name that a fault shows. */
export function parseRegion(text: string, file: string): Result<Region> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const syntax = document.errors[0];
  if (syntax !== undefined) {
    const { line, col } = lines.linePos(syntax.pos[0]);
    return fail({
      code: 'TR-REGION-001',
      where: `${file}: line ${line}, column ${col}`,
      what: `not readable as YAML: ${syntax.message.split('\n')[0]}`,
      todo: 'Correct that line; regions/cn.yaml is a complete example.',
    });
  }
  const value: unknown = document.toJS({ maxAliasCount: 20 });
  if (!schema.Check(value)) {
    const described = describeSchemaErrors(value, schema.Errors(value));
    return fail({ ...described, where: `${file}: ${described.where}` });
  }
  const contradiction = regionContradiction(value);
  if (contradiction !== null) return fail({ ...contradiction, where: `${file}: ${contradiction.where}` });
  return ok(value);
}

/**
 * Loads every country of these folders, in order: the product's `regions/`, then the technician's own.
 * A folder that is not there counts as empty: the technician need not have one.
 */
export function loadRegions(folders: readonly string[]): RegionLibrary {
  const regions = new Map<string, Region>();
  const faults: Fault[] = [];
  for (const path of folders.flatMap(yamlFiles)) {
    const loaded = readRegion(path);
    if (loaded.ok) regions.set(loaded.value.code, loaded.value);
    else faults.push(loaded.error);
  }
  return { regions, faults };
}

/**
 * Loads one country by its code (`CN`) or by its file's name (`uk`), in any case of letters. The last folder
 * that has it wins. A technician's broken file is a fault, not a silent return to the product's.
 */
export function loadRegion(wanted: string, folders: readonly string[]): Result<Region> {
  const paths = folders.flatMap(yamlFiles).reverse();
  const stem = (path: string) => basename(path, extname(path)).toLowerCase();
  const byName = paths.find((path) => stem(path) === wanted.toLowerCase());
  if (byName !== undefined) return readRegion(byName);
  const { regions } = loadRegions(folders);
  const byCode = regions.get(wanted.toUpperCase());
  if (byCode !== undefined) return ok(byCode);
  const known = [...new Set(paths.map(stem))].sort().join(', ');
  return fail({
    code: 'TR-REGION-006',
    where: `region ${wanted}`,
    what: `no file for this country in ${folders.join(' or ')}`,
    todo: known === '' ? 'Put a country file there.' : `Choose one of: ${known}.`,
  });
}

function yamlFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/i.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function readRegion(path: string): Result<Region> {
  const file = path.split(/[\\/]/).slice(-2).join('/');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail({
      code: 'TR-REGION-005',
      where: file,
      what: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      todo: 'Check that it is a file and that the firmware may read it.',
    });
  }
  if (text.length > FILE_BYTES_MAX)
    return fail({
      code: 'TR-REGION-005',
      where: file,
      what: `${text.length} characters: too large for a country file`,
      todo: 'Take the file away; regions/cn.yaml shows what belongs here.',
    });
  return parseRegion(text, file);
}
