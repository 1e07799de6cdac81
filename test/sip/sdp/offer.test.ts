import { describe, expect, it } from 'vitest';
import { answerOffer } from '#sip/sdp/answer.ts';
import { base64, SRTP_SUITES } from '#sip/sdp/crypto.ts';
import { makeOffer, takeAnswer } from '#sip/sdp/offer.ts';
import { type LocalMedia, type MediaPolicy, newSdpSession, USUAL_MEDIA } from '#sip/sdp/session.ts';
import { answerFaults, grammarFaults } from './checker.ts';

const A: LocalMedia = { address: '192.0.2.1', port: 10_000, direction: 'sendrecv', srtpKey: 'A'.repeat(40) };
const B: LocalMedia = { address: '192.0.2.2', port: 20_000, direction: 'sendrecv', srtpKey: 'B'.repeat(40) };
const textOf = (body: Uint8Array): string => new TextDecoder().decode(body);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An offer of A, answered by B. */
function exchange(
  policies: readonly [MediaPolicy, MediaPolicy],
  local = A,
  session = newSdpSession('1'),
  b = newSdpSession('2'),
) {
  const offered = makeOffer(session, local, policies[0]);
  expect(grammarFaults(textOf(offered.body))).toEqual([]);
  const answered = answerOffer(b, offered.body, B, policies[1]);
  if (!answered.ok) throw new Error(answered.error.why);
  expect(answerFaults(textOf(offered.body), textOf(answered.value.body))).toEqual([]);
  const taken = takeAnswer(offered.pending, answered.value.body);
  if (!taken.ok) throw new Error(taken.error.why);
  return { offered, answered: answered.value, agreed: taken.value };
}

describe('an offer and its answer', () => {
  it('both ends come to the same: codec, numbers, key presses, addresses', () => {
    const { answered, agreed } = exchange([USUAL_MEDIA, { ...USUAL_MEDIA, codecs: ['opus', 'PCMU'] }]);
    expect(agreed).toMatchObject({
      codec: 'opus',
      payload: 111,
      eventPayload: 110,
      remote: { port: 20_000 },
    });
    expect(answered.agreed).toMatchObject({
      codec: 'opus',
      payload: 111,
      eventPayload: 110,
      remote: { port: 10_000 },
    });
  });

  it('encryption gives each end the key of the other', () => {
    const secure: MediaPolicy = { ...USUAL_MEDIA, srtp: 'always' };
    const { answered, agreed, offered } = exchange([secure, secure]);
    expect(textOf(offered.body)).toContain('m=audio 10000 RTP/SAVP ');
    expect(agreed.srtp).toEqual({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      localKey: A.srtpKey,
      remoteKey: B.srtpKey,
    });
    expect(answered.agreed.srtp).toEqual({
      suite: 'AES_CM_128_HMAC_SHA1_80',
      localKey: B.srtpKey,
      remoteKey: A.srtpKey,
    });
  });

  it('of a secret that is long enough every suite is offered, each with a key of its length', () => {
    const secure: MediaPolicy = { ...USUAL_MEDIA, srtp: 'always' };
    const secret = Buffer.alloc(46, 0xff).toString('base64');
    const long = { ...A, srtpKey: secret };
    const { offered } = exchange([secure, secure], long);
    const lines = [...textOf(offered.body).matchAll(/a=crypto:(\d) (\S+) inline:(\S+)/g)];
    expect(lines.map(([, tag, suite, key]) => [tag, suite, Buffer.from(key!, 'base64').length])).toEqual([
      ['1', 'AES_CM_128_HMAC_SHA1_80', 30],
      ['2', 'AES_CM_128_HMAC_SHA1_32', 30],
      ['3', 'AEAD_AES_256_GCM', 44],
      ['4', 'AEAD_AES_128_GCM', 28],
      ['5', 'AES_256_CM_HMAC_SHA1_80', 46],
      ['6', 'AES_256_CM_HMAC_SHA1_32', 46],
    ]);
    for (const [, , , key] of lines) expect(Buffer.from(key!, 'base64').toString('base64')).toBe(key);
    for (const suite of SRTP_SUITES) {
      const only = bytes(
        textOf(offered.body).replace(/a=crypto:\d (\S+) .*\r\n/g, (line, name) =>
          name === suite ? line : '',
        ),
      );
      const answered = answerOffer(newSdpSession('2'), only, { ...B, srtpKey: secret }, secure);
      if (!answered.ok) throw new Error(answered.error.why);
      const ours = takeAnswer(offered.pending, answered.value.body);
      if (!ours.ok) throw new Error(ours.error.why);
      const theirs = answered.value.agreed.srtp;
      expect(ours.value.srtp).toEqual({ suite, localKey: theirs?.remoteKey, remoteKey: theirs?.localKey });
    }
  });

  it('an answer without the encryption that was offered is not taken', () => {
    const secure: MediaPolicy = { ...USUAL_MEDIA, srtp: 'always' };
    const { answered, offered } = exchange([secure, secure]);
    const bare = textOf(answered.body).replace(/a=crypto.*\r\n/, '');
    expect(takeAnswer(offered.pending, bytes(bare))).toMatchObject({ ok: false, error: { status: 488 } });
    const other = textOf(answered.body).replace('crypto:1 ', 'crypto:2 ');
    expect(takeAnswer(offered.pending, bytes(other)).ok).toBe(false);
  });

  it('hold and resume: one version more each, a repeat none, the codec numbers stay', () => {
    const first = exchange([USUAL_MEDIA, USUAL_MEDIA]);
    const held = exchange(
      [USUAL_MEDIA, USUAL_MEDIA],
      { ...A, direction: 'sendonly' },
      first.offered.session,
      first.answered.session,
    );
    expect(held.agreed.direction).toBe('sendonly');
    expect(held.answered.agreed).toMatchObject({ direction: 'recvonly', heldByPeer: true });
    const again = exchange(
      [USUAL_MEDIA, USUAL_MEDIA],
      { ...A, direction: 'sendonly' },
      held.offered.session,
      held.answered.session,
    );
    const resumed = exchange([USUAL_MEDIA, USUAL_MEDIA], A, again.offered.session, again.answered.session);
    expect([first, held, again, resumed].map(({ offered }) => offered.session.version)).toEqual([1, 2, 2, 3]);
    expect([first, held, again, resumed].map(({ answered }) => answered.session.version)).toEqual([
      1, 2, 2, 3,
    ]);
  });

  it('who was offered to and offers anew keeps the places of the media and the meaning of their numbers', () => {
    const offer = [
      ...['v=0', 'o=- 1 1 IN IP4 192.0.2.7', 's=x', 'c=IN IP4 192.0.2.7', 't=0 0', 'm=video 5000 RTP/AVP 96'],
      ...[
        'm=audio 4000 RTP/AVP 120 111',
        'a=rtpmap:120 opus/48000/2',
        'a=rtpmap:111 telephone-event/48000',
        '',
      ],
    ].join('\r\n');
    const answered = answerOffer(newSdpSession('2'), bytes(offer), B, USUAL_MEDIA);
    if (!answered.ok) throw new Error(answered.error.why);
    const text = textOf(makeOffer(answered.value.session, B, USUAL_MEDIA).body);
    expect(text.match(/^m=.*$/gm)).toEqual([
      'm=video 0 RTP/AVP 96',
      expect.stringMatching(/^m=audio 20000 /),
    ]);
    expect(text).toContain('a=rtpmap:120 opus/48000/2');
    expect(text).toContain('a=rtpmap:111 telephone-event/48000');
    const numbers = [...text.matchAll(/^a=rtpmap:(\d+)/gm)].map(([, number]) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it.each([
    ['rejected', (text: string) => text.replace('m=audio 20000', 'm=audio 0')],
    ['without the medium', (text: string) => text.replace(/m=[\s\S]*/, '')],
    ['with a codec that was not offered', (text: string) => text.replace(/RTP\/AVP .*/, 'RTP/AVP 18')],
    ['that cannot be read', () => 'hello'],
  ])('an answer %s is a fault, not a call', (_, spoil) => {
    const { offered, answered } = exchange([USUAL_MEDIA, USUAL_MEDIA]);
    expect(takeAnswer(offered.pending, bytes(spoil(textOf(answered.body)))).ok).toBe(false);
  });

  it('keys are written as the rest of the world writes base64', () => {
    const key = Uint8Array.from({ length: 30 }, (_, n) => (n * 37) & 255);
    expect(base64(key)).toBe(Buffer.from(key).toString('base64'));
  });
});
