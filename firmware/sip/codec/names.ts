/** Compact forms: RFC 3261 §7.3.3, and those registered since (RFC 3515, 3892, 4028, 3841, 4474, 6665). */
const COMPACT: ReadonlyMap<string, string> = new Map([
  ['a', 'accept-contact'],
  ['b', 'referred-by'],
  ['c', 'content-type'],
  ['d', 'request-disposition'],
  ['e', 'content-encoding'],
  ['f', 'from'],
  ['i', 'call-id'],
  ['j', 'reject-contact'],
  ['k', 'supported'],
  ['l', 'content-length'],
  ['m', 'contact'],
  ['n', 'identity-info'],
  ['o', 'event'],
  ['r', 'refer-to'],
  ['s', 'subject'],
  ['t', 'to'],
  ['u', 'allow-events'],
  ['v', 'via'],
  ['x', 'session-expires'],
  ['y', 'identity'],
]);

/** Two of one of these and nobody can say which is meant (RFC 4475 §3.3.8, §3.3.9). */
const SINGLE: ReadonlySet<string> = new Set([
  'call-id',
  'content-length',
  'content-type',
  'cseq',
  'event',
  'expires',
  'from',
  'max-forwards',
  'min-expires',
  'min-se',
  'rack',
  'refer-to',
  'referred-by',
  'replaces',
  'rseq',
  'session-expires',
  'subscription-state',
  'to',
]);

/** Names whose usual spelling is not a capital after each hyphen. */
const SPELLING: ReadonlyMap<string, string> = new Map([
  ['call-id', 'Call-ID'],
  ['cseq', 'CSeq'],
  ['mime-version', 'MIME-Version'],
  ['min-se', 'Min-SE'],
  ['rack', 'RAck'],
  ['rseq', 'RSeq'],
  ['sip-etag', 'SIP-ETag'],
  ['sip-if-match', 'SIP-If-Match'],
  ['www-authenticate', 'WWW-Authenticate'],
]);

export const longName = (lowerCase: string): string => COMPACT.get(lowerCase) ?? lowerCase;
export const isSingle = (name: string): boolean => SINGLE.has(name);

/** Worked out once for the few names that we write; their number is bounded all the same. */
const known = new Map(SPELLING);
const KNOWN_MAX = 128;

export function spelled(name: string): string {
  let spelling = known.get(name);
  if (spelling === undefined) {
    spelling = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    if (known.size < KNOWN_MAX) known.set(name, spelling);
  }
  return spelling;
}

/** Methods that the exchange knows; an unknown one is no error of syntax. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'ACK',
  'BYE',
  'CANCEL',
  'INFO',
  'INVITE',
  'MESSAGE',
  'NOTIFY',
  'OPTIONS',
  'PRACK',
  'PUBLISH',
  'REFER',
  'REGISTER',
  'SUBSCRIBE',
  'UPDATE',
]);
