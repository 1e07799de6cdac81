import { ORDINARY, type Script } from '../script.ts';

/** Nobody has the name that the caller says; asked, he knows more of whom he means. */
export const WRONG_NAME: Script = {
  ...ORDINARY,
  ...{ id: 'wrong-name', wants: 'wrong-name', mustAsk: true, keysLeast: 4 },
};
