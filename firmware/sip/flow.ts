import type { SipMessage, Via } from '#ports/sip-codec.ts';
import type { Flow, SipTransport } from '#ports/sip-transport.ts';
import { hasParam, withParam } from './codec/params.ts';

export type { Flow, SipTransport };

/** Whether the transport repeats for us what is lost. */
export const isReliable = (flow: Flow): boolean => flow.transport !== 'UDP';

/** Two names at one address may be two servers; only a connection that asked for a name carries one. */
export const flowKey = ({ transport, local, remote, serverName = '' }: Flow): string =>
  `${transport} ${local.host}:${local.port} ${remote.host}:${remote.port} ${serverName}`;

/** Notes in the topmost Via where a request really came from (RFC 3261 §18.2.1, RFC 3581 §4). */
export function stamped<M extends SipMessage>(message: M, flow: Flow): M {
  const [top, ...others] = message.via;
  if (top === undefined || message.kind === 'response') return message;
  const asked = hasParam(top.params, 'rport');
  if (!asked && top.host === flow.remote.host) return message;
  const received = withParam(top.params, 'received', flow.remote.host);
  const params = asked ? withParam(received, 'rport', String(flow.remote.port)) : received;
  return { ...message, via: [{ ...top, params }, ...others] };
}

/**
 * Where the answer to a request goes: back along the connection; over UDP to the source port only when `rport`
 * asked for it, otherwise to the port of the Via (§18.2.2). `maddr` is not followed: it would let a stranger
 * choose whom we send to.
 */
export function answerFlow(flow: Flow, top: Via): Flow {
  if (isReliable(flow) || hasParam(top.params, 'rport')) return flow;
  return { ...flow, remote: { host: flow.remote.host, port: top.port ?? 5060 } };
}
