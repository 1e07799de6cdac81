/**
 * At each start, before the network and the exchange: room on the card, settings of the boot partition, a new office
 * file, and the password of the console, which no two boxes share.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { textOf, writeWhole } from './files.ts';
import { growData } from './grow.ts';
import { finish } from './keep.ts';
import { BOOT, OFFICE, RUN, SYSTEM, wordIn } from './place.ts';
import { type BoxSettings, environmentFile, inForce, networkFile } from './settings.ts';

const say = (text: string): boolean => process.stdout.write(`tipring: ${text}\n`);
const BOARDS = '/usr/lib/tipring/boards';
/** The firmware's; sysusers.d/tipring.conf. */
const TIPRING = 980;
/** Without letters that look like others (Crockford). */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function settings(): BoxSettings {
  const lastGood = join(SYSTEM, 'box.yaml');
  const now = inForce(textOf(join(BOOT, 'box.yaml')), textOf(lastGood));
  if (now.keep !== null) writeWhole(lastGood, now.keep);
  for (const complaint of now.complaints) say(complaint);
  writeFileSync(RUN.complaints, now.complaints.map((complaint) => `${complaint}\n`).join(''));
  return now.settings;
}

function apply(box: BoxSettings): void {
  writeFileSync('/proc/sys/kernel/hostname', box.name);
  writeFileSync('/etc/hostname', `${box.name}\n`);
  writeFileSync('/etc/hosts', `127.0.0.1 localhost\n::1 localhost\n127.0.1.1 ${box.name}\n`);
  rmSync('/etc/localtime', { force: true });
  symlinkSync(`/usr/share/zoneinfo/${box.timeZone}`, '/etc/localtime');
  const network = networkFile(box);
  mkdirSync('/run/systemd/network', { recursive: true });
  if (network !== null) writeFileSync('/run/systemd/network/10-box.network', network);
  mkdirSync('/run/systemd/timesyncd.conf.d', { recursive: true });
  writeFileSync('/run/systemd/timesyncd.conf.d/box.conf', `[Time]\nNTP=${box.timeServers.join(' ')}\n`);
  const machine = (textOf('/proc/device-tree/model') ?? '').replaceAll('\0', '');
  const boards = readdirSync(BOARDS).map((name) => name.replace(/\.ts$/, ''));
  writeFileSync(RUN.environment, environmentFile(box, machine, boards, textOf(RUN.data)));
}

/** What hangs on the simulator board; the exchange itself may not read the boot partition. */
async function takeWorld(): Promise<void> {
  const text = textOf(join(BOOT, 'sim.json'));
  if (text === null) return;
  // Loaded where it is wanted: each start of every box waits for this program.
  const wrong = (await import('./world.ts')).wrongInWorld(text);
  if (wrong === null) {
    writeFileSync(RUN.world, text);
    appendFileSync(RUN.environment, `TIPRING_SIM=${RUN.world}\n`);
    return;
  }
  say(wrong);
  appendFileSync(RUN.complaints, `${wrong}\n`);
}

/** An office file that the technician has put on the boot partition, or changed there: taken over once. */
function takeOffice(): void {
  const text = textOf(join(BOOT, 'office.yaml'));
  if (text === null) return;
  const hash = createHash('sha256').update(text).digest('hex');
  const taken = join(SYSTEM, 'office.taken');
  if (textOf(taken) === hash) return;
  // What is wrong in it the exchange tells by itself, and stays with the last version that was in force.
  const file = join(OFFICE, 'office.yaml');
  writeWhole(file, text, 0o640);
  chownSync(file, TIPRING, TIPRING);
  writeWhole(taken, hash);
  say('office.yaml was taken over from the boot partition');
}

/** The password of `root` at the serial port and the screen: 100 bits, made at the first start. */
function consolePassword(): void {
  const file = join(SYSTEM, 'password');
  if (!existsSync(file)) {
    const letters = [...randomBytes(20)].map((byte) => LETTERS[byte % 32]);
    writeWhole(file, [0, 5, 10, 15].map((at) => letters.slice(at, at + 5).join('')).join('-'));
    say(`first start: whoever logs in here is root, with the password ${wordIn(file)}`);
  }
  const hash = spawnSync('openssl', ['passwd', '-6', '-stdin'], { input: wordIn(file), encoding: 'utf8' });
  if (hash.status !== 0) return void say('the console has no password: openssl failed; nobody can log in');
  const shadow = readFileSync('/etc/shadow', 'utf8').replace(/^root:[^:]*:/m, `root:${hash.stdout.trim()}:`);
  writeFileSync('/etc/shadow', shadow, { mode: 0o600 });
}

/** `box reset`: nothing of the office and of this box is left; the mark goes last, so that a cut does not stop it. */
function reset(): void {
  const mark = join(SYSTEM, 'reset');
  if (!existsSync(mark)) return;
  for (const folder of [OFFICE, `${OFFICE}.before`, `${OFFICE}.coming`])
    rmSync(folder, { recursive: true, force: true });
  for (const name of readdirSync(SYSTEM)) {
    // The number of the machine stays: the journal and DHCP know it.
    if (name !== 'reset' && name !== 'machine-id')
      rmSync(join(SYSTEM, name), { recursive: true, force: true });
  }
  rmSync(mark);
  say('this box is as new');
}

/** One step that fails must not keep the others from being done: telephones first. */
async function attempt(what: string, step: () => void | Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    say(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

say(`release ${wordIn(RUN.release)}, slot ${wordIn(RUN.slot)}`);
await attempt('room on the card', growData);
await attempt('reset', reset);
await attempt('restore', () => finish(OFFICE));
mkdirSync(OFFICE, { recursive: true, mode: 0o700 });
chownSync(OFFICE, TIPRING, TIPRING);
await attempt('settings', () => apply(settings()));
await attempt('sim.json', takeWorld);
await attempt('office.yaml', takeOffice);
await attempt('console', consolePassword);
