import { ORDINARY, type Script } from '../script.ts';

/** The wanted one talks; the caller would rather wait. Answer, call, back, ask, call, camp on. */
export const BUSY_WAIT: Script = {
  ...ORDINARY,
  ...{ id: 'busy-wait', party: 'busy', busyMs: 20_000, right: 'camp-on', keysLeast: 6 },
  says: ['asked', 'then'],
};
