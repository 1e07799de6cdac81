import type { SmdrLink, SmdrSink } from '#ports/smdr.ts';
import { openSerialLink } from './serial.ts';
import { TcpConnectLink } from './tcp-connect.ts';
import { TcpListenLink } from './tcp-listen.ts';

/** The way to a sink; it opens by itself, and again when it breaks. */
export function openSmdrLink(sink: SmdrSink): SmdrLink {
  if (sink.kind === 'tcp-listen') return new TcpListenLink(sink);
  return sink.kind === 'tcp-connect' ? new TcpConnectLink(sink) : openSerialLink(sink);
}
