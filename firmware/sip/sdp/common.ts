import type { Endpoint } from '#ports/sip-transport.ts';
import { isIpv4 } from '../codec/host.ts';
import type { CodecName } from './codecs.ts';
import {
  type Attribute,
  attributeOf,
  DIRECTIONS,
  type Direction,
  type MediaDescription,
  type SessionDescription,
} from './model.ts';
import type { LocalMedia, SdpSession } from './session.ts';
import { sdpBytes, sdpText } from './write.ts';

export const PLAIN: ReadonlySet<string> = new Set(['RTP/AVP', 'RTP/AVPF']);
export const SECURE: ReadonlySet<string> = new Set(['RTP/SAVP', 'RTP/SAVPF']);

/** RFC 2543's way to hold. */
export const isNowhere = (address: string): boolean => address === '0.0.0.0' || address === '::';

const isMulticast = (address: string): boolean =>
  address.startsWith('ff') && address.includes(':')
    ? true
    : isIpv4(address) && Number(address.split('.')[0]) >= 224;

/** Where a medium wants its packets; null when that is nowhere that we send to. */
export function mediaAddress({ address }: SessionDescription, medium: MediaDescription): string | null {
  const where = medium.address ?? address;
  return where === null || isMulticast(where) ? null : where;
}

/** Direction as said by the medium, else by the session, else both ways; of two that contradict the first. */
export const saidDirection = ({ attributes }: SessionDescription, medium: MediaDescription): Direction =>
  firstDirection(medium.attributes) ?? firstDirection(attributes) ?? 'sendrecv';

function firstDirection(attributes: readonly Attribute[]): Direction | undefined {
  for (const { name } of attributes) {
    const direction = DIRECTIONS.find((known) => known === name);
    if (direction !== undefined) return direction;
  }
  return undefined;
}

/** RFC 3605, or the port above RTP's. */
export function rtcpOf(attributes: readonly Attribute[], rtp: Endpoint): Endpoint {
  const port = /^[0-9]{1,5}/.exec(attributeOf(attributes, 'rtcp') ?? '')?.[0];
  const number = port === undefined ? 0 : Number(port);
  return { host: rtp.host, port: number > 0 && number <= 65_535 ? number : Math.min(65_535, rtp.port + 1) };
}

export const rejected = ({ kind, protocol, formats }: MediaDescription): MediaDescription => ({
  kind,
  port: 0,
  protocol,
  formats: formats.slice(0, 1),
  address: null,
  attributes: [],
});

/** Name under which a payload type is remembered. */
export const eventName = (clock: number): string => `telephone-event/${clock}`;

/** Puts our media under our name. The version goes up with every change and with nothing else (RFC 3264 §8). */
export function spoken(
  session: SdpSession,
  { address }: LocalMedia,
  media: readonly MediaDescription[],
  timing: string,
): { readonly session: SdpSession; readonly body: Uint8Array } {
  const { id } = session;
  const describe = (version: number): SessionDescription => ({
    origin: { user: 'tipring', sessionId: id, version: String(version), address },
    address,
    timing,
    attributes: [],
    media,
  });
  const said = sdpText(describe(0));
  const version = session.said === said ? session.version : session.version + 1;
  return { session: { ...session, version, said, media }, body: sdpBytes(describe(version)) };
}

/** A number that has got another meaning leaves the old one without. */
export function remembered(
  payloads: ReadonlyMap<string, number>,
  learned: readonly (readonly [CodecName | string, number])[],
): ReadonlyMap<string, number> {
  const numbers = new Set(learned.map(([, number]) => number));
  return new Map([...[...payloads].filter(([, number]) => !numbers.has(number)), ...learned]);
}
