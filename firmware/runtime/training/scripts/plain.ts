import { ORDINARY, type Script } from '../script.ts';

/** Says clearly whom he wants, and the wanted one is there. */
export const PLAIN: Script = { ...ORDINARY, id: 'plain' };
