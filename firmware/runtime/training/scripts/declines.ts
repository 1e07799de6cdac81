import { ORDINARY, type Script } from '../script.ts';

/** The wanted one is in a meeting and takes no calls, which only an announced call can find out. */
export const DECLINES: Script = {
  ...ORDINARY,
  ...{ id: 'declines', party: 'declines', right: 'message', keysLeast: 6, says: ['asked', 'then'] },
};
