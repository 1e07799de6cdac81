import { ORDINARY, type Script } from '../script.ts';

/** Has waited for a week and will not wait again: to whoever takes complaints, and announced, never blindly. */
export const ANGRY: Script = {
  ...ORDINARY,
  ...{ id: 'angry', wants: 'complaints', right: 'announce' },
  patience: { answerMs: 40_000, holdMs: 25_000, talkMs: 60_000 },
};
