import type { Finding } from '#ports/configuration.ts';
import { fill } from '#switching/routing/check-finding.ts';

/**
 * Every finding about the document itself; what it means as an office is `TR-PLAN-…`. `TR-OFFICE-00x` come from
 * reading the text, `01x` from the disk.
 */
export const DOCUMENT_FINDINGS = {
  'TR-OFFICE-020': ['error', 'this field is missing', 'add it: {description}'],
  'TR-OFFICE-021': ['error', 'there is no such field', 'correct its spelling, or remove it'],
  'TR-OFFICE-022': ['error', 'should be {expected}, but is {found}', '{description}'],
  'TR-OFFICE-023': ['error', '{found} is none of {allowed}', 'write one of them'],
  'TR-OFFICE-024': [
    'error',
    '{found} is outside {minimum} … {maximum}',
    'write a number in between: {description}',
  ],
  'TR-OFFICE-025': ['error', '{found} is not written as it must be', '{description}'],
  'TR-OFFICE-026': [
    'error',
    '{length} letters, but {minimum} … {maximum} are allowed',
    'make it shorter, or longer',
  ],
  'TR-OFFICE-027': ['error', '{length} entries, but {minimum} … {maximum} are allowed', 'remove or add some'],
  'TR-OFFICE-028': [
    'error',
    'too many things are wrong; only the first {shown} are told',
    'correct those first',
  ],
  'TR-OFFICE-030': ['error', 'there is no time zone {zone}', 'write an IANA name, such as Asia/Shanghai'],
  'TR-OFFICE-031': [
    'error',
    '{days} are no days of the calendar',
    'write 2027-02-06, or first..last of at most 100 days',
  ],
  'TR-OFFICE-032': ['warning', 'no holidays of this country are known', 'list the days yourself'],
  'TR-OFFICE-033': ['error', 'a link of the kind {kind} needs {field}', 'add the field'],
  'TR-OFFICE-034': ['error', 'there is no feature {name}', 'name one of the features, such as forward-all'],
  'TR-OFFICE-035': ['error', 'two of them are called {name}', 'rename one of the two'],
  // A warning: it may be recorded tomorrow, and until then is only left out.
  'TR-OFFICE-036': [
    'warning',
    'there is no sound {name}',
    'record or load that sound first, or name another',
  ],
  'TR-OFFICE-040': [
    'error',
    'there is neither an extension nor an exchange line {name}',
    'name one of the office',
  ],
  'TR-OFFICE-041': ['error', '{time} is no time', 'write the local time of the office: 2027-02-06T18:05'],
  'TR-OFFICE-042': ['error', '{digits} cannot be dialled', 'use 0–9, * and #, at most 64'],
  'TR-OFFICE-050': [
    'error',
    'extension {number} has no telephone',
    'give it the port that it is wired to, or a SIP telephone in sip.devices',
  ],
  'TR-OFFICE-051': ['error', 'there is no extension {number}', 'name an extension of the office, or add it'],
  'TR-OFFICE-052': [
    'error',
    'extension {number} is wired to port {port}',
    'remove its port, or this SIP telephone',
  ],
  'TR-OFFICE-053': ['error', 'two of them have the user name {user}', 'give one of the two another'],
  'TR-OFFICE-054': ['error', 'it has no password', 'add secret, 8 characters or more that nobody can guess'],
  'TR-OFFICE-055': [
    'error',
    'this password can be guessed: it is made of the number or of one sign',
    'write another one; strangers try the simple ones first',
  ],
  'TR-OFFICE-056': ['error', 'TLS needs a certificate and its key', 'name both files, PEM'],
  'TR-OFFICE-057': ['error', 'no two ports from {first} to {last}', 'let the last port be above the first'],
  'TR-OFFICE-058': ['error', 'the password behind this mask is not known', 'write the password anew'],
  'TR-OFFICE-059': ['error', '{id} has the same positions as {other}', 'give one of the two another name'],
  'TR-OFFICE-060': [
    'error',
    'a trunk that registers needs {field}',
    'add the field, or set registers to false',
  ],
  'TR-OFFICE-061': ['error', 'two telephones have the address {mac}', 'correct one of the two'],
  'TR-OFFICE-062': ['error', 'the address {mac} does not tell who made the telephone', 'add maker: {makers}'],
  'TR-OFFICE-063': [
    'error',
    'a telephone cannot be sent a password of which only ha1 is known',
    'write secret in place of ha1, or remove mac',
  ],
  'TR-OFFICE-064': [
    'error',
    'the secret behind this mask is not known',
    'remove it; the exchange makes a new one',
  ],
} as const satisfies Readonly<Record<string, readonly [Finding['severity'], string, string]>>;

export type DocumentFindingCode = keyof typeof DOCUMENT_FINDINGS;

export function documentFinding(
  code: DocumentFindingCode,
  path: string,
  facts: Finding['facts'] = {},
): Finding {
  const [severity, what, todo] = DOCUMENT_FINDINGS[code];
  return { severity, code, path, what: fill(what, facts), todo: fill(todo, facts), facts };
}
