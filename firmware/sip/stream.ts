import type { RefusalStatus } from '#ports/sip-codec.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { CODEC_LIMITS } from './codec/limits.ts';
import { refusal } from './codec/refusal.ts';
import { type Scan, scan } from './codec/scan.ts';

/** What a connection's bytes turn out to be. */
export type Framed =
  | { readonly kind: 'message'; readonly bytes: Uint8Array }
  /** The peer asked whether we are there: answer CR LF (RFC 5626 §3.5.1). */
  | { readonly kind: 'pong' }
  /** Where the next message begins can no longer be known, or the peer is too slow; nothing follows. */
  | { readonly kind: 'close'; readonly why: string; readonly answer: Uint8Array | null };

/** A message that has begun must be whole by then, and a new connection must bring one. */
export const MESSAGE_TIME: Duration = sec(10);

const NONE = new Uint8Array(0);
const SMALLEST_BUFFER = 2_048;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Cuts the bytes of one TCP or TLS connection into messages (RFC 3261 §18.3). Each byte is looked at once,
 * in however small pieces it comes; never more is held than one message and what came with it.
 */
export class StreamFraming {
  /** When `wake` is due, or null. */
  deadline: Instant | null;
  private buffer: Uint8Array = NONE;
  private length = 0;
  private searched = 0;
  /** Whole length of the message at the front, once its headers are here. */
  private expected: number | null = null;
  private closed = false;
  /** Deadline while nothing has begun: that of the first message, then none. */
  private atRest: Instant | null;

  /** `opened` is null for a connection of ours: its first message is an answer, which the request waits for. */
  constructor(opened: Instant | null) {
    this.atRest = opened === null ? null : after(opened, MESSAGE_TIME);
    this.deadline = this.atRest;
  }

  push(bytes: Uint8Array, now: Instant): Framed[] {
    if (this.closed) return [];
    this.append(bytes);
    const framed: Framed[] = [];
    const hadBegun = this.searched > 0;
    const taken = this.takeAll(framed);
    this.drop(taken);
    if (framed.some(({ kind }) => kind === 'message')) this.atRest = null;
    if (this.closed) return framed;
    if (this.length === 0) this.deadline = this.atRest;
    else if (taken > 0 || !hadBegun) this.deadline = after(now, MESSAGE_TIME);
    return framed;
  }

  /** To be called when `deadline` is reached. */
  wake(now: Instant): Framed[] {
    if (this.closed || this.deadline === null || now < this.deadline) return [];
    return [this.close('message not complete in time', null)];
  }

  private append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length, SMALLEST_BUFFER));
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = needed;
  }

  /** Takes what is whole; returns how many bytes that was. */
  private takeAll(framed: Framed[]): number {
    let start = 0;
    while (!this.closed) {
      const next = this.expected === null ? this.skipKeepAlive(start, framed) : start;
      if (next > start) this.searched = 0;
      start = next;
      this.expected ??= this.expectedFrom(start, framed);
      if (this.expected === null || this.length - start < this.expected) break;
      framed.push({ kind: 'message', bytes: this.buffer.slice(start, start + this.expected) });
      start += this.expected;
      this.expected = null;
      this.searched = 0;
    }
    return start;
  }

  /** Empty lines between messages; two together are a ping. One pong answers all that came at once. */
  private skipKeepAlive(start: number, framed: Framed[]): number {
    let at = start;
    while (at + 1 < this.length && this.buffer[at] === CR && this.buffer[at + 1] === LF) at += 2;
    if (at - start >= 4 && !framed.some(({ kind }) => kind === 'pong')) framed.push({ kind: 'pong' });
    return at;
  }

  /** Length of the message that begins at `start`, null while its headers are not all here. */
  private expectedFrom(start: number, framed: Framed[]): number | null {
    const { buffer, length } = this;
    const limit = Math.min(length, start + CODEC_LIMITS.headerBytes);
    for (let at = start + Math.max(0, this.searched - 3); at + 3 < limit; at++) {
      if (buffer[at] !== CR || buffer[at + 1] !== LF || buffer[at + 2] !== CR || buffer[at + 3] !== LF)
        continue;
      return this.expectedOf(buffer.subarray(start, at + 4), framed);
    }
    this.searched = limit - start;
    if (this.searched < CODEC_LIMITS.headerBytes) return null;
    return this.refuse(scan(buffer.slice(start, limit), { steps: 0 }), 513, 'headers do not end', framed);
  }

  private expectedOf(head: Uint8Array, framed: Framed[]): number | null {
    const scanned = scan(head, { steps: 0 });
    const lengths = scanned.fields.filter(({ name }) => name === 'content-length');
    const value = lengths[0]?.value ?? '';
    // On a stream it is mandatory (§20.14), and two of it are as good as none.
    if (lengths.length !== 1 || !/^\d{1,9}$/.test(value))
      return this.refuse(scanned, 400, 'Content-Length', framed);
    if (Number(value) > CODEC_LIMITS.bodyBytes) return this.refuse(scanned, 413, 'body too long', framed);
    return head.length + Number(value);
  }

  private refuse(scanned: Scan, status: RefusalStatus, error: string, framed: Framed[]): null {
    framed.push(this.close(error, refusal(scanned, status, error).answer));
    return null;
  }

  private close(why: string, answer: Uint8Array | null): Framed {
    this.closed = true;
    this.deadline = null;
    this.length = 0;
    this.buffer = NONE;
    return { kind: 'close', why, answer };
  }

  private drop(taken: number): void {
    if (this.closed) return;
    this.length -= taken;
    // A connection at rest, and there are thousands, holds no buffer.
    if (this.length === 0) this.buffer = NONE;
    else if (taken > 0) this.buffer = this.buffer.slice(taken, taken + this.length);
  }
}
