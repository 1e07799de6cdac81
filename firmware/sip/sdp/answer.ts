import { fail, ok, type Result } from '#units/result.ts';
import {
  CODECS,
  type CodecName,
  codecAttributes,
  eventAttributes,
  type Format,
  formatsOf,
  ptimeOf,
} from './codecs.ts';
import {
  eventName,
  isNowhere,
  mediaAddress,
  PLAIN,
  rejected,
  remembered,
  rtcpOf,
  SECURE,
  saidDirection,
  spoken,
} from './common.ts';
import { type CryptoLine, cryptoAttribute, cryptoLines, keyOf } from './crypto.ts';
import {
  type Attribute,
  has,
  type MediaDescription,
  narrowed,
  reversed,
  type SessionDescription,
} from './model.ts';
import { parseSdp } from './parse.ts';
import type { AgreedAudio, LocalMedia, MediaFault, MediaPolicy, SdpSession } from './session.ts';

export interface Answered {
  readonly session: SdpSession;
  readonly body: Uint8Array;
  readonly agreed: AgreedAudio;
}

/** A medium of the offer that we can take. */
interface Acceptable {
  readonly index: number;
  readonly medium: MediaDescription;
  readonly format: Format;
  readonly eventPayload: number | null;
  /** The peer's line, and our key for it. */
  readonly crypto: (CryptoLine & { readonly ours: string }) | null;
  readonly address: string;
}

/**
 * Answers an offer (RFC 3264 §6): one voice is taken, all else rejected in its place. One codec is named, so that
 * the peer cannot change it in the middle of a word; its payload numbers are the peer's.
 */
export function answerOffer(
  session: SdpSession,
  offer: Uint8Array,
  local: LocalMedia,
  policy: MediaPolicy,
): Result<Answered, MediaFault> {
  const parsed = parseSdp(offer);
  if (!parsed.ok) return fail({ status: 400, why: `SDP line ${parsed.error.line}: ${parsed.error.what}` });
  const taken = chosen(parsed.value, local, policy);
  if (taken === null) return fail({ status: 488, why: 'nothing offered that is allowed here' });
  const agreed = agreedOn(parsed.value, taken, local, policy);
  const media = parsed.value.media.map((medium, index) =>
    index === taken.index ? accepted(taken, agreed, local) : rejected(medium),
  );
  const next = spoken(session, local, media, parsed.value.timing);
  const learned: [string, number][] = [[taken.format.codec, taken.format.payload]];
  if (taken.eventPayload !== null)
    learned.push([eventName(CODECS[taken.format.codec].clock), taken.eventPayload]);
  const payloads = remembered(session.payloads, learned);
  return ok({ session: { ...next.session, payloads }, body: next.body, agreed });
}

/** The first voice of the offer that can be taken; an encrypted one before a plain one. */
function chosen(offer: SessionDescription, local: LocalMedia, policy: MediaPolicy): Acceptable | null {
  let plain: Acceptable | null = null;
  for (const [index, medium] of offer.media.entries()) {
    const usable = usableAt(offer, medium, index, local, policy);
    if (usable?.crypto) return usable;
    plain ??= usable;
  }
  return plain;
}

function usableAt(
  offer: SessionDescription,
  medium: MediaDescription,
  index: number,
  { srtpKey }: LocalMedia,
  { srtp, codecs, order }: MediaPolicy,
): Acceptable | null {
  const address = mediaAddress(offer, medium);
  if (medium.kind !== 'audio' || medium.port === 0 || address === null) return null;
  const protocol = medium.protocol.toUpperCase();
  const secure = SECURE.has(protocol);
  if (!secure && (srtp === 'always' || !PLAIN.has(protocol))) return null;
  const crypto = secure && srtp !== 'never' ? cryptoOf(medium, srtpKey) : null;
  if (secure && crypto === null) return null;
  const { formats, events } = formatsOf(medium);
  const format = bestOf(formats, codecs, order);
  if (format === undefined) return null;
  const eventPayload = events.get(CODECS[format.codec].clock) ?? null;
  return { index, medium, format, eventPayload, crypto, address };
}

/** The first line that both can keep to. */
function cryptoOf(medium: MediaDescription, secret: string): Acceptable['crypto'] {
  for (const line of cryptoLines(medium.attributes)) {
    const ours = keyOf(line.suite, secret);
    if (ours !== null) return { ...line, ours };
  }
  return null;
}

function bestOf(
  formats: readonly Format[],
  codecs: readonly CodecName[],
  order: MediaPolicy['order'],
): Format | undefined {
  if (order === 'theirs') return formats.find(({ codec }) => codecs.includes(codec));
  for (const wanted of codecs) {
    const format = formats.find(({ codec }) => codec === wanted);
    if (format !== undefined) return format;
  }
  return undefined;
}

function agreedOn(
  offer: SessionDescription,
  { medium, format, eventPayload, crypto, address }: Acceptable,
  local: LocalMedia,
  policy: MediaPolicy,
): AgreedAudio {
  const remote = { host: address, port: medium.port };
  const said = saidDirection(offer, medium);
  // 0.0.0.0 is heard nowhere: the peer holds (RFC 3264 §8.4).
  const offered = isNowhere(address) ? narrowed(said, 'sendonly') : said;
  const mux = policy.rtcpMux && has(medium.attributes, 'rtcp-mux');
  return {
    remote,
    remoteRtcp: mux ? null : rtcpOf(medium.attributes, remote),
    codec: format.codec,
    payload: format.payload,
    receive: [format],
    eventPayload,
    eventReceivePayload: eventPayload,
    ptimeMs: ptimeOf(medium.attributes, policy.ptimeMs),
    direction: narrowed(reversed(offered), local.direction),
    heldByPeer: offered === 'sendonly' || offered === 'inactive',
    srtp: crypto && { suite: crypto.suite, localKey: crypto.ours, remoteKey: crypto.key },
  };
}

function accepted(
  { medium, format, eventPayload, crypto }: Acceptable,
  { direction, ptimeMs, remoteRtcp }: AgreedAudio,
  local: LocalMedia,
): MediaDescription {
  const events = eventPayload === null ? [] : eventAttributes(CODECS[format.codec].clock, eventPayload);
  const attributes: Attribute[] = [
    ...codecAttributes(format),
    ...events,
    { name: 'ptime', value: String(ptimeMs) },
    ...(crypto === null ? [] : [cryptoAttribute({ ...crypto, key: crypto.ours })]),
    ...(remoteRtcp === null ? [{ name: 'rtcp-mux', value: null }] : []),
    { name: direction, value: null },
  ];
  return {
    kind: 'audio',
    port: local.port,
    protocol: medium.protocol,
    formats: [format.payload, eventPayload].filter((payload) => payload !== null).map(String),
    address: null,
    attributes,
  };
}
