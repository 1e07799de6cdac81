import type { Clock } from '#ports/clock.ts';
import type { SmdrLink } from '#ports/smdr.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, type Duration, ms } from '#units/time.ts';

const UNPLUGGED: Fault = {
  code: 'TR-SMDR-003',
  where: 'simulated printer',
  what: 'the cable is unplugged',
  todo: 'nothing; it is a fault of the simulation',
};

/** A printer on a cable that can be pulled at any moment, also in the middle of a line. */
export class SmdrPaper implements SmdrLink {
  /** Everything that arrived, whoever may believe what of it. */
  text = '';
  /** How long a line takes. */
  takes: Duration = ms(83);
  readonly #clock: Clock;
  #plugged: boolean;
  #up: () => void = () => undefined;
  #pull: (() => void) | null = null;

  constructor(clock: Clock, plugged = true) {
    this.#clock = clock;
    this.#plugged = plugged;
  }

  get lines(): readonly string[] {
    return this.text.split('\r\n').slice(0, -1);
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#plugged) listener();
  }

  plug(): void {
    this.#plugged = true;
    this.#up();
  }

  unplug(): void {
    this.#plugged = false;
    this.#pull?.();
  }

  send(bytes: Uint8Array): Promise<Result<null>> {
    const text = new TextDecoder().decode(bytes);
    if (!this.#plugged) return Promise.resolve(fail(UNPLUGGED));
    return new Promise((resolve) => {
      const cancel = this.#clock.at(after(this.#clock.now(), this.takes), () => {
        this.#pull = null;
        this.text += text;
        resolve(ok(null));
      });
      // It may have printed the line, and only its acknowledgement is lost.
      this.#pull = () => {
        cancel();
        this.#pull = null;
        this.text += text;
        resolve(fail(UNPLUGGED));
      };
    });
  }

  close(): Promise<void> {
    this.unplug();
    return Promise.resolve();
  }
}
