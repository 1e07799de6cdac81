import type { Attribute, MediaDescription, SessionDescription } from './model.ts';

const ENCODER = new TextEncoder();

const family = (address: string): string => (address.includes(':') ? 'IP6' : 'IP4');
const written = ({ name, value }: Attribute): string => (value === null ? `a=${name}` : `a=${name}:${value}`);

function mediaLines({ kind, port, protocol, formats, address, attributes }: MediaDescription): string[] {
  return [
    `m=${kind} ${port} ${protocol} ${formats.join(' ')}`,
    ...(address === null ? [] : [`c=IN ${family(address)} ${address}`]),
    ...attributes.map(written),
  ];
}

/** In the order of RFC 8866 §5, CR LF at each end. Values are ours, or have come through `parseSdp`. */
export function sdpText({ origin, address, timing, attributes, media }: SessionDescription): string {
  const { user, sessionId, version } = origin;
  const lines = [
    'v=0',
    `o=${user} ${sessionId} ${version} IN ${family(origin.address)} ${origin.address}`,
    's=-',
    ...(address === null ? [] : [`c=IN ${family(address)} ${address}`]),
    `t=${timing}`,
    ...attributes.map(written),
    ...media.flatMap(mediaLines),
  ];
  return `${lines.join('\r\n')}\r\n`;
}

export const sdpBytes = (description: SessionDescription): Uint8Array => ENCODER.encode(sdpText(description));
