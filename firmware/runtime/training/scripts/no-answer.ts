import { ORDINARY, type Script } from '../script.ts';

/** The telephone of the wanted one rings, and nobody lifts it. */
export const NO_ANSWER: Script = {
  ...ORDINARY,
  ...{ id: 'no-answer', party: 'no-answer', right: 'message', keysLeast: 6, says: ['asked', 'then'] },
};
