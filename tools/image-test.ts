/** `npm run image:test`: what was built is switched on, updated, updated badly, and cut off, in an emulated box. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { badDays } from './image/bad-days.ts';
import { makeBundle } from './image/bundle.ts';
import { type CutCard, Cuts, switchAllOn } from './image/cuts.ts';
import { BUILD } from './image/folders.ts';
import { freePorts } from './image/free-ports.ts';
import { lastMade, remakeSlot } from './image/image.ts';
import { audit, benchmark, takeAlong } from './image/inside.ts';
import { keeping } from './image/keeping.ts';
import { pairIn, updateKey } from './image/keys.ts';
import { checkNeeds, TO_BUILD, TO_BUNDLE, TO_TEST } from './image/needs.ts';
import { ImageError, say } from './image/run.ts';
import type { Box, Trial } from './image/trial.ts';
import * as trial from './image/trial.ts';

const USAGE = `npm run image:test -- [--short] [--cuts N] [--seed S] [--parallel M] [--patience P] [--port N]

Boots build/image/tipring.img (npm run image -- --plain) through U-Boot in QEMU: health over HTTPS, the office file of
the boot partition in force, what is compiled can be loaded; an update to a second version, in which power is cut at
--cuts N (default 4) moments drawn from --seed, half of them while it is written. Then, but for --short: the media
benchmark and an audit by Lynis on the box; updates of a stranger, cut off, for another board and older that are refused,
one that is taken from the stick, and a bad one that rolls back by itself; backup, reset and restore on a second
card, which then is full, and can only be read. At last the cut cards are switched on, in
--parallel M (default 1) machines at a time, whose ports begin at --port, or are free ones where none is named.
--patience P makes every limit P times longer.`;

const DAMAGE_APART = 64 * 1024;
/** The update's file; its version is newer than that of the image, whatever that was built as. */
const SECOND = 'second';
const SECOND_RELEASE = '99.0.0-second';
/** Signed by somebody else; cut off while it was copied; signed by us, for another board, and of long ago. */
const NOT_FOR_THE_BOX = ['foreign', 'truncated', 'other-board', 'older'] as const;

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

/** One that is signed and cannot start, and those that are not for this box. */
async function makeBad(slot: string, bundles: Bundles, t: Trial): Promise<void> {
  await makeBundle(damaged(slot), 'bad', updateKey(), bundles.bad);
  await makeBundle(slot, 'foreign', pairIn(join(t.folder, 'strangers-keys')), bundles.foreign);
  await makeBundle(slot, 'other-board', updateKey(), bundles['other-board'], 'another-board');
  await makeBundle(slot, '0.0.1-older', updateKey(), bundles.older);
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
  // A stick may be of any of these; exFAT is what large ones come with.
  await trial.expectDone(machine, 'modprobe -a exfat vfat', t);
  const facts = await trial.expectDone(machine, trial.keeperAsked({ ask: 'facts' }), t);
  if (!/"running":"A".*"next":"A"/.test(facts)) throw new Error(`the keeper says ${facts}`);
  const onStick = await trial.expectDone(machine, trial.keeperAsked({ ask: 'stick' }), t);
  if (!onStick.includes(`"release":"${SECOND_RELEASE}","refused":""`))
    throw new Error(`the stick: ${onStick}`);
  for (const unit of [
    'tipring.service',
    'tipring-keeper@1.service',
    'tipring-ports.service',
    'tipring-button.service',
  ]) {
    const { said } = await machine.does(
      `systemd-analyze security --no-pager ${unit} | tail -1`,
      60_000 * t.patience,
    );
    say(`${unit}: ${/exposure level[^:]*: (\S+ \S+)/i.exec(said)?.[1] ?? said}`);
  }
}

/** An update that is good, as the page does it: the other slot, and data as before. Power goes now and then meanwhile. */
async function goodUpdate({ machine, password }: Box, asked: Asked, t: Trial): Promise<readonly CutCard[]> {
  await trial.leaveMark(machine, t);
  await trial.expectDone(machine, trial.upload(SECOND), t);
  const cuts = new Cuts(machine, asked.seed, t);
  const writing = Math.ceil(asked.cuts / 2);
  const installed = await trial.timed('installed', () =>
    cuts.during(writing, () =>
      trial.expectDone(machine, trial.keeperAsked({ ask: 'update', address: null }), t),
    ),
  );
  if (!installed.includes('"done":true')) throw new Error(`the keeper says ${installed}`);
  machine.says(`${trial.keeperAsked({ ask: 'restart' })}\n`);
  const { slot, release } = await trial.timed('started anew', () =>
    cuts.during(asked.cuts - writing, () => trial.comesUp(machine, t)),
  );
  expectEqual('after the update', `${release} in ${slot}`, `${SECOND_RELEASE} in B`);
  await machine.logIn(password, 60_000 * t.patience);
  await trial.findMark(machine, t);
  return cuts.cards;
}

/** What is not an update for this box is refused, and the slot that would be tried next stays as it was. */
async function refusals({ machine }: Box, t: Trial): Promise<void> {
  const primary = '/usr/lib/tipring/tools/box/slots get-primary';
  const before = await trial.expectDone(machine, primary, t);
  for (const name of NOT_FOR_THE_BOX) {
    const asked = `${trial.mounted} && box update ${trial.OTHERS}/${name}.raucb`;
    const { code, said } = await machine.does(asked, 300_000 * t.patience);
    if (code === 0) throw new Error(`${name}: the box has taken it`);
    say(`${name}: ${said.split('\n').at(-1)}`);
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
  expectEqual('after the bad update', `${release} in ${slot}`, `${SECOND_RELEASE} in B`);
}

/** From the first start of a flashed card on, through updates, on one box. Tells what cuts of power have left of it. */
async function updates(image: string, stick: string, asked: Asked, t: Trial): Promise<readonly CutCard[]> {
  const card = trial.makeCard('card', image, { ...trial.SETTINGS, 'office.yaml': trial.OFFICE }, t);
  const box = await trial.timed('first start, to health', () => trial.firstStart(card, stick, t));
  await trial.expectOffice(box.machine, t);
  await looksWell(box, t);
  const cut = await goodUpdate(box, asked, t);
  if (!asked.short) {
    await trial.timed('media benchmark', () => benchmark(box, t));
    await trial.timed('audit', () => audit(box, t));
    await refusals(box, t);
    await trial.timed('installed from the stick', () =>
      trial.expectDone(box.machine, 'umount /run/stick; box update stick', t),
    );
    await trial.timed('bad update, rolled back', () => badUpdate(box, t));
  }
  await box.machine.cut();
  return cut;
}

interface Asked {
  readonly cuts: number;
  readonly seed: number;
  readonly parallel: number;
  readonly short: boolean;
}

function ask(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const numbers = { cuts: text, seed: text, parallel: text, patience: text, port: text } as const;
  const options = { ...numbers, short: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...words], options, strict: true });
  const { cuts = '4', seed = '1', parallel = '1', patience = '1', port } = values;
  const asked: Asked = {
    ...{ cuts: Number(cuts), seed: Number(seed), parallel: Number(parallel) },
    short: values.short ?? false,
  };
  return { asked, patience: Number(patience), port: port === undefined ? null : Number(port) };
}

async function main(words: readonly string[]): Promise<void> {
  const { asked, patience, port } = ask(words);
  checkNeeds({ ...(asked.short ? {} : TO_BUILD), ...TO_BUNDLE, ...TO_TEST }, 'a trial of the image');
  const image = join(BUILD, 'tipring.img');
  if (!existsSync(image)) throw new ImageError('there is no image', 'npm run image -- --plain');
  const httpsPort = port ?? (await freePorts(asked.parallel));
  const last = httpsPort + asked.parallel - 1;
  say(`the box is at https://127.0.0.1:${httpsPort}/${last > httpsPort ? `, and up to port ${last}` : ''}`);
  const t: Trial = { patience, httpsPort, folder: trial.freshFolder('trial') };
  const second = remakeSlot(SECOND_RELEASE, join(t.folder, 'second.img'));
  const others = join(trial.stickFolder(t), 'others');
  mkdirSync(others, { recursive: true });
  const bundleOf = (name: string): string => join(name === SECOND ? t.folder : others, `${name}.raucb`);
  const names = [SECOND, 'bad', ...NOT_FOR_THE_BOX] as const;
  const bundles = Object.fromEntries(names.map((name) => [name, bundleOf(name)])) as Bundles;
  await makeBundle(second, SECOND_RELEASE, updateKey(), bundles.second);
  if (!asked.short) {
    await makeBad(second, bundles, t);
    takeAlong(trial.stickFolder(t));
  }
  const stick = trial.makeStick(bundles.second, t);
  const cut = await updates(image, stick, asked, t);
  if (!asked.short) {
    const kept = await trial.timed('backup, reset and restore', () => keeping(image, stick, t));
    await trial.timed('bad days', () => badDays(kept, t));
  }
  const versions = { old: lastMade().release, update: SECOND_RELEASE };
  await switchAllOn(cut, stick, { ...versions, parallel: asked.parallel }, t);
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
