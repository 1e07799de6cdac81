import type { SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { param } from '../codec/params.ts';
import { writtenUri } from '../codec/uri.ts';
import { writtenVia } from '../codec/values.ts';
import { tagOf } from '../make.ts';

const MAGIC = 'z9hG4bK';

/**
 * What makes two requests the same (RFC 3261 §17.2.3). An ACK belongs to its INVITE; `method` asks for another
 * one, as a CANCEL does. A branch without the cookie, or with nothing behind it (RFC 4475 §3.2.1), is one of
 * RFC 2543: then the parts that a repeat cannot change are compared. The tag of the To is none of these: the ACK
 * has it and the INVITE had not.
 */
export function serverKey(request: SipRequest, method = request.method): string {
  const top = request.via[0]!;
  const named = method === 'ACK' ? 'INVITE' : method;
  const branch = param(top.params, 'branch') ?? '';
  if (branch.length > MAGIC.length && branch.startsWith(MAGIC))
    return `${named} ${branch} ${top.host}:${top.port ?? ''}`;
  const { uri, callId, cseq, from } = request;
  const params = top.params.filter(({ name }) => name !== 'received' && name !== 'rport');
  return `${named} ${writtenUri(uri)} ${callId} ${cseq.number} ${tagOf(from)} ${writtenVia({ ...top, params })}`;
}

/** Which request of ours is answered (§17.1.3). */
export const clientKey = (branch: string, method: string): string => `${method} ${branch}`;

export const answeredKey = (response: SipResponse): string =>
  clientKey(param(response.via[0]!.params, 'branch') ?? '', response.cseq.method);
