import type { Fault } from '#units/result.ts';

type Tell = (raised: boolean, fault: Fault) => void;

/** What is opened before the host (database, printers) tells its alarms through this; they wait for the host. */
export class AlarmRelay {
  #listener: Tell | null = null;
  #early: { readonly raised: boolean; readonly fault: Fault }[] = [];

  readonly tell: Tell = (raised, fault) => {
    if (this.#listener === null) this.#early.push({ raised, fault });
    else this.#listener(raised, fault);
  };

  /** The host's; it hears what came before it first. */
  attach(listener: Tell): void {
    this.#listener = listener;
    for (const { raised, fault } of this.#early.splice(0)) listener(raised, fault);
  }
}
