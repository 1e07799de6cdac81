/** `npm run image:test`: what was built is switched on, updated, updated badly, and cut off, in an emulated box. */
import { closeSync, copyFileSync, existsSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeBundle } from './image/bundle.ts';
import { BUILD } from './image/folders.ts';
import { lastMade, remakeSlot } from './image/image.ts';
import { pairIn, updateKey } from './image/keys.ts';
import type { Machine } from './image/machine.ts';
import { checkNeeds, TO_BUNDLE, TO_TEST } from './image/needs.ts';
import { ImageError, say } from './image/run.ts';
import type { Box, Trial } from './image/trial.ts';
import * as trial from './image/trial.ts';

const USAGE = `npm run image:test -- [--cuts N] [--seed S] [--patience P] [--port 9443] [--no-bad]

Boots build/image/tipring.img (npm run image -- --plain) through U-Boot in QEMU: health over HTTPS, the office file of
the boot partition in force, an update to a second version, updates of a stranger and cut off that are refused and a bad
one that rolls back by itself (--no-bad: left out), and --cuts N (default 3) cuts of power at moments drawn from --seed.
--patience P makes every limit P times longer.`;

const BOX = 'name: trial\nregion: us\nboard: sim\ntimeZone: Etc/UTC\n';

const DAMAGE_APART = 64 * 1024;
/** The update's name; that of the image is whatever it was built as. */
const SECOND = 'second';
/** Signed by somebody else; cut off while it was copied. */
const NOT_FOR_THE_BOX = ['foreign', 'truncated'] as const;

interface Asked {
  readonly cuts: number;
  readonly seed: number;
  readonly bad: boolean;
}

/** mulberry32: the moments of cuts, the same for the same seed. */
function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A signed update whose root was damaged before it was signed: it installs, and cannot be verified when it starts. */
function damaged(slot: string): string {
  const file = `${slot}.bad`;
  copyFileSync(slot, file);
  const disk = openSync(file, 'r+');
  const { size } = statSync(file);
  // The kernel comes first, the root fills the rest: whatever the box reads of it, it soon meets one of these.
  for (let at = size / 2; at < (size * 7) / 8; at += DAMAGE_APART)
    writeSync(disk, Buffer.from('damaged'), 0, 7, Math.floor(at / 4096) * 4096);
  closeSync(disk);
  return file;
}

type Bundles = Readonly<Record<typeof SECOND | 'bad' | (typeof NOT_FOR_THE_BOX)[number], string>>;

/** One that is signed and cannot start, one that a stranger signed, and one that is cut off. */
function makeBad(slot: string, bundles: Bundles, t: Trial): void {
  makeBundle(damaged(slot), 'bad', updateKey(), bundles.bad);
  makeBundle(slot, 'foreign', pairIn(join(t.folder, 'strangers-keys')), bundles.foreign);
  copyFileSync(bundles.second, bundles.truncated);
  truncateSync(bundles.truncated, Math.floor(statSync(bundles.second).size / 2));
}

function expectEqual(what: string, found: string, wanted: string): void {
  if (found !== wanted) throw new Error(`${what}: ${found}, and not ${wanted}`);
  say(`${what}: ${found}`);
}

/** What the box is made of works on it: compiled packages, the keeper; and how much a service may do is told. */
async function looksWell({ machine, password }: Box, t: Trial): Promise<void> {
  await machine.logIn(password, 60_000 * t.patience);
  await trial.expectDone(machine, trial.ADD_ONS, t);
  const facts = await trial.expectDone(machine, trial.keeperAsked({ ask: 'facts' }), t);
  if (!/"running":"A".*"next":"A"/.test(facts)) throw new Error(`the keeper says ${facts}`);
  for (const unit of ['tipring.service', 'tipring-keeper@1.service', 'tipring-ports.service']) {
    const { said } = await machine.does(
      `systemd-analyze security --no-pager ${unit} | tail -1`,
      60_000 * t.patience,
    );
    say(`${unit}: ${/exposure level[^:]*: (\S+ \S+)/i.exec(said)?.[1] ?? said}`);
  }
}

/** An update that is good, as the page does it: the other slot, and data as before. */
async function goodUpdate({ machine, password }: Box, t: Trial): Promise<void> {
  await trial.leaveMark(machine, t);
  await trial.expectDone(machine, trial.upload(SECOND), t);
  const installed = await trial.timed('installed', () =>
    trial.expectDone(machine, trial.keeperAsked({ ask: 'update', address: null }), t),
  );
  if (!installed.includes('"done":true')) throw new Error(`the keeper says ${installed}`);
  machine.says(`${trial.keeperAsked({ ask: 'restart' })}\n`);
  const { slot, release } = await trial.timed('started anew', () => trial.comesUp(machine, t));
  expectEqual('after the update', `${release} in ${slot}`, 'second in B');
  await machine.logIn(password, 60_000 * t.patience);
  await trial.findMark(machine, t);
}

/** What is not an update for this box is refused, and the slot that would be tried next stays as it was. */
async function refusals({ machine }: Box, t: Trial): Promise<void> {
  const primary = '/usr/lib/tipring/tools/box/slots get-primary';
  const before = await trial.expectDone(machine, primary, t);
  for (const name of NOT_FOR_THE_BOX) {
    const { code } = await machine.does(trial.installation(name), 300_000 * t.patience);
    if (code === 0) throw new Error(`${name}: the box has taken it`);
    expectEqual(`after an update that is ${name}`, await trial.expectDone(machine, primary, t), before);
  }
}

/** An update that cannot start: the box comes back by itself with what it had. */
async function badUpdate({ machine }: Box, t: Trial): Promise<void> {
  await trial.expectDone(machine, trial.installation('bad'), t);
  machine.says('systemctl reboot\n');
  for (const left of [2, 1, 0])
    await machine.hears(new RegExp(`slot A; tries left A ${left}`), 180_000 * t.patience);
  const { slot, release } = await trial.comesUp(machine, t);
  expectEqual('after the bad update', `${release} in ${slot}`, 'second in B');
}

/** The card of a box that is about to be updated, cut at a moment of the update; it must come up old or new. */
async function cut(
  ready: string,
  stick: string,
  password: string,
  afterMs: number,
  t: Trial,
): Promise<string> {
  const card = join(t.folder, 'cut.qcow2');
  copyFileSync(ready, card);
  const before = trial.power(card, stick, t, 'ready');
  // The moment counts from when the saved box goes on, not from when it is read from the disk.
  await before.does(':', 120_000 * t.patience);
  before.says(`${trial.installation('second')} && systemctl reboot\n`);
  await new Promise((done) => setTimeout(done, afterMs));
  await before.cut();
  const machine: Machine = trial.power(card, stick, t);
  try {
    const { slot, release } = await trial.comesUp(machine, t);
    const old = lastMade().release;
    const whole = (release === old && slot === 'A') || (release === SECOND && slot === 'B');
    if (!whole) throw new Error(`${release} in ${slot}: mixed`);
    await machine.logIn(password, 60_000 * t.patience);
    await trial.findMark(machine, t);
    await trial.checkDatabase(machine, t);
    return release;
  } finally {
    await machine.cut();
  }
}

async function cuts(image: string, stick: string, { cuts: times, seed }: Asked, t: Trial): Promise<void> {
  const card = trial.makeCard(image, { 'box.yaml': BOX }, t);
  const box = await trial.firstStart(card, stick, t);
  await box.machine.hears(/tipring: slot A serves/, 240_000 * t.patience);
  await box.machine.logIn(box.password, 60_000 * t.patience);
  await trial.leaveMark(box.machine, t);
  await box.machine.save('ready');
  // How long a whole update takes here: cuts fall anywhere in it.
  const began = Date.now();
  box.machine.says(`${trial.installation('second')} && systemctl reboot\n`);
  await box.machine.hears(/tipring: slot B serves/, 900_000 * t.patience);
  const wholeMs = Date.now() - began;
  await box.machine.cut();
  say(`a whole update, to the new version serving: ${Math.round(wholeMs / 1_000)} s`);
  const draw = drawing(seed);
  for (let round = 1; round <= times; round++) {
    const afterMs = Math.round(draw() * wholeMs);
    const release = await cut(card, stick, box.password, afterMs, t);
    say(
      `cut ${round} of ${times} after ${(afterMs / 1_000).toFixed(1)} s: boots into ${release}, data whole`,
    );
  }
}

async function main(words: readonly string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { cuts: text, seed: text, patience: text, port: text, 'no-bad': flag } as const;
  const { values } = parseArgs({ args: [...words], options, strict: true });
  checkNeeds({ ...TO_BUNDLE, ...TO_TEST }, 'a trial of the image');
  const image = join(BUILD, 'tipring.img');
  if (!existsSync(image)) throw new ImageError('there is no image', 'npm run image -- --plain');
  const asked: Asked = {
    cuts: Number(values.cuts ?? 3),
    seed: Number(values.seed ?? 1),
    bad: !values['no-bad'],
  };
  const t: Trial = {
    folder: trial.freshFolder('trial'),
    httpsPort: Number(values.port ?? 9443),
    patience: Number(values.patience ?? 1),
  };
  const second = remakeSlot(SECOND, join(t.folder, 'second.img'));
  const bundleOf = (name: string): string => join(t.folder, `${name}.raucb`);
  const names = [SECOND, 'bad', ...NOT_FOR_THE_BOX] as const;
  const bundles = Object.fromEntries(names.map((name) => [name, bundleOf(name)])) as Bundles;
  makeBundle(second, SECOND, updateKey(), bundles.second);
  if (asked.bad) makeBad(second, bundles, t);
  const stick = trial.makeStick(asked.bad ? bundles : { second: bundles.second }, t);
  const card = trial.makeCard(image, { 'box.yaml': BOX, 'office.yaml': trial.OFFICE }, t);
  const box = await trial.timed('first start, to health', () => trial.firstStart(card, stick, t));
  await trial.expectOffice(box, t);
  await looksWell(box, t);
  await goodUpdate(box, t);
  if (asked.bad) {
    await refusals(box, t);
    await trial.timed('bad update, rolled back', () => badUpdate(box, t));
  }
  await box.machine.cut();
  if (asked.cuts > 0) await cuts(image, stick, asked, t);
  say('all is well');
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error) => {
    const wrong = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ?? false;
    process.stderr.write(wrong ? `${error.message}\n\n${USAGE}\n` : `image:test: ${error.message}\n`);
    if (error instanceof ImageError) process.stderr.write(`  what to do: ${error.todo}\n`);
    process.exit(wrong ? 2 : 1);
  },
);
