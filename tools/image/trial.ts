/** Steps of `npm run image:test`: a card with settings, updates by stick, cuts of power; each says what it saw. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type KeeperRequest, uploadPath } from '#ports/box.ts';
import { BUILD } from './folders.ts';
import { Machine, type MachineOptions } from './machine.ts';
import { masterBootRecord, SECTORS_A_MIB } from './master-boot-record.ts';
import { run, say } from './run.ts';

const STICK_MIB = 1024;
/** Something in the data folder, and its SHA-256. */
export const MARKS = ['mark', 'mark.sum'] as const;
export const MARK = `/data/tipring/${MARKS[0]}`;
const UPLOADED = { dir: '/data/tipring/upload', base: `/data/tipring/${uploadPath('update')}` } as const;
const BOOT_STARTS = 4 * 1024 * 1024;
/** Ours to find again in what the exchange says of its telephones. */
export const OFFICE_NAME = 'Trial telephone';
/** The boot partition of a card in a trial. Eight simulated lines in real time are too much for an emulated box. */
export const SETTINGS: Readonly<Record<string, string>> = {
  'box.yaml': 'name: trial\nregion: us\nboard: sim\ntimeZone: Etc/UTC\n',
  'sim.json': '{ "cards": [[{ "kind": "fxs" }, { "kind": "fxs" }]] }\n',
};
/** `office.yaml` on the boot partition of the card. */
export const OFFICE = `extensions: [{ number: "801", name: ${OFFICE_NAME}, port: "1/1" }]\n`;

export interface Trial {
  /** Where cards, sticks and logs of this run are. */
  readonly folder: string;
  readonly httpsPort: number;
  /** Of this machine's log of its serial port; several run at a time. */
  readonly machine?: string;
  /** An emulated box on a busy computer is slow: limits are so many times longer. */
  readonly patience: number;
}

/** A card as a technician flashes it, 2 GiB, with files put on its boot partition. */
export function makeCard(
  name: string,
  image: string,
  files: Readonly<Record<string, string>>,
  trial: Trial,
): string {
  const raw = join(trial.folder, `${name}.raw`);
  run('cp', ['--sparse=always', image, raw]);
  run('truncate', ['-s', '2G', raw]);
  for (const [path, text] of Object.entries(files)) {
    const file = join(trial.folder, path);
    writeFileSync(file, text);
    run('mcopy', ['-o', '-i', `${raw}@@${BOOT_STARTS}`, file, `::/${path}`]);
  }
  // What is written to it is in a file of its own: small to be copied.
  const card = join(trial.folder, `${name}.qcow2`);
  run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', raw, '-F', 'raw', card]);
  return card;
}

/** A technician's: one partition of FAT, with an update on it, and what else is in the folder `stick` of this run. */
export function makeStick(update: string, trial: Trial): string {
  const folder = stickFolder(trial);
  mkdirSync(folder, { recursive: true });
  const stick = join(trial.folder, 'stick.img');
  const [startMib, sizeMib] = [1, STICK_MIB - 1];
  writeFileSync(stick, masterBootRecord([{ startMib, sizeMib, type: 0x0c }], 'USB '));
  run('truncate', ['-s', `${STICK_MIB}M`, stick]);
  const sectors = ['--offset', `${startMib * SECTORS_A_MIB}`, stick, `${sizeMib * 1024}`];
  run('mkfs.vfat', ['-F', '32', '-n', 'STICK', ...sectors]);
  const files = [update, ...readdirSync(folder).map((name) => join(folder, name))];
  run('mcopy', ['-s', '-i', `${stick}@@${startMib}M`, ...files, '::/']);
  rmSync(folder, { recursive: true });
  return stick;
}

export const stickFolder = (trial: Trial): string => join(trial.folder, 'stick');
/** Where the box has the stick, once it is `mounted`. */
export const STICK = '/run/stick';
/** Updates that the box is not to find on it. */
export const OTHERS = `${STICK}/others`;
export const mounted = `mkdir -p ${STICK} && (mountpoint -q ${STICK} || mount -o ro /dev/sda1 ${STICK})`;

export interface Box {
  readonly machine: Machine;
  readonly password: string;
}

/** A card with an office on it, switched off. */
export interface Kept {
  readonly card: string;
  readonly stick: string;
  readonly password: string;
  /** A name in its office. */
  readonly office: string;
}

const limit = (trial: Trial, seconds: number): number => seconds * 1_000 * trial.patience;
/** What the box says first; the slot and the release that it runs. */
const STARTED = /tipring: release (\S+), slot ([AB])/;

/** Switches a card on for the first time; waits until it serves. */
export async function firstStart(card: string, stick: string, trial: Trial): Promise<Box> {
  const machine = power(card, stick, trial);
  return { machine, password: await isNew(machine, trial) };
}

/** Waits for the start of a new box, and that it serves; tells the password of its console. */
export async function isNew(machine: Machine, trial: Trial): Promise<string> {
  await machine.hears(STARTED, limit(trial, 90));
  const [, password = ''] = await machine.hears(/with the password ([0-9A-Z-]{23})/, limit(trial, 30));
  await machine.serves(limit(trial, 120));
  return password;
}

/** Fails when the office with this name, by default that of the boot partition, is not the one that the exchange works by. */
export async function expectOffice(machine: Machine, trial: Trial, name = OFFICE_NAME): Promise<void> {
  // A box that has just come up on a busy computer may leave the first questions without an answer.
  for (const until = Date.now() + limit(trial, 60); ; ) {
    const lines = await machine.asks('/api/lines');
    // It serves before each line has told what it is.
    if (lines?.status === 200 && lines.text.includes(name)) return;
    if (Date.now() > until)
      throw new Error(`the office with "${name}" is not in force: ${lines?.status} ${lines?.text}`);
    await pause(1_000);
  }
}

export const power = (
  card: string,
  stick: string,
  trial: Trial,
  wrong: Pick<MachineOptions, 'wornOut' | 'clock'> = {},
): Machine =>
  new Machine({
    ...{ card, stick, httpsPort: trial.httpsPort, ...wrong },
    log: join(trial.folder, `${trial.machine ?? 'serial'}.log`),
  });

/** Waits for a start, and that the box serves; tells slot and release. */
export async function starts(machine: Machine, trial: Trial): Promise<{ slot: string; release: string }> {
  const [, release = '', slot = ''] = await machine.hears(STARTED, limit(trial, 120));
  await machine.serves(limit(trial, 240));
  // It is started again when it refuses, and may then serve: no reason to be content.
  const [refusal] = /TR-START-.*/.exec(machine.heard) ?? [];
  if (refusal !== undefined) throw new Error(`the exchange has refused to start: ${refusal}`);
  return { slot, release };
}

/** Waits for a start, and that the box serves and keeps the version. */
export async function comesUp(machine: Machine, trial: Trial): ReturnType<typeof starts> {
  const started = await starts(machine, trial);
  await machine.hears(/tipring: slot [AB] serves/, limit(trial, 120));
  return started;
}

/** Something in the data partition that must be there after whatever happens. */
export async function leaveMark(machine: Machine, trial: Trial): Promise<void> {
  const write = `head -c 3000000 /dev/urandom > ${MARK}; sha256sum ${MARK} > ${MARK}.sum; sync`;
  await expectDone(machine, write, trial);
}

export const findMark = (machine: Machine, trial: Trial): Promise<string> =>
  expectDone(machine, `sha256sum -c ${MARK}.sum`, trial);

/** The exchange's own database, read by SQLite itself. */
export const checkDatabase = (machine: Machine, trial: Trial): Promise<string> => {
  const look = `const d = new (require("node:sqlite").DatabaseSync)("/data/tipring/tipring.db", { readOnly: true }); const r = d.prepare("pragma integrity_check").get(); if (Object.values(r)[0] !== "ok") process.exit(3)`;
  return expectDone(machine, `node -e '${look}' 2>/dev/null`, trial);
};

export async function expectDone(machine: Machine, command: string, trial: Trial): Promise<string> {
  const { said, code } = await machine.does(command, limit(trial, 300));
  if (code !== 0) throw new Error(`${command}: ended with ${code}: ${said}`);
  return said;
}

/** Installs an update by RAUC's own command, which does not ask for its version. */
export const installation = (name: string): string => `${mounted} && rauc install ${OTHERS}/${name}.raucb`;

/** Puts a question to the keeper of the box, as the exchange does, with the exchange's rights alone. */
export const keeperAsked = (request: KeeperRequest): string => {
  const program =
    'const s=require("net").connect("/run/tipring/keeper");s.write(process.argv[1]+"\\n");s.pipe(process.stdout)';
  return `setpriv --reuid=tipring --regid=tipring --clear-groups node -e '${program}' '${JSON.stringify(request)}'`;
};

/** Brings the update of the stick to where the exchange puts what a page sends. */
export const upload = (name: string): string =>
  `${mounted} && mkdir -p ${UPLOADED.dir} && cp ${STICK}/${name}.raucb ${UPLOADED.base} && chown -R tipring: ${UPLOADED.dir}`;

/** What compiled packages the box has can be loaded there. */
export const ADD_ONS = `cd /usr/lib/tipring && node -e 'for (const name of ["i2c-bus", "spi-device", "onoff", "serialport", "./native/tipring.node"]) require(name)'`;

export function freshFolder(name: string): string {
  const folder = join(BUILD, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

export async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const answer = await work();
  say(`${what}: ${Math.round((Date.now() - began) / 1_000)} s`);
  return answer;
}
