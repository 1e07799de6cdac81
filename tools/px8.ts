/**
 * What a technician needs to put a PX8 card on a Raspberry Pi (docs/px8.md).
 *
 *   npm run px8 -- config px8-pi4                          lines for config.txt
 *   npm run px8 -- overlay px8.dtbo                        the overlay, compiled with dtc
 *   npm run px8 -- eeprom make px8.eep --serial 7          the ID EEPROM's image; --uuid U, --version 1
 *   npm run px8 -- eeprom check px8.eep                    what an image says, or what is wrong with it
 *   npm run px8 -- hardware px8-pi4                        tries a real card on a real Raspberry Pi, step by step
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { configTxt } from '#boards/px8/config-txt.ts';
import { makeImage, readImage } from '#boards/px8/hat-eeprom.ts';
import type { Px8Box } from '#boards/px8/wiring.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { BOXES, boxNamed } from './px8/boxes.ts';
import { tryHardware } from './px8/hardware.ts';

const OVERLAY = resolve(import.meta.dirname, '../boards/overlays/px8-overlay.dts');

const USAGE = `npm run px8 -- config BOARD | overlay OUT.dtbo | eeprom make OUT.eep --serial N [--uuid U] [--version V]
  | eeprom check FILE | hardware BOARD [--anyway]     BOARD: ${BOXES.map(({ name }) => name).join(', ')}`;

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const wrong = (where: string, what: string, todo: string): Result<never> =>
  fail({ code: 'TR-BOARD-018', where, what, todo });

/** A file of the technician's that cannot be read or written is no fault of ours. */
function withFile<T>(path: string, work: () => T): Result<T> {
  try {
    return ok(work());
  } catch (error) {
    return wrong(path, error instanceof Error ? error.message : String(error), 'name another file');
  }
}

interface Options {
  readonly serial?: string;
  readonly uuid?: string;
  readonly version?: string;
  readonly anyway?: boolean;
}

function makeEeprom(path: string, { serial, uuid = randomUUID(), version = '1' }: Options): Result<string> {
  const image = makeImage({ serial: Number(serial), uuid, version: Number(version) });
  if (!image.ok) return image;
  const written = withFile(path, () => writeFileSync(path, image.value));
  return written.ok ? ok(`${path}: ${image.value.length} bytes, PX8-${serial}, UUID ${uuid}`) : written;
}

function checkEeprom(path: string): Result<string> {
  const bytes = withFile(path, () => readFileSync(path));
  if (!bytes.ok) return bytes;
  const label = readImage(bytes.value);
  if (!label.ok) return fail({ ...label.error, where: path });
  const { serial, uuid, version } = label.value;
  return ok(`${path}: PX8-${String(serial).padStart(4, '0')}, version ${version}, UUID ${uuid}`);
}

function compileOverlay(path: string): Result<string> {
  const words = ['-@', '-I', 'dts', '-O', 'dtb', '-o', path, OVERLAY];
  const { status, stderr, error } = spawnSync('dtc', words, { encoding: 'utf8' });
  if (status === 0) return ok(`${path}: copy it to /boot/firmware/overlays/`);
  return wrong('dtc', error?.message ?? stderr, 'apt-get install device-tree-compiler');
}

function onBox<T>(name: string | undefined, use: (box: Px8Box) => T): Result<T> {
  const box = boxNamed(name ?? '');
  if (box !== null) return ok(use(box));
  return wrong('command line', `there is no board "${name ?? ''}"`, USAGE);
}

/** Undefined: the words mean nothing. */
async function run(words: readonly string[], options: Options): Promise<Result<string> | undefined> {
  const [first, second, third] = words;
  if (first === 'config') return onBox(second, (box) => configTxt(box).trimEnd());
  if (first === 'overlay' && second !== undefined) return compileOverlay(second);
  if (first === 'eeprom' && second === 'make' && third !== undefined) return makeEeprom(third, options);
  if (first === 'eeprom' && second === 'check' && third !== undefined) return checkEeprom(third);
  if (first !== 'hardware') return undefined;
  const tried = onBox(second, (box) => tryHardware(box, options.anyway === true, say));
  return tried.ok ? tried.value : tried;
}

const complain = ({ code, where, what, todo }: Fault): boolean =>
  process.stderr.write(`${code} ${where}: ${what}\n  what to do: ${todo}\n`);

function parsed(): { words: readonly string[]; options: Options } | null {
  const text = { type: 'string' } as const;
  try {
    const { values, positionals } = parseArgs({
      options: { serial: text, uuid: text, version: text, anyway: { type: 'boolean' } },
      allowPositionals: true,
    });
    return { words: positionals, options: values };
  } catch {
    return null;
  }
}

const asked = parsed();
const answer = asked === null ? undefined : await run(asked.words, asked.options);
if (answer === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else if (answer.ok) say(answer.value);
else {
  complain(answer.error);
  process.exitCode = 1;
}
