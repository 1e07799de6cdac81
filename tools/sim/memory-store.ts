import type { Clock } from '#ports/clock.ts';
import type { Store } from '#ports/store.ts';
import type { KeptSettings } from '#sim/harness/run.ts';
import { after, ms } from '#units/time.ts';

/** What people have set, as it would be after a restart. */
export function settingsIn({ kept }: MemoryStore): KeptSettings[] {
  const newest = new Map(kept.map((one) => [`${one.what} ${one.key}`, one]));
  return [...newest.values()].flatMap((one) => {
    if (one.what !== 'subscriber' || one.value === null) return [];
    const { forward, doNotDisturb, hotLine, callWaiting } = one.value;
    const forwarded = Object.values(forward).some((to) => to !== null);
    return [
      {
        number: one.key,
        forwarded,
        doNotDisturb,
        hotLine: hotLine !== null && hotLine !== 'off',
        callWaiting,
      },
    ];
  });
}

type Append = Parameters<Store['appendRecords']>;
type CallRecord = Append[0][number];

/** A disk that a fault can make full, slow or deaf; what it has acknowledged is never lost. */
export class MemoryStore implements Store {
  readonly records: CallRecord[] = [];
  readonly journals: { readonly name: string; readonly text: string }[] = [];
  readonly #clock: Clock;
  failing: 'no' | 'error' | 'silent' = 'no';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly kept: Parameters<Store['keep']>[0][] = [];

  keep(kept: Parameters<Store['keep']>[0]): void {
    this.kept.push(kept);
  }

  appendRecords(records: Append[0], done: Append[1]): void {
    const { failing } = this;
    if (failing === 'silent') return;
    this.#clock.at(after(this.#clock.now(), ms(2)), () => {
      if (failing === 'error') {
        done({
          code: 'TR-RUN-003',
          where: 'memory',
          what: 'the disk is full',
          todo: 'nothing; it is a fault of the simulation',
        });
        return;
      }
      this.records.push(...records);
      done(null);
    });
  }

  saveJournal(name: string, text: string, done: (path: string | null) => void): void {
    this.journals.push({ name, text });
    done(null);
  }
}
