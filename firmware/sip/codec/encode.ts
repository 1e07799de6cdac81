import type { NameAddress, SipMessage } from '#ports/sip-codec.ts';
import { assert } from '#units/result.ts';
import { spelled } from './names.ts';
import { isToken, writtenUri } from './uri.ts';
import { writtenAddress, writtenVia } from './values.ts';

const ENCODER = new TextEncoder();

/** Via first, then what proxies look at, so that they need not read on (RFC 3261 §7.3.1). */
export function encode(message: SipMessage): Uint8Array {
  const lines = [startLine(message)];
  for (const via of message.via) lines.push(`Via: ${writtenVia(via)}`);
  if (message.maxForwards !== null) lines.push(`Max-Forwards: ${message.maxForwards}`);
  addresses(lines, 'Route', message.route);
  addresses(lines, 'Record-Route', message.recordRoute);
  lines.push(`From: ${writtenAddress(message.from)}`, `To: ${writtenAddress(message.to)}`);
  lines.push(`Call-ID: ${message.callId}`, `CSeq: ${message.cseq.number} ${message.cseq.method}`);
  if (message.contact === '*') lines.push('Contact: *');
  else addresses(lines, 'Contact', message.contact);
  for (const { name, value } of message.fields) {
    assert(isToken(name), `header name "${name}"`);
    lines.push(`${spelled(name)}: ${value}`);
  }
  lines.push(`Content-Length: ${message.body.length}`);
  const head = ENCODER.encode(`${lines.map(oneLine).join('\r\n')}\r\n\r\n`);
  const bytes = new Uint8Array(head.length + message.body.length);
  bytes.set(head);
  bytes.set(message.body, head.length);
  return bytes;
}

/** No value, wherever it came from, can begin a line of its own. Hardly any tries to: looked for without an expression. */
const oneLine = (line: string): string =>
  line.includes('\r') || line.includes('\n') ? line.replace(/[\r\n]+/g, ' ') : line;

function startLine(message: SipMessage): string {
  return message.kind === 'request'
    ? `${message.method} ${writtenUri(message.uri)} SIP/2.0`
    : `SIP/2.0 ${message.status} ${message.reason}`;
}

function addresses(lines: string[], name: string, list: readonly NameAddress[]): void {
  for (const address of list) lines.push(`${name}: ${writtenAddress(address)}`);
}
