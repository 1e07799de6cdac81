import type { Heard, HeardTone } from '../people.ts';

/** What is on a pair of wires in one direction, by name: the whole audio of this depth. */
export type Sound =
  | { readonly is: 'silence' }
  /** A tone of the region by name, or of the public exchange. */
  | { readonly is: 'tone'; readonly name: HeardTone; readonly hz: readonly number[]; readonly dbm0: number }
  | { readonly is: 'dtmf'; readonly digit: string }
  | { readonly is: 'testTone' }
  | { readonly is: 'voice' };

export const SILENCE: Sound = { is: 'silence' };
export const TEST_TONE: Sound = { is: 'testTone' };
export const VOICE: Sound = { is: 'voice' };
export const SILENT_EAR: Heard = { tone: 'silence', hz: [], dbm0: -90 };

/** The two frequencies of a key, ITU-T Q.23. */
export function dtmfHz(digit: string): readonly number[] {
  const at = '123A456B789C*0#D'.indexOf(digit);
  const low = [697, 770, 852, 941][Math.floor(at / 4)];
  const high = [1209, 1336, 1477, 1633][at % 4];
  return at < 0 || low === undefined || high === undefined ? [] : [low, high];
}

/** What a person calls this sound. */
export function heard(sound: Sound): Heard {
  switch (sound.is) {
    case 'silence':
      return SILENT_EAR;
    case 'tone':
      return { tone: sound.name, hz: sound.hz, dbm0: sound.dbm0 };
    case 'dtmf':
      return { tone: 'dtmf', hz: dtmfHz(sound.digit), dbm0: -8 };
    case 'testTone':
      return { tone: 'testTone', hz: [1000], dbm0: -10 };
    case 'voice':
      return { tone: 'voice', hz: [], dbm0: -16 };
  }
}

export const sameSound = (a: Sound, b: Sound): boolean =>
  a.is === b.is &&
  (a.is !== 'tone' || a.name === (b as typeof a).name) &&
  (a.is !== 'dtmf' || a.digit === (b as typeof a).digit);

/** Of all that arrives at once the ear names the most conspicuous. */
const ORDER: readonly Sound['is'][] = ['tone', 'testTone', 'dtmf', 'voice', 'silence'];

export function loudest(sounds: readonly Sound[]): Sound {
  for (const kind of ORDER) {
    const found = sounds.find((sound) => sound.is === kind);
    if (found !== undefined) return found;
  }
  return SILENCE;
}
