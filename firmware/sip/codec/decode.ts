import type {
  AnyUri,
  CSeq,
  Decoded,
  NameAddress,
  RefusalStatus,
  SipField,
  SipHeaders,
  SipMessage,
  Via,
} from '#ports/sip-codec.ts';
import { CODEC_LIMITS } from './limits.ts';
import { isSingle, KNOWN_METHODS } from './names.ts';
import { type Meter, SyntaxFault, wholeNumber } from './reader.ts';
import { refusal } from './refusal.ts';
import { type Scan, scan, trimmed } from './scan.ts';
import { isToken, readUri } from './uri.ts';
import { readAddress, readAddresses, readCallId, readCSeq, readVias } from './values.ts';

/** A fault that has a status of its own. */
class StatusFault extends SyntaxFault {
  readonly status: RefusalStatus;
  constructor(status: RefusalStatus, message: string) {
    super(message);
    this.status = status;
  }
}

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: AnyUri }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string };

export function decode(bytes: Uint8Array, meter: Meter = { steps: 0 }): Decoded {
  const scanned = scan(bytes, meter);
  try {
    if (scanned.fault !== null) throw new StatusFault(scanned.fault.status, scanned.fault.error);
    return { ok: true, message: understood(scanned, meter) };
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const status = error instanceof StatusFault ? error.status : 400;
    return { ok: false, refusal: refusal(scanned, status, error.message) };
  }
}

function understood(scanned: Scan, meter: Meter): SipMessage {
  const start = readStartLine(scanned.startLine, meter);
  const headers = readHeaders(scanned, meter);
  if (start.kind === 'request') {
    if (headers.cseq.method !== start.method)
      // RFC 4475 §3.1.2.18: to a method that nobody implements 501 says more.
      throw new StatusFault(KNOWN_METHODS.has(start.method) ? 400 : 501, 'CSeq of another method');
    if (headers.contact === '*' && start.method !== 'REGISTER') throw new SyntaxFault('Contact: "*"');
  }
  // Most of it first: what is spread after something else is copied name by name.
  return { ...headers, ...start };
}

function readStartLine(line: string, meter: Meter): StartLine {
  const text = trimmed(line);
  const response = /^SIP\/([0-9.]{1,9}) ([0-9]+)(?: (.*))?$/i.exec(text);
  meter.steps += text.length;
  if (response !== null) {
    checkVersion(response[1]!);
    const status = wholeNumber(response[2]!, 699, 'status');
    if (response[2]!.length !== 3 || status < 100) throw new SyntaxFault('status');
    return { kind: 'response', status, reason: trimmed(response[3] ?? '') };
  }
  // Exactly one space between the parts (§7.1); a URI with a space has more parts (RFC 4475 §3.1.2.8).
  const parts = text.split(' ', 4);
  const [method = '', uri = '', version = ''] = parts;
  if (!isToken(method)) throw new SyntaxFault('start line: method expected');
  const stated = /^SIP\/([0-9.]{1,9})$/i.exec(version);
  if (parts.length !== 3 || stated === null) throw new SyntaxFault('start line');
  checkVersion(stated[1]!);
  if (uri.length > CODEC_LIMITS.uriBytes) throw new StatusFault(414, 'Request-URI too long');
  const target = readUri(uri, meter, 'Request-URI');
  // §19.1.1: headers have no place in a Request-URI.
  if ('headers' in target && target.headers !== null) throw new SyntaxFault('Request-URI: headers');
  return { kind: 'request', method, uri: target };
}

function checkVersion(version: string): void {
  if (version !== '2.0') throw new StatusFault(505, 'SIP version');
}

/** What is being gathered while the lines are read. */
interface Draft {
  readonly via: Via[];
  readonly contacts: NameAddress[];
  readonly route: NameAddress[];
  readonly recordRoute: NameAddress[];
  readonly fields: SipField[];
  readonly seen: Set<string>;
  from: NameAddress | null;
  to: NameAddress | null;
  callId: string | null;
  cseq: CSeq | null;
  star: boolean;
  maxForwards: number | null;
  contentLength: number | null;
}

type FieldReader = (draft: Draft, value: string, meter: Meter) => void;

const READERS: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['via', (draft, value, meter) => readVias(draft.via, value, meter)],
  [
    'from',
    (draft, value, meter) => {
      draft.from = readParty(value, meter, 'From');
    },
  ],
  [
    'to',
    (draft, value, meter) => {
      draft.to = readParty(value, meter, 'To');
    },
  ],
  [
    'call-id',
    (draft, value, meter) => {
      draft.callId = readCallId(value, meter);
    },
  ],
  [
    'cseq',
    (draft, value, meter) => {
      draft.cseq = readCSeq(value, meter);
    },
  ],
  ['contact', readContact],
  ['route', (draft, value, meter) => readAddresses(draft.route, value, meter, 'Route')],
  ['record-route', (draft, value, meter) => readAddresses(draft.recordRoute, value, meter, 'Record-Route')],
  [
    'max-forwards',
    (draft, value) => {
      draft.maxForwards = readMaxForwards(value);
    },
  ],
  [
    'content-length',
    (draft, value) => {
      draft.contentLength = readContentLength(value);
    },
  ],
]);

function readHeaders(scanned: Scan, meter: Meter): SipHeaders {
  const draft: Draft = {
    via: [],
    contacts: [],
    route: [],
    recordRoute: [],
    fields: [],
    seen: new Set(),
    from: null,
    to: null,
    callId: null,
    cseq: null,
    star: false,
    maxForwards: null,
    contentLength: null,
  };
  for (const { name, value } of scanned.fields) {
    if (isSingle(name) && draft.seen.has(name)) throw new SyntaxFault(`${name} twice`);
    draft.seen.add(name);
    const read = READERS.get(name);
    if (read === undefined) draft.fields.push({ name, value });
    else read(draft, value, meter);
  }
  const { via, from, to, callId, cseq, contacts, star, route, recordRoute, maxForwards, fields } = draft;
  if (via.length === 0) throw new SyntaxFault('Via is missing');
  if (from === null) throw new SyntaxFault('From is missing');
  if (to === null) throw new SyntaxFault('To is missing');
  if (callId === null) throw new SyntaxFault('Call-ID is missing');
  if (cseq === null) throw new SyntaxFault('CSeq is missing');
  if (star && contacts.length > 0) throw new SyntaxFault('Contact: "*" beside others');
  const contact = star ? '*' : contacts;
  const body = readBody(scanned.body, draft.contentLength);
  return { via, from, to, callId, cseq, contact, route, recordRoute, maxForwards, fields, body };
}

function readParty(value: string, meter: Meter, where: string): NameAddress {
  const address = readAddress(value, meter, where);
  const tag = address.params.find(({ name }) => name === 'tag');
  if (tag !== undefined && !isToken(tag.value ?? '')) throw new SyntaxFault(`${where}: tag`);
  return address;
}

function readContact(draft: Draft, value: string, meter: Meter): void {
  if (value === '*') draft.star = true;
  else readAddresses(draft.contacts, value, meter, 'Contact');
}

/** Up to 255 (§20.22); who sends more means "far". */
const readMaxForwards = (value: string): number =>
  Math.min(255, wholeNumber(value, Number.MAX_SAFE_INTEGER, 'Max-Forwards'));

const readContentLength = (value: string): number =>
  wholeNumber(value, Number.MAX_SAFE_INTEGER, 'Content-Length');

/** By bytes. What follows the body in a datagram is ignored, too little is refused (§18.3). */
function readBody(rest: Uint8Array, length: number | null): Uint8Array {
  if ((length ?? rest.length) > CODEC_LIMITS.bodyBytes) throw new StatusFault(413, 'body too long');
  if (length === null) return rest.slice();
  if (length > rest.length) throw new SyntaxFault('body shorter than Content-Length');
  return rest.slice(0, length);
}
