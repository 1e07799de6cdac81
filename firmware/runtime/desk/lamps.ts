import type { Lamp } from '#ports/desk.ts';
import type { LineView, Observe } from '#ports/observe.ts';
import type { Subscriber } from '#switching/model.ts';
import type { DialString } from '#units/ids.ts';
import type { DeskOffice } from './sources.ts';

export type LampChanges = readonly (readonly [DialString, Lamp])[];

const FREE = ['idle'];
const RINGING = ['alerting'];

const serves = ({ health, state }: LineView): boolean => health === 'in-service' && state !== 'outOfService';

/**
 * What the telephone does, at whichever of its lines, counts before what its owner has set: who rings or talks is
 * there.
 */
export function lampOf(lines: readonly LineView[], set: Subscriber | null): Lamp {
  const there = lines.filter(serves);
  if (there.length === 0) return 'out-of-service';
  if (there.some(({ state }) => RINGING.includes(state))) return 'ringing';
  if (!there.every(({ state }) => FREE.includes(state))) return 'busy';
  if (set === null) return 'free';
  if (set.doNotDisturb) return 'do-not-disturb';
  if (set.absent) return 'absent';
  return set.forward.all === null ? 'free' : 'forwarded';
}

/**
 * The lines of the telephone where the user of an extension is: the hot desk where he has logged in, else his own; his
 * own, too, when that hot desk has left the office.
 */
export const linesAt = (
  lines: ReadonlyMap<DialString, readonly LineView[]>,
  number: DialString,
  set: Subscriber | null,
): readonly LineView[] => lines.get(set?.at ?? number) ?? lines.get(number) ?? [];

/** The busy lamps of all extensions; looked at once for all consoles, and told by what has changed. */
export class Lamps {
  readonly #observe: Pick<Observe, 'snapshot' | 'subscriber'>;
  readonly #office: () => DeskOffice;
  readonly #listeners = new Set<(changes: LampChanges) => void>();
  #lamps = new Map<DialString, Lamp>();

  constructor(observe: Pick<Observe, 'snapshot' | 'subscriber'>, office: () => DeskOffice) {
    this.#observe = observe;
    this.#office = office;
  }

  of(number: string): Lamp {
    return this.#lamps.get(number) ?? 'unknown';
  }

  all(): LampChanges {
    return [...this.#lamps];
  }

  onChange(changed: (changes: LampChanges) => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** After each turn of the exchange. */
  look(ports: readonly LineView[]): void {
    const lines = Map.groupBy(
      ports.filter(({ kind }) => kind === 'fxs'),
      ({ number }) => number,
    );
    const now = new Map<DialString, Lamp>();
    const changes: [DialString, Lamp][] = [];
    for (const { number } of this.#office().extensions) {
      const set = this.#observe.subscriber?.(number) ?? null;
      const lamp = lampOf(linesAt(lines, number, set), set);
      now.set(number, lamp);
      if (this.#lamps.get(number) !== lamp) changes.push([number, lamp]);
    }
    for (const number of this.#lamps.keys()) if (!now.has(number)) changes.push([number, 'unknown']);
    this.#lamps = now;
    if (changes.length > 0) for (const listener of [...this.#listeners]) listener(changes);
  }
}
