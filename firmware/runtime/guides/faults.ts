import type { Fault } from '#units/result.ts';

/** What can be wrong with a sound, and what a person does next. */
const FAULTS = {
  unknown: [
    'TR-GUIDE-001',
    'a guide wants a text that nobody has',
    'record a sound of that name, or correct the name',
  ],
  missing: ['TR-GUIDE-002', 'sounds of the voice guides are missing', 'run npm run setup, then start again'],
  unusable: [
    'TR-GUIDE-003',
    'an own recording cannot be used; the built-in one is heard',
    'record it again, or reset it',
  ],
  notWav: ['TR-GUIDE-004', 'this is not a whole WAV file', 'save the sound as WAV'],
  format: [
    'TR-GUIDE-005',
    'a WAV of this kind cannot be played',
    'save it with 8000 or 16000 samples a second, mono, 16 bit, A-law or µ-law',
  ],
  tooLong: ['TR-GUIDE-006', 'the sound is too long', 'cut it to at most 5 minutes'],
  tooBig: ['TR-GUIDE-007', 'the file is too big', 'save it with 8000 samples a second, mono, 16 bit'],
  badName: [
    'TR-GUIDE-008',
    'there is no such sound',
    'take a name from the list, or add one of letters and digits',
  ],
  noRoom: ['TR-GUIDE-009', 'there is no room for more own sounds', 'reset sounds that nobody needs'],
  silent: ['TR-GUIDE-010', 'nothing is heard in it', 'record it again, closer to the microphone'],
  refused: [
    'TR-GUIDE-011',
    'the media plane did not take the sound',
    'try again; send the saved journal if it stays so',
  ],
} as const;

/** `what` says more, where there is more to say. */
export function guideFault(kind: keyof typeof FAULTS, where: string, detail = ''): Fault {
  const [code, what, todo] = FAULTS[kind];
  return { code, where, what: detail === '' ? what : `${what}: ${detail}`, todo };
}
