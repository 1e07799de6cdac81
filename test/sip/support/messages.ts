import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decoded, SipMessage, SipRefusal, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { sipCodec } from '#sip/codec/codec.ts';

const FOLDER = join(import.meta.dirname, '..');

export const tortureBytes = (rfc: 'rfc4475' | 'rfc5118', name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(FOLDER, rfc, rfc === 'rfc4475' ? `${name}.dat` : name)));

/** Lines to bytes, with the CR LF that SIP wants; an empty line and no body unless one is given. */
export const wire = (lines: readonly string[], body = ''): Uint8Array =>
  new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n${body}`);

export const OPTIONS_LINES = [
  'OPTIONS sip:100@pbx.example SIP/2.0',
  'Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bKnashds7;rport',
  'Max-Forwards: 70',
  'From: "Li Na" <sip:101@pbx.example>;tag=a73kszlfl',
  'To: <sip:100@pbx.example>',
  'Call-ID: 1j9FpLxk3uxtm8tn@192.0.2.7',
  'CSeq: 1 OPTIONS',
  'Content-Length: 0',
];

/** The good OPTIONS with one line (named by its beginning) exchanged, or others added. */
export function optionsWith(change: Readonly<Record<string, string>>, ...added: string[]): Uint8Array {
  const lines = OPTIONS_LINES.map((line) => {
    const beginning = Object.keys(change).find((start) => line.startsWith(start));
    return beginning === undefined ? line : change[beginning]!;
  });
  return wire([...lines, ...added].filter((line) => line !== ''));
}

export const decodeText = (bytes: Uint8Array): Decoded => sipCodec.decode(bytes);

export function accepted(bytes: Uint8Array): SipMessage {
  const decoded = sipCodec.decode(bytes);
  if (!decoded.ok) throw new Error(`refused: ${decoded.refusal.error}`);
  return decoded.message;
}

export function acceptedRequest(bytes: Uint8Array): SipRequest {
  const message = accepted(bytes);
  if (message.kind !== 'request') throw new Error('a response');
  return message;
}

export function acceptedResponse(bytes: Uint8Array): SipResponse {
  const message = accepted(bytes);
  if (message.kind !== 'response') throw new Error('a request');
  return message;
}

export function refused(bytes: Uint8Array): SipRefusal {
  const decoded = sipCodec.decode(bytes);
  if (decoded.ok) throw new Error('accepted');
  return decoded.refusal;
}

export const textOf = (bytes: Uint8Array | null): string =>
  bytes === null ? '' : new TextDecoder().decode(bytes);
