import type { ScriptId } from '#ports/training.ts';
import type { Script } from './script.ts';
import { ANGRY } from './scripts/angry.ts';
import { BUSY_MESSAGE } from './scripts/busy-message.ts';
import { BUSY_WAIT } from './scripts/busy-wait.ts';
import { DECLINES } from './scripts/declines.ts';
import { EMERGENCY } from './scripts/emergency.ts';
import { HARASSMENT } from './scripts/harassment.ts';
import { IMPORTANT } from './scripts/important.ts';
import { MISREAD_NAME } from './scripts/misread.ts';
import { NAMESAKE } from './scripts/namesake.ts';
import { NO_ANSWER } from './scripts/no-answer.ts';
import { PLAIN } from './scripts/plain.ts';
import { WRONG_NAME } from './scripts/wrong-name.ts';

/** A new kind of caller is one more file, one more row, and its lines in both catalogues. */
export const SCRIPT_OF: Readonly<Record<ScriptId, Script>> = {
  plain: PLAIN,
  'busy-message': BUSY_MESSAGE,
  'busy-wait': BUSY_WAIT,
  'no-answer': NO_ANSWER,
  declines: DECLINES,
  'wrong-name': WRONG_NAME,
  misread: MISREAD_NAME,
  namesake: NAMESAKE,
  angry: ANGRY,
  important: IMPORTANT,
  harassment: HARASSMENT,
  emergency: EMERGENCY,
};
