/**
 * Back-off after failed logins, kept per network address and per name alike. A name counts whether or not it
 * is a user's, so that what happens tells nobody which names exist.
 */

/** Failures within the window that cost nothing: people mistype. */
export const FREE_FAILURES = 5;
export const WINDOW_MS = 10 * 60_000;
const WAIT_MS_FIRST = 2_000;
/** Of a name: short enough that a stranger cannot lock the owner out for long. */
export const NAME_WAIT_MS_MAX = 60_000;
/** Of an address. */
export const ADDRESS_WAIT_MS_MAX = 60 * 60_000;
/** Keys remembered; the one that failed longest ago is forgotten first. */
export const KEYS_MAX = 2_000;

interface Failures {
  readonly count: number;
  readonly lastMs: number;
  readonly untilMs: number;
}

class Ledger {
  readonly #waitMsMax: number;
  readonly #failures = new Map<string, Failures>();

  constructor(waitMsMax: number) {
    this.#waitMsMax = waitMsMax;
  }

  waitMs(key: string, nowMs: number): number {
    return Math.max(0, (this.#failures.get(key)?.untilMs ?? 0) - nowMs);
  }

  fail(key: string, nowMs: number): void {
    const before = this.#failures.get(key);
    const fresh = before === undefined || nowMs - Math.max(before.lastMs, before.untilMs) > WINDOW_MS;
    this.#note(key, fresh ? 1 : before.count + 1, nowMs);
    if (this.#failures.size > KEYS_MAX) this.#failures.delete(this.#failures.keys().next().value!);
  }

  /** It was none after all. */
  undo(key: string): void {
    const { count, lastMs } = this.#failures.get(key) ?? { count: 0, lastMs: 0 };
    if (count > 1) this.#note(key, count - 1, lastMs);
    else this.#failures.delete(key);
  }

  #note(key: string, count: number, lastMs: number): void {
    const over = count - FREE_FAILURES;
    const waitMs = over < 0 ? 0 : Math.min(this.#waitMsMax, WAIT_MS_FIRST * 2 ** Math.min(over, 20));
    this.#failures.delete(key);
    this.#failures.set(key, { count, lastMs, untilMs: lastMs + waitMs });
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }
}

/** An IPv6 host owns its /64: all of it is one address here. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!address.includes(':')) return address;
  const [head = ''] = address.split('%');
  const [left = '', right] = head.split('::');
  const groups = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const all =
    right === undefined ? groups : [...groups, ...Array(8 - groups.length - tail.length).fill('0'), ...tail];
  return all.slice(0, 4).join(':');
}

export class Throttle {
  readonly #names = new Ledger(NAME_WAIT_MS_MAX);
  readonly #addresses = new Ledger(ADDRESS_WAIT_MS_MAX);

  /** Until the next try is looked at, ms. */
  waitMs(name: string, address: string, nowMs: number): number {
    return Math.max(this.#names.waitMs(name, nowMs), this.#addresses.waitMs(addressKey(address), nowMs));
  }

  /** A try counts as failed before it is looked at, so that many at once gain nothing. */
  tried(name: string, address: string, nowMs: number): void {
    this.#names.fail(name, nowMs);
    this.#addresses.fail(addressKey(address), nowMs);
  }

  /** The address's other failures stay: one good login must not buy guesses at other names. */
  succeeded(name: string, address: string): void {
    this.#names.forget(name);
    this.#addresses.undo(addressKey(address));
  }

  /** It was not looked at. */
  withdrawn(name: string, address: string): void {
    this.#names.undo(name);
    this.#addresses.undo(addressKey(address));
  }
}
