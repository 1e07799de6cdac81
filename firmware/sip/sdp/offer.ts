import { fail, ok, type Result } from '#units/result.ts';
import { CODECS, codecAttributes, eventAttributes, type Format, formatsOf, ptimeOf } from './codecs.ts';
import { eventName, isNowhere, mediaAddress, rejected, rtcpOf, saidDirection, spoken } from './common.ts';
import { cryptoAttribute, cryptoLines, keyOf, SRTP_SUITES } from './crypto.ts';
import { type Attribute, has, type MediaDescription, narrowed, reversed } from './model.ts';
import { parseSdp } from './parse.ts';
import type { AgreedAudio, LocalMedia, MediaFault, MediaPolicy, SdpSession } from './session.ts';

const DYNAMIC_FIRST = 96;
const DYNAMIC_LAST = 127;
const EVENT_PAYLOAD: ReadonlyMap<number, number> = new Map([
  [8_000, 101],
  [48_000, 110],
]);

/** What was offered, until it is answered. */
export interface PendingOffer {
  readonly index: number;
  readonly formats: readonly Format[];
  readonly events: ReadonlyMap<number, number>;
  readonly local: LocalMedia;
  readonly policy: MediaPolicy;
}

export interface Offered {
  readonly session: SdpSession;
  readonly body: Uint8Array;
  readonly pending: PendingOffer;
}

/** An offer of one voice, first or anew; media of earlier exchanges keep their places (RFC 3264 §8). */
export function makeOffer(session: SdpSession, local: LocalMedia, policy: MediaPolicy): Offered {
  const { payloads, formats, events } = numbered(session, policy);
  const old = session.media.findIndex(({ kind, port }) => kind === 'audio' && port !== 0);
  const index = old >= 0 ? old : session.media.length;
  const audio = audioOf(formats, events, local, policy);
  const media = [...session.media.map(rejected)];
  media[index] = audio;
  const next = spoken({ ...session, payloads }, local, media, '0 0');
  return { ...next, pending: { index, formats, events, local, policy } };
}

/** Payload numbers: what they meant before, else the usual ones, else any that is free. */
function numbered(
  { payloads }: SdpSession,
  { codecs }: MediaPolicy,
): {
  readonly payloads: ReadonlyMap<string, number>;
  readonly formats: readonly Format[];
  readonly events: ReadonlyMap<number, number>;
} {
  const used = new Map(payloads);
  const taken = new Set(payloads.values());
  const numberOf = (name: string, usual: number): number => {
    let payload = used.get(name) ?? usual;
    if (!used.has(name) && taken.has(payload))
      for (payload = DYNAMIC_FIRST; taken.has(payload) && payload < DYNAMIC_LAST; ) payload++;
    used.set(name, payload);
    taken.add(payload);
    return payload;
  };
  const formats = codecs.map((codec) => ({ codec, payload: numberOf(codec, CODECS[codec].payload) }));
  const clocks = new Set(codecs.map((codec) => CODECS[codec].clock));
  const events = new Map(
    [...clocks].map((clock) => [clock, numberOf(eventName(clock), EVENT_PAYLOAD.get(clock)!)]),
  );
  return { payloads: used, formats, events };
}

function audioOf(
  formats: readonly Format[],
  events: ReadonlyMap<number, number>,
  local: LocalMedia,
  { srtp, ptimeMs, rtcpMux }: MediaPolicy,
): MediaDescription {
  const secure = srtp === 'always';
  const crypto = SRTP_SUITES.flatMap((suite, at) => {
    const key = keyOf(suite, local.srtpKey);
    return key === null ? [] : [cryptoAttribute({ tag: at + 1, suite, key })];
  });
  const attributes: Attribute[] = [
    ...formats.flatMap(codecAttributes),
    ...[...events].flatMap(([clock, payload]) => eventAttributes(clock, payload)),
    { name: 'ptime', value: String(ptimeMs) },
    ...(secure ? crypto : []),
    ...(rtcpMux ? [{ name: 'rtcp-mux', value: null }] : []),
    { name: local.direction, value: null },
  ];
  return {
    kind: 'audio',
    port: local.port,
    protocol: secure ? 'RTP/SAVP' : 'RTP/AVP',
    formats: [...formats.map(({ payload }) => payload), ...events.values()].map(String),
    address: null,
    attributes,
  };
}

/** Takes the answer to an offer of ours. */
export function takeAnswer(pending: PendingOffer, body: Uint8Array): Result<AgreedAudio, MediaFault> {
  const parsed = parseSdp(body);
  if (!parsed.ok) return fail({ status: 400, why: `SDP line ${parsed.error.line}: ${parsed.error.what}` });
  const answer = parsed.value;
  const medium = answer.media[pending.index];
  const address = medium === undefined ? null : mediaAddress(answer, medium);
  if (medium === undefined || medium.kind !== 'audio' || medium.port === 0 || address === null)
    return fail({ status: 488, why: 'the voice was rejected' });
  const said = formatsOf(medium);
  const allowed = new Set(pending.formats.map(({ codec }) => codec));
  const format = said.formats.find(({ codec }) => allowed.has(codec));
  if (format === undefined) return fail({ status: 488, why: 'no codec that was offered' });
  const srtp = srtpOf(medium, pending);
  if (srtp === 'none') return fail({ status: 488, why: 'no encryption that was offered' });
  const remote = { host: address, port: medium.port };
  const directionSaid = saidDirection(answer, medium);
  const offered = isNowhere(address) ? narrowed(directionSaid, 'sendonly') : directionSaid;
  const { clock } = CODECS[format.codec];
  const eventPayload = said.events.get(clock) ?? null;
  const mux = pending.policy.rtcpMux && has(medium.attributes, 'rtcp-mux');
  const agreed: AgreedAudio = {
    remote,
    remoteRtcp: mux ? null : rtcpOf(medium.attributes, remote),
    codec: format.codec,
    payload: format.payload,
    receive: pending.formats.filter(({ codec }) => said.formats.some((entry) => entry.codec === codec)),
    eventPayload,
    eventReceivePayload: eventPayload === null ? null : (pending.events.get(clock) ?? null),
    ptimeMs: ptimeOf(medium.attributes, pending.policy.ptimeMs),
    direction: narrowed(reversed(offered), pending.local.direction),
    heldByPeer: offered === 'sendonly' || offered === 'inactive',
    srtp,
  };
  return ok(agreed);
}

function srtpOf(medium: MediaDescription, { local, policy }: PendingOffer): AgreedAudio['srtp'] | 'none' {
  if (policy.srtp !== 'always') return null;
  const line = cryptoLines(medium.attributes)[0];
  // Its tag must name the line that it answers (RFC 4568 §5.1.3).
  if (line === undefined || SRTP_SUITES[line.tag - 1] !== line.suite) return 'none';
  const localKey = keyOf(line.suite, local.srtpKey);
  return localKey === null ? 'none' : { suite: line.suite, localKey, remoteKey: line.key };
}
