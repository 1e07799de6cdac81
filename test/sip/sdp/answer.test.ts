import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerOffer } from '#sip/sdp/answer.ts';
import type { CodecName } from '#sip/sdp/codecs.ts';
import { parseSdp } from '#sip/sdp/parse.ts';
import {
  type AgreedAudio,
  type LocalMedia,
  type MediaPolicy,
  newSdpSession,
  USUAL_MEDIA,
} from '#sip/sdp/session.ts';
import { answerFaults, grammarFaults } from './checker.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);
const KEY = 'A'.repeat(40);
const LOCAL: LocalMedia = { address: '192.0.2.1', port: 10_000, direction: 'sendrecv', srtpKey: KEY };

const offer = (media: readonly string[], session: readonly string[] = []): string =>
  `${['v=0', 'o=- 1 1 IN IP4 192.0.2.7', 's=x', 'c=IN IP4 192.0.2.7', 't=0 0', ...session, ...media].join('\r\n')}\r\n`;
const AUDIO = ['m=audio 4000 RTP/AVP 0 8 101', 'a=rtpmap:101 telephone-event/8000'];

function answered(text: string, policy: Partial<MediaPolicy> = {}, local: Partial<LocalMedia> = {}) {
  const result = answerOffer(
    newSdpSession('7'),
    bytes(text),
    { ...LOCAL, ...local },
    { ...USUAL_MEDIA, ...policy },
  );
  if (!result.ok) return { why: `${result.error.status} ${result.error.why}`, text: '', agreed: null };
  const said = textOf(result.value.body);
  expect(answerFaults(text, said)).toEqual([]);
  return { why: '', text: said, agreed: result.value.agreed as AgreedAudio };
}

describe('the answer to an offer', () => {
  it('takes the codec that the office wants most, with the numbers of the peer, and its key presses', () => {
    const { text, agreed } = answered(offer(AUDIO));
    expect(agreed).toMatchObject({
      remote: { host: '192.0.2.7', port: 4_000 },
      remoteRtcp: { host: '192.0.2.7', port: 4_001 },
      codec: 'PCMA',
      payload: 8,
      eventPayload: 101,
      ptimeMs: 20,
      direction: 'sendrecv',
      heldByPeer: false,
      srtp: null,
    });
    expect(text).toContain('m=audio 10000 RTP/AVP 8 101\r\n');
    expect(answered(offer(AUDIO), { order: 'theirs' }).agreed!.codec).toBe('PCMU');
  });

  it.each<[CodecName, string[], number]>([
    ['G722', ['m=audio 4000 RTP/AVP 9'], 9],
    ['opus', ['m=audio 4000 RTP/AVP 97', 'a=rtpmap:97 opus/48000/2'], 97],
    ['PCMU', ['m=audio 4000 RTP/AVP 0'], 0],
    ['PCMA', ['m=audio 4000 RTP/AVP 100', 'a=rtpmap:100 pcma/8000/1'], 100],
  ])('%s is spoken', (codec, media, payload) => {
    expect(answered(offer(media)).agreed).toMatchObject({ codec, payload });
  });

  it('key presses need an event format of the same clock as the codec', () => {
    const media = ['m=audio 4000 RTP/AVP 97 101', 'a=rtpmap:97 opus/48000/2', AUDIO[1]!];
    expect(answered(offer(media)).agreed!.eventPayload).toBeNull();
    const both = ['m=audio 4000 RTP/AVP 97 101 98', ...media.slice(1), 'a=rtpmap:98 telephone-event/48000'];
    expect(answered(offer(both)).agreed!.eventPayload).toBe(98);
  });

  it('of several media one voice is taken, the others are rejected in their places', () => {
    const { text } = answered(
      offer(['m=video 5000 RTP/AVP 96', ...AUDIO, 'm=image 6000 udptl t38', ...AUDIO]),
    );
    expect(text.match(/^m=\S+ \d+/gm)).toEqual(['m=video 0', 'm=audio 10000', 'm=image 0', 'm=audio 0']);
  });

  it('a thousand media are answered, each in its place', () => {
    const many = Array.from({ length: 999 }, () => 'm=video 5000 RTP/AVP 96');
    const { text } = answered(offer([...many, ...AUDIO]));
    expect(text.match(/^m=/gm)).toHaveLength(1_000);
    expect(answered(offer(Array.from({ length: 2_100 }, () => 'm=audio 4 RTP/AVP 0'))).why).toContain(
      'too many media',
    );
  });

  it.each([
    ['a=sendonly', 'recvonly', true],
    ['a=inactive', 'inactive', true],
    ['a=recvonly', 'sendonly', false],
    ['c=IN IP4 0.0.0.0', 'recvonly', true],
  ] as const)('a peer that says %s is answered %s', (line, direction, held) => {
    expect(answered(offer([...AUDIO, line])).agreed).toMatchObject({ direction, heldByPeer: held });
  });

  it('the direction may be said for the whole session, and ours narrows it', () => {
    expect(answered(offer(AUDIO, ['a=sendonly'])).agreed!.direction).toBe('recvonly');
    expect(answered(offer(AUDIO), {}, { direction: 'sendonly' }).agreed!.direction).toBe('sendonly');
    expect(answered(offer([...AUDIO, 'a=sendonly']), {}, { direction: 'sendonly' }).agreed!.direction).toBe(
      'inactive',
    );
  });

  it('IPv6 is heard and spoken', () => {
    const six = offer(AUDIO).replace('c=IN IP4 192.0.2.7', 'c=IN IP6 2001:DB8::7');
    const { text, agreed } = answered(six, {}, { address: '2001:db8::1' });
    expect(agreed!.remote.host).toBe('2001:db8::7');
    expect(text).toContain('c=IN IP6 2001:db8::1\r\n');
  });

  it('the size of packets follows the wish of the peer as far as every codec can', () => {
    const sizes = [
      ['a=ptime:30'],
      ['a=ptime:25'],
      ['a=ptime:5'],
      ['a=ptime:200'],
      ['a=maxptime:10'],
      ['a=ptime:x'],
    ];
    expect(sizes.map((lines) => answered(offer([...AUDIO, ...lines])).agreed!.ptimeMs)).toEqual([
      30, 20, 10, 60, 10, 20,
    ]);
  });

  it('encryption is taken where it is allowed, by the first line that can be taken', () => {
    const media = [
      'm=audio 4000 RTP/SAVP 8',
      'a=crypto:1 AEAD_AES_256_GCM inline:AAAA',
      `a=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:${'B'.repeat(40)} UNENCRYPTED_SRTP`,
      `a=crypto:3 AES_CM_128_HMAC_SHA1_80 inline:${'C'.repeat(40)}|2^31|1:1`,
      `a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:${'D'.repeat(40)}|2^48`,
    ];
    const { text, agreed } = answered(offer(media), { srtp: 'offered' });
    expect(agreed!.srtp).toEqual({
      suite: 'AES_CM_128_HMAC_SHA1_32',
      localKey: KEY,
      remoteKey: 'D'.repeat(40),
    });
    expect(text).toContain(`a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:${KEY}\r\n`);
    expect(answered(offer(media)).why).toMatch(/^488/);
    expect(answered(offer(media.slice(0, 4)), { srtp: 'offered' }).why).toMatch(/^488/);
    expect(answered(offer([...AUDIO, ...media]), { srtp: 'offered' }).agreed!.srtp).not.toBeNull();
    expect(answered(offer(AUDIO), { srtp: 'always' }).why).toMatch(/^488/);
  });

  it('RTCP goes where the peer says, beside its voice where the office allows', () => {
    const rtcp = (lines: string[], policy = {}) =>
      answered(offer([...AUDIO, ...lines]), policy).agreed!.remoteRtcp;
    expect(rtcp(['a=rtcp:5555'])).toEqual({ host: '192.0.2.7', port: 5_555 });
    expect(rtcp(['a=rtcp-mux'])).toEqual({ host: '192.0.2.7', port: 4_001 });
    expect(rtcp(['a=rtcp-mux'], { rtcpMux: true })).toBeNull();
  });

  it.each([
    ['nothing at all', '', '400 SDP line 1'],
    ['no origin', 'v=0\r\nm=audio 1 RTP/AVP 0\r\n', '400 SDP line 0: o='],
    ['a port out of range', offer(['m=audio 70000 RTP/AVP 0']), '400'],
    ['no format', offer(['m=audio 4000 RTP/AVP']), '400'],
    ['a broken address', offer(AUDIO).replace('c=IN IP4 192.0.2.7', 'c=IN IP4 192.0.2.777'), '400'],
    ['no address', offer(AUDIO).replace('c=IN IP4 192.0.2.7\r\n', ''), '488'],
    ['a multicast address', offer(AUDIO).replace('c=IN IP4 192.0.2.7', 'c=IN IP4 224.2.1.1/127'), '488'],
    ['no voice', offer(['m=video 4000 RTP/AVP 96']), '488'],
    ['a rejected voice', offer(['m=audio 0 RTP/AVP 0']), '488'],
    ['codecs that nobody speaks', offer(['m=audio 4000 RTP/AVP 18 4']), '488'],
  ])('%s is told so', (_, text, why) => {
    expect(answered(text).why.startsWith(why)).toBe(true);
  });

  it('the version counts changes: an offer repeated is answered the same, a hold is one more', () => {
    const say = (session: Parameters<typeof answerOffer>[0], lines: string[]) => {
      const result = answerOffer(session, bytes(offer([...AUDIO, ...lines])), LOCAL, USUAL_MEDIA);
      if (!result.ok) throw new Error(result.error.why);
      return result.value;
    };
    const first = say(newSdpSession('7'), []);
    const again = say(first.session, []);
    const held = say(again.session, ['a=sendonly']);
    expect(textOf(again.body)).toBe(textOf(first.body));
    expect([first, again, held].map(({ session }) => session.version)).toEqual([1, 1, 2]);
    expect(textOf(held.body)).toContain('o=tipring 7 2 IN IP4');
  });
});

const mediumLines = fc
  .record({
    kind: fc.constantFrom('audio', 'audio', 'video', 'image', 'application'),
    port: fc.constantFrom(0, 9, 4_000, 65_535),
    protocol: fc.constantFrom('RTP/AVP', 'RTP/AVP', 'RTP/SAVP', 'RTP/AVPF', 'UDP/TLS/RTP/SAVPF', 'udptl'),
    formats: fc.uniqueArray(fc.constantFrom('0', '8', '9', '18', '96', '97', '101', '110', 't38'), {
      minLength: 1,
    }),
    attributes: fc.array(
      fc.oneof(
        fc.constantFrom(
          ...['rtpmap:96 opus/48000/2', 'rtpmap:97 PCMA/8000', 'rtpmap:101 telephone-event/8000'],
          ...['rtpmap:110 telephone-event/48000', 'rtpmap:0 PCMU/8000', 'rtpmap:8 G729/8000', 'sendonly'],
          ...['recvonly', 'inactive', 'sendrecv', 'ptime:20', 'maxptime:40', 'rtcp-mux', 'rtcp:9', 'x'],
          `crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}`,
        ),
        fc.string({ maxLength: 12 }).filter((text) => /^[a-z]+(:[ -~]+)?$/.test(text)),
      ),
      { maxLength: 8 },
    ),
    address: fc.constantFrom('', 'c=IN IP4 192.0.2.9', 'c=IN IP6 2001:db8::9', 'c=IN IP4 0.0.0.0'),
  })
  .map(({ kind, port, protocol, formats, attributes, address }) => [
    `m=${kind} ${port} ${protocol} ${formats.join(' ')}`,
    ...(address === '' ? [] : [address]),
    ...attributes.map((attribute) => `a=${attribute}`),
  ]);

describe('whatever is offered', () => {
  it('the answer is a valid one by an independent reading of the RFCs, or there is none', () => {
    let answers = 0;
    fc.assert(
      fc.property(
        fc.array(mediumLines, { minLength: 1, maxLength: 6 }),
        fc.constantFrom<MediaPolicy['srtp']>('never', 'offered', 'always'),
        fc.constantFrom<MediaPolicy['order']>('ours', 'theirs'),
        fc.constantFrom('sendrecv', 'sendonly', 'inactive' as const),
        (media, srtp, order, direction) => {
          const { text } = answered(offer(media.flat()), { srtp, order }, {
            direction,
          } as Partial<LocalMedia>);
          if (text !== '') answers++;
        },
      ),
      { numRuns: 1_500, seed: 3_264 },
    );
    expect(answers).toBeGreaterThan(200);
  });

  it('bytes of any kind are read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(300), (noise, at) => {
        const good = bytes(offer(AUDIO));
        parseSdp(noise);
        parseSdp(new Uint8Array([...good.subarray(0, at), ...noise.subarray(0, 5), ...good.subarray(at)]));
      }),
      { numRuns: 1_000, seed: 8_866 },
    );
  });

  it('the checker itself sees what is wrong', () => {
    const [asked, given] = [offer(AUDIO), answered(offer(AUDIO)).text];
    const broken: [string, RegExp][] = [
      [given.replace('m=audio 10000', 'm=video 10000'), /kind/],
      [given.replace('RTP/AVP 8', 'RTP/AVP 3'), /formats/],
      [given.replace('PCMA/8000', 'G729/8000'), /^$/],
      [given.replace('101 telephone-event', '101 other-event'), /means something else/],
      [`${given}m=audio 1 RTP/AVP 0\r\n`, /number of media/],
      [given.replace('t=0 0', 't=1 0'), /t= differs/],
      [given.replace('s=-\r\n', ''), /not one s=/],
      [given.replaceAll('\r\n', '\n'), /CR LF/],
    ];
    for (const [text, fault] of broken) expect(answerFaults(asked, text).join(';')).toMatch(fault);
    expect(grammarFaults(given)).toEqual([]);
    expect(answerFaults(asked.replace('t=0 0', 't=0 0\r\na=sendonly'), given).join()).toContain('direction');
  });
});
