import { type Instant, instant } from '#units/time.ts';
import { FRESH_SUBSCRIBER, type Subscriber } from './kept.ts';
import type { Extension, Kept, Mode } from './model.ts';
import type { LinePort, Port } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What people have set: read and changed here alone, and each change is kept over a restart.
 */

export const subscriberOf = (tx: Transaction, number: string): Subscriber =>
  tx.people.subscribers.get(number) ?? FRESH_SUBSCRIBER;

function changes(before: Subscriber, change: Partial<Subscriber>): boolean {
  for (const key of Object.keys(change) as (keyof Subscriber)[])
    if (before[key] !== change[key] && JSON.stringify(before[key]) !== JSON.stringify(change[key]))
      return true;
  return false;
}

/** What was said of a forward is forgotten with it, by whomever that is cleared. */
const tidied = (set: Subscriber): Subscriber =>
  set.forward.noAnswer === null && set.noAnswerMs !== null ? { ...set, noAnswerMs: null } : set;

/** Changes what an extension has set; nothing happens when it is so already. */
export function changeSubscriber(tx: Transaction, number: string, wished: Partial<Subscriber>): void {
  const before = subscriberOf(tx, number);
  const change = wished.doNotDisturb === undefined ? wished : { quietTime: null, ...wished };
  if (!changes(before, change)) return;
  const value = tidied({ ...before, ...change });
  tx.setPeople({ subscribers: new Map(tx.people.subscribers).set(number, value) });
  if (before.wakeUp !== value.wakeUp || before.quietTime !== value.quietTime) planClock(tx, tx.now);
  tx.emit({ kind: 'keep', kept: { what: 'subscriber', key: number, value } });
}

/** Moments at which the clock does something for an extension. */
const momentsOf = ({ wakeUp, quietTime }: Subscriber): readonly (number | null)[] => [
  wakeUp?.dueEpochMs ?? null,
  quietTime?.from?.epochMs ?? null,
  quietTime?.to?.epochMs ?? null,
];

/** When the clock is to do something next; what is due already is looked at again at `again`. */
export function planClock(tx: Transaction, again: Instant): void {
  const { at, epochMs } = tx.base.wall;
  let clockAt: Instant | null = null;
  for (const subscriber of tx.people.subscribers.values())
    for (const moment of momentsOf(subscriber)) {
      if (moment === null) continue;
      const due = instant(at + (moment - epochMs) * 1_000);
      const next = due > tx.now ? due : again;
      if (clockAt === null || next < clockAt) clockAt = next;
    }
  tx.setPeople({ clockAt });
}

export function setMode(tx: Transaction, entity: string, mode: Mode | null): void {
  const modes = new Map(tx.people.modes);
  if (mode === null) modes.delete(entity);
  else modes.set(entity, mode);
  tx.setPeople({ modes });
  tx.emit({ kind: 'keep', kept: { what: 'mode', key: entity, value: mode } });
}

/** Whose telephone this is now: somebody may be logged in at a hot desk. */
export function userOf(tx: Transaction, { config }: Pick<LinePort, 'config'>): Extension {
  if (!config.hotDesk) return config;
  for (const [number, { at }] of tx.people.subscribers)
    if (at === config.number) return extensionOf(tx, number) ?? config;
  return config;
}

/** The number under which a port is in a call: its user's, or that of the exchange line. */
export const numberAt = (tx: Transaction, port: Port): string =>
  port.kind === 'line' ? userOf(tx, port).number : port.config.number;

/** The telephone where the user of an extension is: his own, or the hot desk where he has logged in. */
export function phoneOf(tx: Transaction, line: LinePort): LinePort {
  const at = tx.people.subscribers.get(line.config.number)?.at ?? null;
  const index = at === null ? undefined : tx.base.tables.lineOfNumber.get(at);
  return index === undefined ? line : tx.line(index);
}

export function extensionOf(tx: Transaction, number: string): Extension | null {
  const index = tx.base.tables.lineOfNumber.get(number);
  return index === undefined ? null : tx.line(index).config;
}

/** What was kept before a restart. */
export function restore(tx: Transaction, kept: readonly Kept[]): void {
  const subscribers = new Map(tx.people.subscribers);
  const modes = new Map(tx.people.modes);
  const harassing = new Map(tx.people.harassing);
  const distributions = new Map(tx.people.distributions);
  for (const entry of kept) {
    switch (entry.what) {
      case 'subscriber':
        if (entry.value === null) subscribers.delete(entry.key);
        else subscribers.set(entry.key, { ...FRESH_SUBSCRIBER, ...entry.value });
        break;
      case 'mode':
        if (entry.value === null) modes.delete(entry.key);
        else modes.set(entry.key, entry.value);
        break;
      case 'distribution':
        if (entry.value === null) distributions.delete(entry.key);
        else distributions.set(entry.key, entry.value);
        break;
      case 'harassing':
        if (entry.value === null) harassing.delete(entry.key);
        else harassing.set(entry.key, entry.value);
        break;
    }
  }
  tx.setPeople({ subscribers, modes, harassing, distributions });
  planClock(tx, tx.now);
}
