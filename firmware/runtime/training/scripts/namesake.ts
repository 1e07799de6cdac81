import { ORDINARY, type Script } from '../script.ts';

/** Two people have this name; whoever asks for the department first disturbs nobody. */
export const NAMESAKE: Script = {
  ...ORDINARY,
  ...{ id: 'namesake', wants: 'namesake', mustAsk: true, keysLeast: 4 },
};
