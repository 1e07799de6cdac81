import type { Endpoint, SipTransport } from '#ports/sip-transport.ts';
import type { Fault } from '#units/result.ts';

const CODES: Readonly<
  Record<string, { readonly code: string; readonly what: string; readonly todo: string }>
> = {
  EADDRINUSE: {
    code: 'TR-SIP-001',
    what: 'the port is in use by another program',
    todo: 'end that program, or choose another SIP port',
  },
  EACCES: {
    code: 'TR-SIP-002',
    what: 'the port may not be opened',
    todo: 'choose a port above 1023, or give the program the right to open it',
  },
  EADDRNOTAVAIL: {
    code: 'TR-SIP-003',
    what: 'the address is not one of this box',
    todo: 'set an address that one of its network interfaces has',
  },
};

/** Why nothing can be heard at an address. */
export function listenFault(
  transport: SipTransport,
  { host, port }: Endpoint,
  error: NodeJS.ErrnoException,
): Fault {
  const known = CODES[error.code ?? ''];
  const where = `SIP ${transport} ${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (known !== undefined) return { where, ...known };
  return { code: 'TR-SIP-004', where, what: error.message, todo: 'check network and settings of SIP' };
}

export const certificateFault = (error: Error): Fault => ({
  code: 'TR-SIP-005',
  where: 'SIP TLS certificate',
  what: error.message,
  todo: 'install a certificate and its private key, both PEM',
});
