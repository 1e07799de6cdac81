import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Framed, MESSAGE_TIME, StreamFraming } from '#sip/stream.ts';
import { instant, after as later, sec } from '#units/time.ts';
import { OPTIONS_LINES, optionsWith, textOf, tortureBytes, wire } from './support/messages.ts';

const T0 = instant(1_000);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const joined = (...parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => [...part]));
const body = (text: string): Uint8Array => wire([...OPTIONS_LINES.slice(0, -1), `l: ${text.length}`], text);

function frames(...pieces: readonly Uint8Array[]): Framed[] {
  const stream = new StreamFraming(T0);
  return pieces.flatMap((piece) => stream.push(piece, T0));
}
const messages = (framed: readonly Framed[]): string[] =>
  framed.flatMap((frame) => (frame.kind === 'message' ? [textOf(frame.bytes)] : []));

describe('a stream of messages', () => {
  it('is cut the same however it is split', () => {
    const all = [optionsWith({}), body('hello'), bytes('\r\n\r\n'), body('a\r\n\r\nb'), optionsWith({})];
    const whole = joined(...all);
    const expected = messages(all.map((part) => ({ kind: 'message', bytes: part }) as const)).filter(
      (text) => text !== '\r\n\r\n',
    );
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.subarray(at[index]!, end));
        expect(messages(frames(...pieces))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is cut the same byte by byte', () => {
    const whole = joined(body('x'), tortureBytes('rfc4475', 'wsinv'));
    expect(messages(frames(...[...whole].map((byte) => new Uint8Array([byte]))))).toHaveLength(2);
  });

  it('64 KB of good requests at once are as many requests', () => {
    const one = optionsWith({});
    const count = Math.ceil(65_536 / one.length);
    expect(messages(frames(joined(...Array<Uint8Array>(count).fill(one))))).toHaveLength(count);
  });

  it('answers a keep-alive once, however many came at once, and ignores single empty lines', () => {
    expect(frames(bytes('\r\n\r\n'))).toEqual([{ kind: 'pong' }]);
    expect(frames(bytes('\r\n'.repeat(5_000)))).toEqual([{ kind: 'pong' }]);
    expect(frames(bytes('\r\n'))).toEqual([]);
  });
});

describe('a stream that cannot be followed any further', () => {
  it('12 000 times a\\r\\n\\r\\n ends with the first', () => {
    expect(frames(bytes('a\r\n\r\n'.repeat(12_000)))).toEqual([
      { kind: 'close', why: 'Content-Length', answer: null },
    ]);
  });

  it.each([
    ['Content-Length: abc', 400],
    ['Content-Length: -1', 400],
    ['Content-Length: 0\r\nl: 5', 400],
    ['', 400],
    ['Content-Length: 60000', 413],
    ['Content-Length: 99999999999999999999', 400],
  ])('%j is answered, then the connection is closed and data after it dropped', (line, status) => {
    const stream = new StreamFraming(T0);
    const framed = stream.push(optionsWith({ 'Content-Length': line }), T0);
    expect(framed).toMatchObject([{ kind: 'close' }]);
    expect(framed[0]?.kind === 'close' && textOf(framed[0].answer)).toContain(`SIP/2.0 ${status} `);
    expect(stream.push(new Uint8Array(1_000_000), T0)).toEqual([]);
    expect(stream.deadline).toBeNull();
  });

  it('headers that never end are ended', () => {
    const framed = frames(
      bytes(`${OPTIONS_LINES.slice(0, 3).join('\r\n')}\r\nX: `),
      bytes('x'.repeat(40_000)),
    );
    expect(framed).toMatchObject([{ kind: 'close', why: 'headers do not end' }]);
  });

  it('a message broken elsewhere is passed on whole, for the codec to answer', () => {
    expect(messages(frames(joined(optionsWith({ CSeq: 'CSeq: x' }), optionsWith({}))))).toHaveLength(2);
  });
});

describe('a stream that is slow', () => {
  it('a message that trickles in is given its time, not more', () => {
    const stream = new StreamFraming(T0);
    const [first, ...rest] = [...optionsWith({})].map((byte) => new Uint8Array([byte]));
    const start = later(T0, sec(5));
    stream.push(first!, start);
    expect(stream.deadline).toBe(later(start, MESSAGE_TIME));
    stream.push(rest[0]!, later(start, sec(9)));
    expect(stream.deadline).toBe(later(start, MESSAGE_TIME));
    expect(stream.wake(later(start, sec(9)))).toEqual([]);
    expect(stream.wake(later(start, sec(10)))).toMatchObject([{ kind: 'close' }]);
  });

  it('half a keep-alive begins nothing once it is whole', () => {
    const stream = new StreamFraming(T0);
    stream.push(optionsWith({}), T0);
    stream.push(bytes('\r'), T0);
    expect(stream.deadline).not.toBeNull();
    stream.push(bytes('\n'), T0);
    expect(stream.deadline).toBeNull();
  });

  it('a connection without any message is closed, one at rest after a message is not', () => {
    expect(new StreamFraming(T0).wake(later(T0, MESSAGE_TIME))).toMatchObject([{ kind: 'close' }]);
    const stream = new StreamFraming(T0);
    stream.push(optionsWith({}), T0);
    expect(stream.deadline).toBeNull();
  });
});
