/**
 * Cuts of power at moments of an update. While a box is updated, its card is copied as it is at moments drawn; each copy
 * is then switched on: it comes up old or new, with its data whole, never mixed.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkData } from './left-behind.ts';
import type { Machine } from './machine.ts';
import { run, say } from './run.ts';
import * as trial from './trial.ts';

/** Between two moments that could be drawn, on average; a copy takes as long again. */
const APART_MS = 150;

/** mulberry32: 0 to 1, the same for the same seed. */
export function drawing(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What the box was at when it was cut, by what it had said since the update began; the last that fits counts. */
const PHASES: readonly (readonly [RegExp, string])[] = [
  [/"done":true/, 'goes down'],
  [/U-Boot 20/, 'boot loader'],
  [/Starting kernel/, 'kernel and RAM disk'],
  [/tipring: release/, 'the new version starts'],
  [/tipring: https:/, 'the new version serves'],
];
export const phaseOf = (heard: string): string =>
  PHASES.reduce((phase, [pattern, name]) => (pattern.test(heard) ? name : phase), 'writes the update');

/** A card as it was when the power went. */
export interface CutCard {
  readonly card: string;
  readonly afterMs: number;
  readonly at: string;
}

/** Of how many cards are kept, and which moment this is (from 1): the place that its card takes, null for none. */
export type Keep = (kept: number, moments: number) => number | null;

/** Of however many moments there are in the end, each is as likely to be kept (reservoir sampling, Vitter 1985, algorithm R). */
export const keepAny =
  (times: number, draw: () => number): Keep =>
  (kept, moments) => {
    if (kept < times) return kept;
    const place = Math.floor(draw() * moments);
    return place < times ? place : null;
  };

/** Copies the card of a box at work, as often as is asked for, at moments of what is done meanwhile. */
export class Cuts {
  readonly #machine: Machine;
  readonly #t: trial.Trial;
  readonly #draw: () => number;
  readonly #began = Date.now();
  readonly #heardBefore: number;
  readonly cards: CutCard[] = [];

  /** Made when the update begins. */
  constructor(machine: Machine, seed: number, t: trial.Trial) {
    this.#machine = machine;
    this.#t = t;
    this.#draw = drawing(seed);
    this.#heardBefore = machine.heard.length;
  }

  async during<T>(times: number, work: () => Promise<T>): Promise<T> {
    let ended = false;
    const working = work().finally(() => {
      ended = true;
    });
    // Asked for again below; a failure while a card is copied is not one that nobody awaits.
    working.catch(() => undefined);
    const kept: CutCard[] = [];
    const keep = keepAny(times, this.#draw);
    for (let moments = 1; ; moments++) {
      await pause(this.#draw() * 2 * APART_MS);
      if (ended) break;
      const place = keep(kept.length, moments);
      if (place === null) continue;
      const old = kept[place];
      if (old !== undefined) rmSync(old.card);
      kept[place] = this.#copy(`cut-${this.cards.length + place + 1}`);
    }
    const answer = await working;
    if (kept.length < times) throw new Error(`there were ${kept.length} moments, and not ${times}`);
    this.cards.push(...kept);
    return answer;
  }

  /** What a box leaves whose power goes now: nothing runs while it is copied, and nothing is flushed for it. */
  #copy(name: string): CutCard {
    const { card } = this.#machine;
    const copy = join(this.#t.folder, `${name}.qcow2`);
    const at = phaseOf(this.#machine.heard.slice(this.#heardBefore));
    const afterMs = Date.now() - this.#began;
    this.#machine.stands(() => run('cp', ['--sparse=always', card, copy]));
    return { card: copy, afterMs, at };
  }
}

export interface Versions {
  /** The name of the version before, and of the update. */
  readonly old: string;
  readonly update: string;
}

/** Switches such a card on; tells what came up. Throws when it is neither the old version nor the new one, whole. */
async function switchOn(
  { card, at }: CutCard,
  stick: string,
  versions: Versions,
  t: trial.Trial,
): Promise<string> {
  const machine = trial.power(card, stick, t);
  try {
    const { slot, release } = await trial.starts(machine, t);
    if (release !== (slot === 'A' ? versions.old : versions.update))
      throw new Error(`${release} in slot ${slot}: mixed`);
    await machine.cut();
    checkData(card);
    return release;
  } catch (error) {
    throw new Error(`cut when it ${at}: ${(error as Error).message}; the card was ${card}`);
  } finally {
    await machine.cut();
  }
}

/** Switches them all on, some at a time; a fault ends the trial when those under way have ended. */
export async function switchAllOn(
  cards: readonly CutCard[],
  stick: string,
  asked: Versions & { readonly parallel: number },
  t: trial.Trial,
): Promise<void> {
  const seen = new Map<string, number>();
  const faults: string[] = [];
  const rest = cards.map((card, index) => [index + 1, card] as const);
  const work = async (httpsPort: number): Promise<void> => {
    for (let next = rest.shift(); next !== undefined && faults.length === 0; next = rest.shift()) {
      const [number, card] = next;
      const which = `cut ${number} of ${cards.length}`;
      try {
        const release = await switchOn(card, stick, asked, { ...t, httpsPort, machine: `cut-${number}` });
        rmSync(card.card);
        seen.set(`${card.at}: ${release}`, (seen.get(`${card.at}: ${release}`) ?? 0) + 1);
        const after = `${(card.afterMs / 1_000).toFixed(1)} s (${card.at})`;
        say(`${which} after ${after}: boots into ${release}, data whole`);
      } catch (error) {
        faults.push(`${which}: ${(error as Error).message}`);
      }
    }
  };
  await Promise.all(Array.from({ length: asked.parallel }, (_, index) => work(t.httpsPort + index)));
  if (faults.length > 0) throw new Error(faults.join('\n'));
  for (const [what, times] of [...seen].sort()) say(`${times} × ${what}`);
}
