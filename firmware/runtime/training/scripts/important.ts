import { ORDINARY, type Script } from '../script.ts';

/** On the list of important callers: named and announced, not sent on. */
export const IMPORTANT: Script = {
  ...ORDINARY,
  ...{ id: 'important', important: true, right: 'announce' },
  patience: { answerMs: 30_000, holdMs: 30_000, talkMs: 60_000 },
};
