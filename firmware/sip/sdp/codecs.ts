import { type Attribute, attributeOf, type MediaDescription } from './model.ts';

/** What the media plane speaks. */
export type CodecName = 'PCMA' | 'PCMU' | 'G722' | 'opus';

interface CodecFacts {
  /** As in `a=rtpmap`; G.722 says 8000 though it samples at 16 000 (RFC 3551 §4.5.2). */
  readonly rtpmap: string;
  /** RFC 3551 table 4, or where ours begin. */
  readonly payload: number;
  readonly clock: number;
  readonly fmtp: string | null;
}

export const CODECS: Readonly<Record<CodecName, CodecFacts>> = {
  PCMA: { rtpmap: 'PCMA/8000', payload: 8, clock: 8_000, fmtp: null },
  PCMU: { rtpmap: 'PCMU/8000', payload: 0, clock: 8_000, fmtp: null },
  G722: { rtpmap: 'G722/8000', payload: 9, clock: 8_000, fmtp: null },
  // RFC 7587 §7: two channels are always said; telephones send one.
  opus: { rtpmap: 'opus/48000/2', payload: 111, clock: 48_000, fmtp: 'useinbandfec=1;stereo=0' },
};
export const CODEC_NAMES = Object.keys(CODECS) as readonly CodecName[];

/** Names of RFC 3551's static types that may come without `a=rtpmap`. */
const STATIC: ReadonlyMap<string, string> = new Map(
  CODEC_NAMES.filter((name) => name !== 'opus').map((name) => [
    String(CODECS[name].payload),
    CODECS[name].rtpmap.toLowerCase(),
  ]),
);

/** What a format number of a medium stands for, in lower case: `pcma/8000`. */
export function rtpmapsOf({ formats, attributes }: MediaDescription): ReadonlyMap<string, string> {
  const maps = new Map<string, string>();
  for (const { name, value } of attributes) {
    const match = name === 'rtpmap' ? /^([0-9]{1,3})[ ]+(\S+)$/.exec(value ?? '') : null;
    if (match !== null && !maps.has(match[1]!)) maps.set(match[1]!, mono(match[2]!.toLowerCase()));
  }
  for (const format of formats) {
    const known = STATIC.get(format);
    if (known !== undefined && !maps.has(format)) maps.set(format, known);
  }
  return maps;
}

/** One channel is the default and may be said (RFC 8866 §6.6). */
const mono = (rtpmap: string): string => rtpmap.replace(/^([^/]+\/[0-9]+)\/1$/, '$1');

export interface Format {
  readonly codec: CodecName;
  readonly payload: number;
}

/** Those formats of a medium that we speak, in its order, and where key presses go for each clock (RFC 4733). */
export function formatsOf(medium: MediaDescription): {
  readonly formats: readonly Format[];
  readonly events: ReadonlyMap<number, number>;
} {
  const maps = rtpmapsOf(medium);
  const formats: Format[] = [];
  const events = new Map<number, number>();
  for (const format of medium.formats) {
    const rtpmap = maps.get(format);
    const payload = Number(format);
    if (rtpmap === undefined || payload > 127) continue;
    const codec = CODEC_NAMES.find((name) => CODECS[name].rtpmap.toLowerCase() === rtpmap);
    if (codec !== undefined) formats.push({ codec, payload });
    const clock = /^telephone-event\/([0-9]{4,5})$/.exec(rtpmap)?.[1];
    if (clock !== undefined && !events.has(Number(clock))) events.set(Number(clock), payload);
  }
  return { formats, events };
}

/** `a=rtpmap` and `a=fmtp` of one format of ours. */
export function codecAttributes({ codec, payload }: Format): Attribute[] {
  const { rtpmap, fmtp } = CODECS[codec];
  const map = { name: 'rtpmap', value: `${payload} ${rtpmap}` };
  return fmtp === null ? [map] : [map, { name: 'fmtp', value: `${payload} ${fmtp}` }];
}

export const eventAttributes = (clock: number, payload: number): Attribute[] => [
  { name: 'rtpmap', value: `${payload} telephone-event/${clock}` },
  { name: 'fmtp', value: `${payload} 0-15` },
];

/** Milliseconds in a packet: what the peer wants, in steps that every codec of ours can do. */
export function ptimeOf(attributes: readonly Attribute[], otherwise: number): number {
  const number = (name: string): number | null => {
    const text = /^[0-9]{1,4}/.exec(attributeOf(attributes, name) ?? '')?.[0];
    return text === undefined ? null : Number(text);
  };
  const wanted = number('ptime') ?? otherwise;
  const most = Math.min(60, number('maxptime') ?? 60);
  const stepped = Math.floor(Math.min(wanted, most) / 10) * 10;
  return Math.max(10, stepped);
}
