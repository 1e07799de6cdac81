import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writtenUri } from '#sip/codec/uri.ts';
import {
  accepted,
  acceptedRequest,
  acceptedResponse,
  refused,
  textOf,
  tortureBytes,
} from '../support/messages.ts';

const message = (name: string): Uint8Array => tortureBytes('rfc4475', name);

/** What the codec does with each; where RFC 4475 leaves a choice, the reason stands beside it. */
const ACCEPTED = [
  // §3.1.1 valid
  ...['wsinv', 'intmeth', 'esc01', 'escnull', 'esc02', 'lwsdisp', 'longreq', 'dblreq', 'semiuri'],
  ...['transports', 'mpart01', 'unreason', 'noreason'],
  // §3.1.2 invalid, but what is meant is clear, and RFC 4475 allows to be liberal
  ...['trws', 'baddate', 'badaspec'],
  // §3.2 to §3.4: well-formed; transactions, registrar and user agent decide
  ...['badbranch', 'unkscm', 'novelsc', 'unksm2', 'bext01', 'invut', 'regaut01', 'bcast', 'zeromf'],
  ...['cparam01', 'cparam02', 'regescrt', 'sdp01', 'inv2543'],
];
const REFUSED: Readonly<Record<string, number | null>> = {
  badinv01: 400,
  clerr: 400,
  ncl: 400,
  scalar02: 400,
  scalarlg: null, // a response is dropped, never answered
  quotbal: 400,
  ltgtruri: 400,
  lwsruri: 400,
  lwsstart: 400, // §3.1.2.9 allows both; two blanks in a start line is no telephone's habit
  escruri: 400,
  regbadct: 400,
  baddn: 400, // the comma makes two values of it, and From has one
  badvers: 505,
  mismatch01: 400,
  mismatch02: 501,
  bigcode: null,
  insuf: 400,
  multi01: 400,
  mcl01: 400,
};

describe('the torture messages of RFC 4475', () => {
  it('are all here, each with what is expected of it', () => {
    const files = readdirSync(join(import.meta.dirname, '../rfc4475')).filter((name) =>
      name.endsWith('.dat'),
    );
    expect(files.map((name) => name.replace('.dat', '')).sort()).toEqual(
      [...ACCEPTED, ...Object.keys(REFUSED)].sort(),
    );
    expect(files).toHaveLength(49);
  });

  it.each(ACCEPTED)('%s is read', (name) => {
    expect(accepted(message(name)).via.length).toBeGreaterThan(0);
  });

  it.each(Object.entries(REFUSED))('%s is refused with %s', (name, status) => {
    const refusal = refused(message(name));
    expect(refusal.status).toBe(status);
    if (status === null) expect(refusal.answer).toBeNull();
    else {
      // The answer itself is SIP, except where what it must echo is the fault.
      expect(textOf(refusal.answer)).toMatch(new RegExp(`^SIP/2\\.0 ${status} [^\\r]+\\r\\nVia: `));
      expect(textOf(refusal.answer)).toContain('Content-Length: 0\r\n\r\n');
    }
  });
});

describe('what is read from the valid ones', () => {
  it('wsinv: folds, blanks and spellings of all kinds', () => {
    const request = acceptedRequest(message('wsinv'));
    expect(request.via.map(({ transport, host }) => `${transport} ${host}`)).toEqual([
      'UDP 192.0.2.2',
      'TCP spindle.example.com',
      'UDP 192.168.255.111',
    ]);
    expect(request.via[2]!.params).toEqual([{ name: 'branch', value: 'z9hG4bK30239' }]);
    expect(request.from.display).toBe('J Rosenberg \\"');
    expect(request.from.params).toEqual([{ name: 'tag', value: '98asjd8' }]);
    expect(request.to.params).toEqual([{ name: 'tag', value: '1918181833n' }]);
    expect(request.maxForwards).toBe(68);
    expect(request.cseq).toEqual({ number: 9, method: 'INVITE' });
    expect(request.contact[0]).toMatchObject({ display: 'Quoted string ""' });
    expect(request.fields).toContainEqual({ name: 'subject', value: '' });
    expect(request.fields).toContainEqual({
      name: 'newfangledheader',
      value: 'newfangled value continued newfangled value',
    });
    expect(request.body).toHaveLength(150);
  });

  it('intmeth: every character that a method, a user and a quote may have', () => {
    const request = acceptedRequest(message('intmeth'));
    expect(request.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(request.uri).toMatchObject({ user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*" });
    expect(request.to.display).toBe('BEL:\x07 NUL:\0 DEL:\x7f');
    expect(request.from.display).toBe("token1~` token2'+_ token3*%!.-");
    expect(request.fields[0]!.value).toBe('\ufeff大停電');
  });

  it('esc01: escapes in their normal form, none undone that means something else', () => {
    const request = acceptedRequest(message('esc01'));
    expect(writtenUri(request.uri)).toBe('sip:sips%3Auser%40example.com@example.net');
    expect(writtenUri(request.to.uri)).toBe('sip:user@example.com');
    expect(request.contact[0]).toMatchObject({
      uri: {
        user: 'caller',
        params: [
          { name: 'lr', value: null },
          { name: 'name', value: 'value%2541' },
        ],
      },
    });
  });

  it('esc02: an escape in a method or a header name is no escape', () => {
    const request = acceptedRequest(message('esc02'));
    expect(request.method).toBe('RE%47IST%45R');
    expect(request.contact).toHaveLength(2);
    expect(request.fields.map(({ name }) => name)).toEqual(['c%6fntact']);
    expect(request.to.display).toBe('%Z%45');
  });

  it('escnull: escaped null bytes stay escaped', () => {
    expect(acceptedRequest(message('escnull')).contact).toMatchObject([
      { uri: { user: '%00' } },
      { uri: { user: '%00%00' } },
    ]);
  });

  it('dblreq: what follows in the same datagram is not read', () => {
    const request = acceptedRequest(message('dblreq'));
    expect(request.method).toBe('REGISTER');
    expect(request.body).toHaveLength(0);
  });

  it('semiuri: a semicolon in the user is part of the user', () => {
    expect(acceptedRequest(message('semiuri')).uri).toMatchObject({
      user: 'user;par=u%40example.net',
      host: 'example.com',
      params: [],
    });
  });

  it('longreq: long, and whole', () => {
    const request = acceptedRequest(message('longreq'));
    expect(request.via).toHaveLength(34);
    expect(request.body).toHaveLength(150);
  });

  it('mpart01: a binary body is cut by bytes', () => {
    const request = acceptedRequest(message('mpart01'));
    expect(request.body).toHaveLength(553);
    expect(request.body.includes(0x82)).toBe(true);
  });

  it('cparam01 and cparam02: without brackets it is a header parameter', () => {
    expect(acceptedRequest(message('cparam01')).contact).toMatchObject([
      { uri: { params: [] }, params: [{ name: 'unknownparam' }] },
    ]);
    expect(acceptedRequest(message('cparam02')).contact).toMatchObject([
      { uri: { params: [{ name: 'unknownparam' }] }, params: [] },
    ]);
  });

  it('unreason and noreason: any reason, or none', () => {
    expect(acceptedResponse(message('unreason')).reason).toContain('но сто девяносто девять');
    expect(acceptedResponse(message('noreason'))).toMatchObject({ status: 100, reason: '' });
  });
});
