import { ORDINARY, type Script } from '../script.ts';

/** Insults, wants nobody: marked as harassing, released, passed on to nobody. */
export const HARASSMENT: Script = {
  ...ORDINARY,
  ...{ id: 'harassment', right: 'harassing', keysLeast: 3, notes: ['why'] },
  patience: { answerMs: 60_000, holdMs: 45_000, talkMs: 45_000 },
};
