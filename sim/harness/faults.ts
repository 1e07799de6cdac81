import type { PortId } from '#units/ids.ts';
import { portParts } from '#units/ids.ts';
import type { Dice } from './dice.ts';
import type { FaultLog } from './fault-log.ts';
import { pause, type Script } from './script.ts';

/** What a fault spoils: `exchange` must not be noticed by anybody, the others excuse what happens there. */
export type FaultScope = 'card' | 'phone' | 'line' | 'port' | 'exchange';

export interface FaultKind {
  readonly name: string;
  readonly scope: FaultScope;
  /** How long it lasts, ms. */
  readonly lengthMs: readonly [number, number];
  /** Whether those at the port are excused; a fault that the firmware must bear leaves them strict. */
  readonly excuses: boolean;
  /** After its end, until everything must be as before, ms; default 12 s. */
  readonly settleMs?: number;
  /** It touches these, whatever the draw; they suffer no other. */
  readonly at?: readonly PortId[];
  /** Begins it; answers with what ends it. */
  begin(target: { readonly card: number; readonly port: PortId }): () => void;
}

export interface FaultTargets {
  readonly phones: readonly PortId[];
  readonly lines: readonly PortId[];
}

/** Begins and ends faults by chance; `healAll` ends whatever lasts. */
export class Saboteur {
  readonly #kinds: readonly FaultKind[];
  readonly #targets: FaultTargets;
  readonly #log: FaultLog;
  readonly #dice: Dice;
  readonly #lasting = new Set<() => void>();
  readonly counts: Record<string, number> = {};

  constructor(kinds: readonly FaultKind[], targets: FaultTargets, log: FaultLog, dice: Dice) {
    this.#kinds = kinds;
    this.#targets = targets;
    this.#log = log;
    this.#dice = dice;
  }

  /** One fault after the other; several such scripts make them overlap. */
  *life(meanMs: number): Script {
    for (;;) {
      yield pause(this.#dice.waitMs(meanMs));
      const kind = this.#dice.pick(this.#kinds);
      const end = this.#begin(kind);
      yield pause(this.#dice.whole(...kind.lengthMs));
      end();
    }
  }

  healAll(): void {
    for (const end of [...this.#lasting]) end();
  }

  #begin(kind: FaultKind): () => void {
    const { phones, lines } = this.#targets;
    const all = [...phones, ...lines];
    const port = this.#dice.pick(
      kind.scope === 'line' && lines.length > 0 ? lines : kind.scope === 'phone' ? phones : all,
    );
    const { card } = portParts(port);
    const spoiled =
      kind.at ??
      (kind.scope === 'card'
        ? all.filter((one) => portParts(one).card === card)
        : kind.scope === 'exchange'
          ? []
          : [port]);
    const ends = kind.excuses ? spoiled.map((one) => this.#log.begin(one, kind.settleMs)) : [];
    this.counts[kind.name] = (this.counts[kind.name] ?? 0) + 1;
    const heal = kind.begin({ card, port });
    const end = (): void => {
      if (!this.#lasting.delete(end)) return;
      heal();
      for (const done of ends) done();
    };
    this.#lasting.add(end);
    return end;
  }
}
