import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { decode } from '#sip/codec/decode.ts';
import { param } from '#sip/codec/params.ts';
import {
  accepted,
  acceptedRequest,
  OPTIONS_LINES,
  optionsWith,
  refused,
  textOf,
  wire,
} from '../support/messages.ts';

const utf8 = (text: string): number => new TextEncoder().encode(text).length;

describe('messages that ended or stalled another exchange', () => {
  it('a Via parameter named __proto__ is a parameter', () => {
    const via = 'Via: SIP/2.0/UDP 192.0.2.7;__proto__=x;constructor;branch=z9hG4bK1';
    const message = accepted(optionsWith({ Via: via }));
    expect(message.via[0]!.params.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'branch']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(textOf(sipCodec.encode(message))).toContain(via);
  });

  it('headers named __proto__ and constructor are headers', () => {
    const message = accepted(optionsWith({}, '__proto__: a', 'constructor: b', 'toString: c'));
    expect(message.fields.map(({ name }) => name)).toEqual(['__proto__', 'constructor', 'tostring']);
  });

  it('a Contact with port 99999 is refused, and so is port 0', () => {
    expect(refused(optionsWith({}, 'Contact: <sip:a@192.0.2.7:99999>')).status).toBe(400);
    expect(refused(optionsWith({}, 'Contact: <sip:a@192.0.2.7:0>')).status).toBe(400);
  });

  it('60 KB of blanks in a header cost no more than their length', () => {
    const meter = { steps: 0 };
    const bytes = optionsWith({ From: `From: <sip:a@b>${' '.repeat(60_000)};tag=1` });
    expect(decode(bytes, meter).ok).toBe(false);
    expect(meter.steps).toBeLessThan(8 * bytes.length);
  });

  it('blanks up to the line limit are read, in linear steps', () => {
    const meter = { steps: 0 };
    const bytes = optionsWith({ From: `From:${' '.repeat(4_000)}<sip:a@b>${' '.repeat(4_000)};tag=1` });
    expect(decode(bytes, meter).ok).toBe(true);
    expect(meter.steps).toBeLessThan(8 * bytes.length);
  });

  it('Content-Length of letters is refused', () => {
    expect(refused(optionsWith({ 'Content-Length': 'Content-Length: abc' })).status).toBe(400);
  });
});

describe('messages that another exchange misread', () => {
  it('a body is counted and cut in bytes', () => {
    const body = '你好，世界';
    const message = accepted(
      wire([...OPTIONS_LINES.slice(0, -1), `Content-Length: ${utf8(body)}`], `${body}!`),
    );
    expect(textOf(message.body)).toBe(body);
    expect(textOf(sipCodec.encode(message))).toContain(`Content-Length: ${utf8(body)}\r\n\r\n${body}`);
  });

  it('Contact: * is understood in a REGISTER, alone, and nowhere else', () => {
    const register = { OPTIONS: 'REGISTER sip:pbx.example SIP/2.0', CSeq: 'CSeq: 1 REGISTER' };
    const message = accepted(optionsWith(register, 'Contact: *'));
    expect(message.contact).toBe('*');
    expect(textOf(sipCodec.encode(message))).toContain('Contact: *\r\n');
    expect(refused(optionsWith(register, 'Contact: *', 'Contact: <sip:a@b>')).status).toBe(400);
    expect(refused(optionsWith({}, 'Contact: *')).status).toBe(400);
  });

  it('compact forms are understood', () => {
    const added = [
      'o: dialog',
      'r: <sip:c@d>',
      'b: <sip:e@f>',
      'x: 1800',
      'j: *',
      'u: talk',
      'a: *',
      'd: fork',
      'y: sig',
    ];
    const { fields } = accepted(optionsWith({}, ...added));
    expect(fields.map(({ name }) => name)).toEqual([
      'event',
      'refer-to',
      'referred-by',
      'session-expires',
      'reject-contact',
      'allow-events',
      'accept-contact',
      'request-disposition',
      'identity',
    ]);
  });

  it('two of a header that stands alone are refused, also when one is in compact form', () => {
    expect(refused(optionsWith({}, 'l: 0')).status).toBe(400);
    expect(refused(optionsWith({}, 'f: <sip:a@b>;tag=2')).status).toBe(400);
    expect(refused(optionsWith({}, 'Expires: 1', 'Expires: 2')).status).toBe(400);
  });

  it('upper-case schemes and parameter names are the same as lower-case ones', () => {
    const { uri } = acceptedRequest(
      optionsWith({ OPTIONS: 'OPTIONS SIP:100@PBX.Example;Transport=TCP SIP/2.0' }),
    );
    expect(uri).toMatchObject({
      scheme: 'sip',
      host: 'pbx.example',
      params: [{ name: 'transport', value: 'TCP' }],
    });
  });

  it('tel: URIs lose their visual separators', () => {
    const { uri } = acceptedRequest(optionsWith({ OPTIONS: 'OPTIONS tel:+86-10-(8888).0000;ext=1 SIP/2.0' }));
    expect(uri).toEqual({ scheme: 'tel', number: '+861088880000', params: [{ name: 'ext', value: '1' }] });
  });

  it('a feature code with a plain # is understood, and written as it should be', () => {
    const message = acceptedRequest(optionsWith({ OPTIONS: 'OPTIONS sip:*72#@pbx.example SIP/2.0' }));
    expect(message.uri).toMatchObject({ user: '*72%23' });
  });

  it('a fold reads as one blank', () => {
    expect(accepted(optionsWith({}, 'Subject: one\r\n \t two')).fields).toEqual([
      { name: 'subject', value: 'one two' },
    ]);
  });

  it('line breaks that are not CR LF are refused', () => {
    for (const value of ['a\rb', 'a\nb', 'a\n b'])
      expect(refused(optionsWith({}, `Subject: ${value}`)).error).toContain('line break');
  });

  it('a value of ours cannot begin another header', () => {
    const message = accepted(optionsWith({}));
    const injected = { ...message, fields: [{ name: 'subject', value: 'x\r\nVia: SIP/2.0/UDP evil' }] };
    expect(textOf(sipCodec.encode(injected))).toContain('\r\nSubject: x Via: SIP/2.0/UDP evil\r\n');
    const named = { ...message, from: { ...message.from, display: 'x"\r\nVia: evil' } };
    expect(accepted(sipCodec.encode(named)).via).toHaveLength(1);
  });

  it('escapes are undone where escapes may be, and nowhere else', () => {
    const { params } = acceptedRequest(
      optionsWith({ OPTIONS: 'OPTIONS sip:%31%30%30@pbx.example;%6cr SIP/2.0' }),
    ).uri as { params: unknown };
    expect(params).toEqual([{ name: 'lr', value: null }]);
    expect(refused(optionsWith({ OPTIONS: 'OPTIONS sip:100@pbx%2eexample SIP/2.0' })).status).toBe(400);
    expect(refused(optionsWith({ OPTIONS: 'OPTIONS sip:1%0g@pbx SIP/2.0' })).status).toBe(400);
  });

  it('the number of a CSeq ends at 2^31 - 1, and its method is that of the request', () => {
    expect(accepted(optionsWith({ CSeq: 'CSeq: 2147483647 OPTIONS' })).cseq.number).toBe(2_147_483_647);
    expect(refused(optionsWith({ CSeq: 'CSeq: 2147483648 OPTIONS' })).status).toBe(400);
    expect(refused(optionsWith({ CSeq: 'CSeq: 1 INVITE' })).status).toBe(400);
    expect(refused(optionsWith({ CSeq: 'CSeq: 1 options' })).status).toBe(400);
  });
});

describe('limits', () => {
  it.each([
    ['Request-URI', optionsWith({ OPTIONS: `OPTIONS sip:${'9'.repeat(3_000)}@pbx SIP/2.0` }), 414],
    ['a line', optionsWith({}, `Subject: ${'x'.repeat(9_000)}`), 513],
    [
      'the headers',
      optionsWith({}, ...Array.from({ length: 8 }, () => `Subject: ${'x'.repeat(8_000)}`)),
      513,
    ],
    ['the number of headers', optionsWith({}, ...Array.from({ length: 300 }, () => 'X: 1')), 513],
    ['the body', wire(OPTIONS_LINES.slice(0, -1), 'x'.repeat(50_000)), 413],
    ['the Contacts', optionsWith({}, `Contact: ${Array(90).fill('<sip:a@b>').join(',')}`), 400],
    [
      'the parameters',
      optionsWith({}, `Contact: <sip:a@b>${Array.from({ length: 90 }, (_, n) => `;p${n}`).join('')}`),
      400,
    ],
  ])('%s beyond its limit is answered', (_what, bytes, status) => {
    const refusal = refused(bytes);
    expect(refusal.status).toBe(status);
    expect(textOf(refusal.answer)).toContain(`SIP/2.0 ${status} `);
    expect(textOf(refusal.answer)).toContain('z9hG4bKnashds7');
  });

  it('each mandatory header is asked for by name', () => {
    for (const name of ['From', 'To', 'Call-ID', 'CSeq'])
      expect(refused(optionsWith({ [name]: '' }))).toMatchObject({
        status: 400,
        error: `${name} is missing`,
      });
  });
});

describe('answers to what could not be read', () => {
  it('carry a tag that is the same for each retransmission', () => {
    const bytes = optionsWith({ CSeq: 'CSeq: x' });
    expect(textOf(refused(bytes).answer)).toMatch(/To: <sip:100@pbx\.example>;tag=refused-[0-9a-f]+\r\n/);
    expect(refused(bytes).answer).toEqual(refused(bytes).answer);
  });

  it('are not given to responses, to ACK, to what nobody could match, to what is no SIP', () => {
    expect(refused(optionsWith({ OPTIONS: 'SIP/2.0 200 OK', CSeq: 'CSeq: x' })).status).toBeNull();
    expect(refused(optionsWith({ OPTIONS: 'ACK sip:a@b SIP/2.0' })).status).toBeNull();
    expect(refused(optionsWith({ Via: '' })).status).toBeNull();
    expect(refused(new Uint8Array(0)).status).toBeNull();
    expect(refused(wire(['GET / HTTP/1.1', 'Host: x'])).status).toBeNull();
  });

  it('can be read by the one who asked', () => {
    const message = accepted(refused(optionsWith({ OPTIONS: 'OPTIONS nonsense SIP/2.0' })).answer!);
    expect(message).toMatchObject({ kind: 'response', status: 400, callId: '1j9FpLxk3uxtm8tn@192.0.2.7' });
    expect(param(message.via[0]!.params, 'branch')).toBe('z9hG4bKnashds7');
  });
});
