import type { Command, Reply } from '#switching/model.ts';

/** What the web server may ask of the exchange. Answers within a second, or `not-in-that-state`. */
export interface Control {
  request(command: Command): Promise<Reply>;
}
