import { ORDINARY, type Script } from '../script.ts';

/** The wanted one talks; the caller has no time and wants to leave word. Answer, call, ask, back, message, release. */
export const BUSY_MESSAGE: Script = {
  ...ORDINARY,
  ...{ id: 'busy-message', party: 'busy', right: 'message', keysLeast: 6, says: ['asked', 'then'] },
};
