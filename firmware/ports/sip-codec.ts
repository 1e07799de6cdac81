/**
 * SIP messages as the exchange sees them, and the contract of whatever reads and writes them.
 * Lists of pairs instead of objects: a peer chooses the names, and `__proto__` is a name like any other.
 */

/** `;name=value`; the name in lower case, the value as it was written (quotes kept), null without `=`. */
export interface SipParam {
  readonly name: string;
  readonly value: string | null;
}

/** `sip:` and `sips:` (RFC 3261 §19.1). */
export interface SipUri {
  readonly scheme: 'sip' | 'sips';
  /** Escapes are in their normal form (RFC 3986 §6.2.2): only characters that need one have one. */
  readonly user: string | null;
  readonly password: string | null;
  /** Lower case; an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | null;
  readonly params: readonly SipParam[];
  /** What stands behind `?`, as written. */
  readonly headers: string | null;
}

/** `tel:` (RFC 3966): digits with `+`, visual separators taken out. */
export interface TelUri {
  readonly scheme: 'tel';
  readonly number: string;
  readonly params: readonly SipParam[];
}

/** A URI of a scheme that the exchange does not speak; the user agent answers 416 where it matters. */
export interface OtherUri {
  readonly scheme: 'other';
  readonly text: string;
}

export type AnyUri = SipUri | TelUri | OtherUri;

/** `"Display" <uri>;param` */
export interface NameAddress {
  readonly display: string;
  readonly uri: AnyUri;
  readonly params: readonly SipParam[];
}

export interface Via {
  /** `UDP`, `TCP`, `TLS`, `WSS`, or whatever a hop further on wrote. */
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  readonly params: readonly SipParam[];
}

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** A header that the codec does not take apart; the name in lower case and in its long form. */
export interface SipField {
  readonly name: string;
  readonly value: string;
}

export interface SipHeaders {
  /** Topmost first; never empty in a decoded message. */
  readonly via: readonly Via[];
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly callId: string;
  readonly cseq: CSeq;
  readonly contact: readonly NameAddress[] | '*';
  readonly route: readonly NameAddress[];
  readonly recordRoute: readonly NameAddress[];
  /** Absent in RFC 2543 requests and in responses. */
  readonly maxForwards: number | null;
  /** All others, in their order. */
  readonly fields: readonly SipField[];
  readonly body: Uint8Array;
}

export interface SipRequest extends SipHeaders {
  readonly kind: 'request';
  readonly method: string;
  readonly uri: AnyUri;
}

export interface SipResponse extends SipHeaders {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
}

export type SipMessage = SipRequest | SipResponse;

/** What is wrong with a message, and what its sender is told. */
export interface SipRefusal {
  readonly error: string;
  /** Null where nothing may be answered: to a response, to an ACK, to what is not SIP at all. */
  readonly status: RefusalStatus | null;
  /** The complete answer, made from what could be read; null with `status`. */
  readonly answer: Uint8Array | null;
}

export type RefusalStatus = 400 | 413 | 414 | 501 | 505 | 513;

export type Decoded =
  | { readonly ok: true; readonly message: SipMessage }
  | { readonly ok: false; readonly refusal: SipRefusal };

export interface SipCodec {
  /** One whole message, such as a datagram. Never throws, whatever the bytes; time is linear in their number. */
  decode(bytes: Uint8Array): Decoded;
  /** Content-Length is always computed; control characters in values cannot end a line. */
  encode(message: SipMessage): Uint8Array;
}
