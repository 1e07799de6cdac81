import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { decode } from '#sip/codec/decode.ts';

const CORPUS = ['rfc4475', 'rfc5118'].flatMap((folder) => {
  const path = join(import.meta.dirname, '..', folder);
  return readdirSync(path)
    .filter((name) => name !== 'LICENSE')
    .map((name) => new Uint8Array(readFileSync(join(path, name))));
});

const NUM_RUNS = Number(process.env.SIP_FUZZ_RUNS ?? 2_000);
/** What peers, fools and attackers put between. */
const PIECES = [
  ...[
    '\r\n',
    '\r\n\r\n',
    '\r',
    '\n',
    '\r\n ',
    ':',
    ';',
    '"',
    '<',
    '>',
    '%00',
    '%',
    '\0',
    '@',
    ',',
    '=',
    '\\',
  ],
  ...[' '.repeat(40), 'A'.repeat(300), '-1', '4294967296', 'sip:', 'SIP/2.0', '[::', '(', ':::', ';lr', '*'],
  ...['__proto__', 'constructor', '\u00e4', '\ufeff', 'Via: ', 'l: ', ';tag=', 'tel:+', '", <'],
].map((text) => new TextEncoder().encode(text));

type Edit = readonly [at: number, cut: number, piece: Uint8Array];

function edited(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  return edits.reduce((current, [where, cut, piece]) => {
    const at = where % (current.length + 1);
    return new Uint8Array([...current.subarray(0, at), ...piece, ...current.subarray(at + cut)]);
  }, bytes);
}

const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.nat(4_000),
  fc.nat(30),
  fc.oneof(fc.constantFrom(...PIECES), fc.uint8Array({ maxLength: 3 })),
);

/** Never throws, works in linear steps, and what it reads it reads again from what it writes. */
function holds(bytes: Uint8Array): void {
  const meter = { steps: 0 };
  const decoded = decode(bytes, meter);
  expect(meter.steps).toBeLessThanOrEqual(200 + 12 * bytes.length);
  if (!decoded.ok) {
    expect(decoded.refusal.status === null).toBe(decoded.refusal.answer === null);
    return;
  }
  const written = sipCodec.encode(decoded.message);
  expect(decode(written)).toEqual(decoded);
  expect(sipCodec.encode(decoded.message)).toEqual(written);
}

describe('the codec, whatever comes', () => {
  it('holds for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), holds), { numRuns: NUM_RUNS });
  });

  it('holds for good messages with anything done to them', () => {
    const mutants = fc.tuple(fc.constantFrom(...CORPUS), fc.array(edit, { maxLength: 5 }));
    fc.assert(
      fc.property(mutants, ([bytes, edits]) => holds(edited(bytes, edits))),
      { numRuns: NUM_RUNS },
    );
  });

  it('holds for a piece repeated up to the limit', () => {
    const heads = [
      'OPTIONS ',
      'OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;b=',
      'INVITE sip:a SIP/2.0\r\nTo: ',
    ];
    const repeated = fc.tuple(fc.constantFrom(...heads), fc.constantFrom(...PIECES), fc.nat(60_000));
    fc.assert(
      fc.property(repeated, ([head, piece, length]) => {
        const bytes = new Uint8Array(length);
        bytes.set(new TextEncoder().encode(head).subarray(0, length));
        for (let at = head.length; at < length; at++) bytes[at] = piece[(at - head.length) % piece.length]!;
        holds(bytes);
      }),
      { numRuns: 100 },
    );
  });
});
