/** Cuts of power at moments of an update, on copies of one card, some machines at a time: it comes up old or new, never mixed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Machine } from './machine.ts';
import { run, say } from './run.ts';
import * as trial from './trial.ts';

export interface CutsAsked {
  readonly times: number;
  /** Moments are drawn from it. */
  readonly seed: number;
  /** So many machines at a time. */
  readonly parallel: number;
  /** The name of the version before, and of the update on the stick. */
  readonly old: string;
  readonly update: string;
}

/** A box just before its update: its card, and the memory of the machine. */
interface Ready {
  readonly card: string;
  readonly memory: string;
  readonly stick: string;
  readonly password: string;
  /** Of a whole update, until the new version serves. */
  readonly wholeMs: number;
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

/** Said when RAUC has ended; in two parts where it is asked for, so that the echo of the question is not taken for it. */
export const WRITTEN = 'update-is-written';
const updateNow = (name: string): string =>
  `${trial.installation(name)} && echo ${WRITTEN.slice(0, 3)}""${WRITTEN.slice(3)} && systemctl reboot\n`;

/** What the box was at when it was cut, by what it had said; the last that fits counts. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/% Copying image to/, 'writes the slot'],
  [/% Copying image to \S+ done/, 'marks the slot'],
  [new RegExp(WRITTEN), 'goes down'],
  [/U-Boot 20/, 'boot loader'],
  [/Starting kernel/, 'kernel and RAM disk'],
  [/tipring: release/, 'the new version starts'],
  [/tipring: https:/, 'the new version serves'],
];
export const phaseOf = (heard: string): string =>
  PHASES.reduce((phase, [pattern, name]) => (pattern.test(heard) ? name : phase), 'begins');

/** Makes a card whose box is about to be updated, and looks how long an update takes. */
async function makeReady(
  image: string,
  stick: string,
  { update }: CutsAsked,
  t: trial.Trial,
): Promise<Ready> {
  const card = trial.makeCard(image, trial.SETTINGS, t);
  const { machine, password } = await trial.firstStart(card, stick, t);
  await machine.hears(/tipring: slot A serves/, 240_000 * t.patience);
  await machine.logIn(password, 60_000 * t.patience);
  await trial.leaveMark(machine, t);
  const memory = join(t.folder, 'ready.memory');
  await machine.save(memory);
  await machine.cut();
  const ready = { card, memory, stick, password, wholeMs: 0 };
  const probe = await goOn(ready, 'whole', t);
  const began = Date.now();
  probe.says(updateNow(update));
  await probe.hears(new RegExp(WRITTEN), 600_000 * t.patience);
  const writtenMs = Date.now() - began;
  await trial.starts(probe, t);
  const wholeMs = Date.now() - began;
  await probe.cut();
  rmSync(cardOf('whole', t));
  say(
    `an update is written after ${Math.round(writtenMs / 1_000)} s, and serves after ${Math.round(wholeMs / 1_000)} s`,
  );
  return { ...ready, wholeMs };
}

const cardOf = (name: string, t: trial.Trial): string => join(t.folder, `${name}.qcow2`);

/** Goes on from there, on a card of its own that holds what is written from now on. */
async function goOn({ card, memory, stick }: Ready, name: string, t: trial.Trial): Promise<Machine> {
  const own = cardOf(name, t);
  run('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', card, '-F', 'qcow2', own]);
  const machine = trial.power(own, stick, t, memory);
  // The moment counts from when the saved box goes on, not from when it is read from the disk.
  await machine.awakes(120_000 * t.patience);
  await machine.does(':', 120_000 * t.patience);
  return machine;
}

/** One cut; tells what the box was at. Throws when what comes up is neither the old version nor the new one, whole. */
async function cut(
  ready: Ready,
  name: string,
  afterMs: number,
  asked: CutsAsked,
  t: trial.Trial,
): Promise<{ readonly at: string; readonly release: string }> {
  const before = await goOn(ready, name, t);
  before.says(updateNow(asked.update));
  await pause(afterMs);
  await before.cut();
  const at = phaseOf(before.heard);
  const machine = trial.power(cardOf(name, t), ready.stick, t);
  try {
    const { slot, release } = await trial.starts(machine, t);
    const whole = slot === 'A' ? asked.old : asked.update;
    if (release !== whole) throw new Error(`${release} in slot ${slot}: mixed`);
    await machine.logIn(ready.password, 60_000 * t.patience);
    await trial.findMark(machine, t);
    await trial.checkDatabase(machine, t);
    return { at, release };
  } catch (error) {
    throw new Error(
      `cut when it ${at}: ${(error as Error).message}; the card is ${cardOf(name, t)}, upon ${ready.card}`,
    );
  } finally {
    await machine.cut();
  }
}

/** Cuts until there were so many; a fault ends the trial when the cuts that are under way have ended. */
export async function cuts(image: string, stick: string, asked: CutsAsked, t: trial.Trial): Promise<void> {
  const ready = await makeReady(image, stick, asked, t);
  const draw = drawing(asked.seed);
  const moments = Array.from({ length: asked.times }, () => Math.round(draw() * ready.wholeMs));
  const seen = new Map<string, number>();
  const faults: string[] = [];
  let next = 0;
  const work = async (port: number): Promise<void> => {
    while (next < asked.times && faults.length === 0) {
      next += 1;
      const [round, afterMs] = [next, moments[next - 1] ?? 0];
      const name = `cut-${round}`;
      try {
        const own = { ...t, httpsPort: port, machine: name };
        const { at, release } = await cut(ready, name, afterMs, asked, own);
        rmSync(cardOf(name, t));
        seen.set(`${at}: ${release}`, (seen.get(`${at}: ${release}`) ?? 0) + 1);
        const after = `${(afterMs / 1_000).toFixed(1)} s (${at})`;
        say(`cut ${round} of ${asked.times} after ${after}: boots into ${release}, data whole`);
      } catch (error) {
        faults.push(`cut ${round} of ${asked.times}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: asked.parallel }, (_, index) => work(t.httpsPort + index)));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  for (const [what, times] of [...seen].sort()) say(`${times} × ${what}`);
}
