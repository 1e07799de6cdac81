/** Who may talk to the server at all, and the headers that tell browsers what the page may do. */
import { isIP } from 'node:net';
import type { WebError } from './protocol.ts';

/** Host part of a `Host` header or an origin, without port and brackets; null when it is none. */
function hostName(authority: string): string | null {
  try {
    const { hostname, username, pathname } = new URL(`http://${authority}`);
    if (username !== '' || pathname !== '/') return null;
    return hostname.replace(/^\[|\]$/g, '').toLowerCase();
  } catch {
    return null;
  }
}

/**
 * DNS rebinding: a foreign page's own name can be made to resolve to us, an address cannot. So addresses
 * and `localhost` are let in, and any other name only when it is one of the server's own.
 */
export function hostAllowed(hostHeader: string | undefined, names: readonly string[]): boolean {
  if (hostHeader === undefined) return false;
  const name = hostName(hostHeader);
  if (name === null) return false;
  return name === 'localhost' || isIP(name) !== 0 || names.some((own) => own.toLowerCase() === name);
}

/** A browser names the page that asks; only our own page may. Other clients send no Origin. */
export function originAllowed(origin: string | undefined, hostHeader: string | undefined): boolean {
  if (origin === undefined) return true;
  return origin === `http://${hostHeader}` || origin === `https://${hostHeader}`;
}

export function refusal(
  hostHeader: string | undefined,
  origin: string | undefined,
  names: readonly string[],
): WebError | null {
  if (!hostAllowed(hostHeader, names)) {
    return {
      code: 'TR-WEB-403',
      where: 'Host header',
      what: 'the server is not known by this name',
      todo: `open it by its address, or by a name of its own (${names.join(', ')})`,
    };
  }
  if (!originAllowed(origin, hostHeader)) {
    return {
      code: 'TR-WEB-403',
      where: 'Origin header',
      what: 'a page of another site asked',
      todo: 'open the console of this exchange itself',
    };
  }
  return null;
}

/**
 * Where the simulator may be, for connect-src. After a restart it listens on another port, and a page that
 * stays open must find it again: on loopback, any port will do.
 */
export function socketSource(benchUrl: string): string {
  const { protocol, host, hostname } = new URL(benchUrl);
  return hostname === '127.0.0.1' ? `${protocol}//${hostname}:*` : `${protocol}//${host}`;
}

/**
 * The page may load itself, talk to its server and to the simulator's socket, and nothing else.
 * `own`: where our own sockets are, `ws://192.168.1.20:8080`.
 */
export function contentSecurityPolicy(nonce: string, own: string, benchUrl: string | null): string {
  const sockets = [own, ...(benchUrl === null ? [] : [socketSource(benchUrl)])].join(' ');
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "worker-src 'self'",
    `connect-src 'self' ${sockets}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** On every answer, page or not. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=(), usb=(), serial=()',
};
