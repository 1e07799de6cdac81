import type { RefusalStatus, SipRefusal } from '#ports/sip-codec.ts';
import { spelled } from './names.ts';
import type { Scan } from './scan.ts';
import { isToken } from './uri.ts';

const REASON: Readonly<Record<RefusalStatus, string>> = {
  400: 'Bad Request',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  501: 'Not Implemented',
  505: 'Version Not Supported',
  513: 'Message Too Large',
};

const ECHOED = ['from', 'to', 'call-id', 'cseq'] as const;

/**
 * The answer to a message that could not be read, from the lines that could (RFC 3261 §8.2.6.2 as far as it
 * goes). Responses and ACK are never answered, nor is what carries no Via: nobody could match the answer.
 */
export function refusal(scan: Scan, status: RefusalStatus, error: string): SipRefusal {
  const vias = scan.fields.filter(({ name }) => name === 'via');
  const method = scan.startLine.split(' ', 1)[0] ?? '';
  if (vias.length === 0 || !isToken(method) || method === 'ACK') return { error, status: null, answer: null };
  const lines = [`SIP/2.0 ${status} ${REASON[status]} (${error})`];
  for (const via of vias) lines.push(`Via: ${via.value}`);
  for (const name of ECHOED) {
    const field = scan.fields.find((entry) => entry.name === name);
    if (field !== undefined)
      lines.push(`${spelled(name)}: ${name === 'to' ? tagged(field.value) : field.value}`);
  }
  const text = `${lines.map((line) => line.replace(/[\r\n\0]/g, ' ')).join('\r\n')}\r\nContent-Length: 0\r\n\r\n`;
  return { error, status, answer: new TextEncoder().encode(text) };
}

/** A refusal leaves no state behind: its tag must come out alike for each retransmission. */
function tagged(to: string): string {
  if (/;[ \t]*tag[ \t]*=/i.test(to)) return to;
  let hash = 0x811c9dc5;
  for (let index = 0; index < to.length; index++) hash = Math.imul(hash ^ to.charCodeAt(index), 0x01000193);
  return `${to};tag=refused-${(hash >>> 0).toString(16)}`;
}
