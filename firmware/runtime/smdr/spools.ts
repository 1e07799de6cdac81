import type { SmdrLink, SmdrSink } from '#ports/smdr.ts';
import { SmdrSpool, type SpoolOptions } from './spool.ts';

export interface SpoolsOptions extends Omit<SpoolOptions, 'sink' | 'link'> {
  readonly openLink: (sink: SmdrSink) => SmdrLink;
}

/** One spool a sink, as the office's document has them; a sink that did not change goes on undisturbed. */
export class SmdrSpools {
  readonly #options: SpoolsOptions;
  readonly #spools = new Map<string, { readonly text: string; readonly spool: SmdrSpool }>();
  /** Changes one after the other: a port must be free before it is listened on again. */
  #changing: Promise<void> = Promise.resolve();

  constructor(options: SpoolsOptions) {
    this.#options = options;
  }

  /** The sinks from now on. */
  configure(sinks: readonly SmdrSink[]): Promise<void> {
    this.#changing = this.#changing.then(() => this.#change(sinks));
    return this.#changing;
  }

  /** A record of this serial is in the database. */
  wake(serial: number): void {
    for (const { spool } of this.#spools.values()) spool.wake(serial);
  }

  stop(): Promise<void> {
    return this.configure([]);
  }

  async #change(sinks: readonly SmdrSink[]): Promise<void> {
    const wanted = new Map(sinks.map((sink) => [sink.name, { sink, text: JSON.stringify(sink) }]));
    for (const [name, { text, spool }] of this.#spools) {
      if (wanted.get(name)?.text === text) continue;
      this.#spools.delete(name);
      await spool.stop();
    }
    for (const [name, { sink, text }] of wanted) {
      if (this.#spools.has(name)) continue;
      const { openLink, ...rest } = this.#options;
      const spool = new SmdrSpool({ ...rest, sink, link: openLink(sink) });
      this.#spools.set(name, { text, spool });
      spool.wake(0);
    }
  }
}
