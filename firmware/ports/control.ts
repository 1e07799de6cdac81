import type { Command, Reply } from '#switching/model.ts';

/** What the web server may ask of the exchange. Answers within a second, or `not-in-that-state`. */
export interface Control {
  request(command: Command): Promise<Reply>;
}

/** The same for those who live by the exchange's own clock: the answer comes as soon as the exchange has given it. */
export interface PromptControl {
  ask(command: Command, answer: (reply: Reply) => void): void;
}
