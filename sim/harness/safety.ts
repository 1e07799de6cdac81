import type { Cancel, Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, type Instant, ms } from '#units/time.ts';
import type { Judge } from './judge.ts';

/** What can be measured between the exchange and its lines: who is put through to whom. */
export interface Wires {
  /** Ports whose sound arrives at this one. */
  sources(port: PortId): readonly PortId[];
  /** A guide or music is played toward it. */
  plays(port: PortId): boolean;
  watch(changed: () => void): Cancel;
}

/**
 * Whatever is wrong must last this long to count: hanging up is known after the flash window (at most 1 s), a slow
 * port (200 ms) and a late timer (150 ms).
 */
const LASTS_MS = 2_000;

/** What must never be, whatever people do: holds over plain calls and features alike. */
export class Safety {
  readonly #clock: Clock;
  readonly #judge: Judge;
  readonly #wires: Wires;
  readonly #ports: readonly PortId[];
  #pending = false;
  #suspects = new Map<string, { readonly since: Instant; told: boolean }>();

  constructor(clock: Clock, judge: Judge, wires: Wires) {
    this.#clock = clock;
    this.#judge = judge;
    this.#wires = wires;
    this.#ports = [...judge.seen.phones.keys(), ...judge.seen.lines.keys()];
    wires.watch(() => this.#lookSoon());
  }

  #lookSoon(): void {
    if (this.#pending) return;
    this.#pending = true;
    this.#clock.at(after(this.#clock.now(), ms(LASTS_MS)), () => {
      this.#pending = false;
      this.#look();
    });
  }

  #look(): void {
    const before = this.#suspects;
    this.#suspects = new Map();
    for (const port of this.#ports) {
      for (const { what, ports } of this.#wrongAt(port)) {
        const key = `${what} ${this.#judge.seen.phones.get(port)?.offHook.since ?? ''}`;
        const known = before.get(key);
        const suspect = known ?? { since: this.#clock.now(), told: false };
        if (known !== undefined && !known.told) {
          suspect.told = true;
          this.#judge.strictViolation(what, ports, after(known.since, ms(-LASTS_MS)));
        }
        this.#suspects.set(key, suspect);
      }
    }
    if ([...this.#suspects.values()].some(({ told }) => !told)) this.#lookSoon();
  }

  #wrongAt(port: PortId): { readonly what: string; readonly ports: readonly PortId[] }[] {
    const { seen } = this.#judge;
    const wrong: { what: string; ports: readonly PortId[] }[] = [];
    const sources = this.#wires.sources(port);
    const phone = seen.phones.get(port)?.phone;
    const name = phone === undefined ? `line ${port}` : port;
    if (sources.length > 0) {
      const here = phone === undefined ? seen.lines.get(port)!.line.seized : phone.offHook;
      const ports = [port, ...sources];
      if (phone?.ringing === true) wrong.push({ what: `${port} rings and is put through`, ports });
      else if (!here)
        wrong.push({ what: `${name} is on-hook and put through to ${sources.join(', ')}`, ports });
      if (this.#wires.plays(port))
        wrong.push({ what: `${name} hears a guide or music over a conversation`, ports });
    }
    const [one, other] = strangers(sources, (a, b) => this.#wires.sources(a).includes(b));
    if (one !== undefined && other !== undefined)
      wrong.push({ what: `${name} hears two conversations: ${one} and ${other}`, ports: [port, ...sources] });
    return wrong;
  }
}

/** Two that somebody hears, but who do not hear each other; none in a conversation or conference. */
function strangers(
  heard: readonly PortId[],
  hears: (listener: PortId, speaker: PortId) => boolean,
): readonly PortId[] {
  for (const [i, one] of heard.entries())
    for (const other of heard.slice(i + 1)) if (!hears(one, other) || !hears(other, one)) return [one, other];
  return [];
}
