import { ORDINARY, type Script } from '../script.ts';

/** The name is said in a dialect or read wrongly: it sounds like another one. */
export const MISREAD_NAME: Script = {
  ...ORDINARY,
  ...{ id: 'misread', wants: 'misread', mustAsk: true, keysLeast: 4 },
};
