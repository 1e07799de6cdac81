import { ORDINARY, type Script } from '../script.ts';

/** It burns. To the guard room at once; who and why can be written down afterwards. */
export const EMERGENCY: Script = {
  ...ORDINARY,
  ...{ id: 'emergency', wants: 'guard-room', withinMs: 20_000, notes: ['why'] },
  patience: { answerMs: 45_000, holdMs: 20_000, talkMs: 60_000 },
};
