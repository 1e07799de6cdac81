import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { param } from '#sip/codec/params.ts';
import { accepted, acceptedRequest, refused, textOf, tortureBytes } from '../support/messages.ts';

const message = (name: string): Uint8Array => tortureBytes('rfc5118', name);
const GOOD = [
  'ipv4-mapped-ipv6',
  'ipv6-bug-abnf-3-colons',
  'ipv6-correct-abnf-2-colons',
  'ipv6-good',
  'ipv6-in-sdp',
  'mult-ip-in-header',
  'mult-ip-in-sdp',
  'port-ambiguous',
  'port-unambiguous',
  'via-received-param-no-delim',
  'via-received-param-with-delim',
];

describe('the IPv6 torture messages of RFC 5118', () => {
  it.each(GOOD)('%s is read, and reads the same when written again', (name) => {
    const read = accepted(message(name));
    expect(accepted(sipCodec.encode(read))).toEqual(read);
  });

  it('§4.1 ipv6-good: the brackets are writing, not address', () => {
    expect(acceptedRequest(message('ipv6-good')).uri).toMatchObject({ host: '2001:db8::10', port: null });
  });

  it('§4.2 ipv6-bad: without brackets it is refused', () => {
    const refusal = refused(message('ipv6-bad'));
    expect(refusal.status).toBe(400);
    expect(textOf(refusal.answer)).toContain('Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111\r\n');
  });

  it('§4.3, §4.4: what looks like a port is one only outside the brackets', () => {
    expect(acceptedRequest(message('port-ambiguous')).uri).toMatchObject({
      host: '2001:db8::10:5070',
      port: null,
    });
    expect(acceptedRequest(message('port-unambiguous')).uri).toMatchObject({
      host: '2001:db8::10',
      port: 5070,
    });
  });

  it('§4.5: received with and without brackets', () => {
    const received = (name: string) => param(accepted(message(name)).via[0]!.params, 'received');
    expect(received('via-received-param-with-delim')).toBe('[2001:db8::9:255]');
    expect(received('via-received-param-no-delim')).toBe('2001:db8::9:255');
  });

  it('§4.7: both families in one message', () => {
    expect(accepted(message('mult-ip-in-header')).via.map(({ host }) => host)).toEqual([
      '2001:db8::9:1',
      '192.0.2.1',
      '2001:db8::9:255',
    ]);
  });

  it('§4.10: the colon too many of the old grammar is understood', () => {
    expect(acceptedRequest(message('ipv6-bug-abnf-3-colons')).uri).toEqual(
      acceptedRequest(message('ipv6-correct-abnf-2-colons')).uri,
    );
  });
});
