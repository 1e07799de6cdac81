import { isIpv4, normalIpv6 } from '../codec/host.ts';
import type { Flow } from '../flow.ts';

/** RFC 8489 §6. */
const COOKIE = 0x2112_a442;
const BINDING_REQUEST = 0x0001;
const BINDING_RESPONSE = 0x0101;
const XOR_MAPPED_ADDRESS = 0x0020;
const HEADER_BYTES = 20;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** RFC 5626 §4.4.2: on the SIP port the first two bits tell STUN from SIP. */
export function isStun(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER_BYTES || (bytes[0]! & 0xc0) !== 0) return false;
  const view = viewOf(bytes);
  return view.getUint32(4) === COOKIE && view.getUint16(2) === bytes.length - HEADER_BYTES;
}

/** Keep-alive of a telephone behind NAT: where we see it. Null for what is no binding request. */
export function stunAnswer(bytes: Uint8Array, { remote }: Flow): Uint8Array | null {
  if (!isStun(bytes) || viewOf(bytes).getUint16(0) !== BINDING_REQUEST) return null;
  const address = addressBytes(remote.host);
  if (address === null) return null;
  const answer = new Uint8Array(HEADER_BYTES + 8 + address.length);
  answer.set(bytes.subarray(0, HEADER_BYTES));
  const view = viewOf(answer);
  view.setUint16(0, BINDING_RESPONSE);
  view.setUint16(2, answer.length - HEADER_BYTES);
  view.setUint16(HEADER_BYTES, XOR_MAPPED_ADDRESS);
  view.setUint16(HEADER_BYTES + 2, 4 + address.length);
  view.setUint8(HEADER_BYTES + 5, address.length === 4 ? 1 : 2);
  view.setUint16(HEADER_BYTES + 6, remote.port ^ (COOKIE >>> 16));
  // The cookie, and for IPv6 the transaction id behind it (§14.2).
  for (const [index, byte] of address.entries()) answer[HEADER_BYTES + 8 + index] = byte ^ bytes[4 + index]!;
  return answer;
}

function addressBytes(host: string): Uint8Array | null {
  if (isIpv4(host)) return Uint8Array.from(host.split('.'), Number);
  const plain = host.split('%')[0]!;
  if (normalIpv6(plain) === null || plain.includes('.')) return null;
  const [head = '', tail = ''] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const gap = Array.from({ length: 8 - left.length - right.length }, () => '0');
  const bytes = new Uint8Array(16);
  for (const [index, group] of [...left, ...gap, ...right].entries())
    viewOf(bytes).setUint16(2 * index, Number.parseInt(group, 16));
  return bytes;
}
