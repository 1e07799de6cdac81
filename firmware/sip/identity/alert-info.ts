import type { SipField } from '#ports/sip-codec.ts';
import { field } from '../codec/fields.ts';

/*
 * How a telephone is told for whom it rings (Alert-Info, RFC 3261 §20.4): by words that makers have agreed on without a
 * standard. What a telephone does not know of it, it passes by; `plain` is for those that do not.
 */

/** For whom it rings. */
export type AlertKind = 'inside' | 'outside' | 'operator' | 'recall' | 'wake-up';

/**
 * `bellcore`: by the distinctive alerting patterns of GR-506-CORE, which most telephones have. `named`: by words for which
 * a melody is chosen at the telephone (Snom, Gigaset, Mitel). `plain`: always the telephone's own melody.
 */
export type RingStyle = 'bellcore' | 'named' | 'plain';

type Words = Readonly<Record<AlertKind, string | null>>;

const WORDS: Readonly<Record<RingStyle, Words | null>> = {
  plain: null,
  // Inside it rings as its user has chosen. Not 5: a single splash, which wakes nobody.
  bellcore: {
    inside: null,
    outside: 'Bellcore-dr2',
    operator: 'Bellcore-dr3',
    recall: 'Bellcore-dr3',
    'wake-up': 'Bellcore-dr4',
  },
  named: {
    inside: 'alert-internal',
    outside: 'alert-external',
    operator: 'alert-group',
    recall: 'alert-group',
    'wake-up': 'alert-priority',
  },
};

/** The address is one from which nothing can be fetched, for telephones that would. */
export function alertInfo(style: RingStyle, kind: AlertKind): SipField[] {
  const word = WORDS[style]?.[kind] ?? null;
  return word === null ? [] : [field('alert-info', `<http://127.0.0.1>;info=${word}`)];
}
