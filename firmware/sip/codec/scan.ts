import type { RefusalStatus } from '#ports/sip-codec.ts';
import { CODEC_LIMITS } from './limits.ts';
import { longName } from './names.ts';
import { inClass, type Meter, TOKEN } from './reader.ts';

/** A header line as it came: folds undone, blanks around the value gone, nothing decoded. */
export interface RawField {
  readonly name: string;
  readonly value: string;
}

/** What the first pass over the bytes gives, as far as it came. */
export interface Scan {
  startLine: string;
  readonly fields: RawField[];
  body: Uint8Array;
  fault: ScanFault | null;
}

export interface ScanFault {
  readonly status: RefusalStatus;
  readonly error: string;
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const LF = 0x0a;
const CR = 0x0d;
const BACKSLASH = 0x5c;
const NOTHING = new Uint8Array(0);

/**
 * One pass over bytes, one over lines, before anything is understood. A fault does not end it where more can be
 * read: the refusal echoes Via, From, To, Call-ID and CSeq.
 */
export function scan(bytes: Uint8Array, meter: Meter): Scan {
  const result: Scan = { startLine: '', fields: [], body: NOTHING, fault: null };
  if (bytes.length > CODEC_LIMITS.messageBytes)
    fault(result, 513, `message longer than ${CODEC_LIMITS.messageBytes}`);
  const start = skipEmptyLines(bytes, meter);
  const end = endOfHeaders(bytes, start, result, meter);
  const lines = unfolded(UTF8.decode(bytes.subarray(start, end)).split('\r\n'), result);
  meter.steps += end - start;
  result.startLine = lines[0] ?? '';
  if (lines.length - 1 > CODEC_LIMITS.headers) fault(result, 513, 'too many header lines');
  for (const line of lines.slice(1, CODEC_LIMITS.headers + 1)) {
    const field = readField(line, meter);
    if (field === null) fault(result, 400, 'header line without a name');
    else result.fields.push(field);
  }
  result.body = bytes.subarray(Math.min(end + 4, bytes.length));
  return result;
}

function fault(result: Scan, status: RefusalStatus, error: string): void {
  result.fault ??= { status, error };
}

/** RFC 3261 §7.5: empty lines before the start line are ignored. */
function skipEmptyLines(bytes: Uint8Array, meter: Meter): number {
  let at = 0;
  while (bytes[at] === CR && bytes[at + 1] === LF) at += 2;
  meter.steps += at;
  return at;
}

/** Position of the CR LF CR LF, or of where reading stops. Finds bytes that no header may have. */
function endOfHeaders(bytes: Uint8Array, start: number, result: Scan, meter: Meter): number {
  const limit = Math.min(bytes.length, start + CODEC_LIMITS.headerBytes);
  // Counted here and told once: this is the one loop over every byte that comes.
  let steps = 0;
  const ended = (at: number): number => {
    meter.steps += steps;
    return at;
  };
  for (let at = start; at < limit; at++) {
    steps++;
    const byte = bytes[at]!;
    if (byte >= 0x20 && byte !== 0x7f) continue;
    if (byte === CR && bytes[at + 1] === LF) {
      if (bytes[at + 2] === CR && bytes[at + 3] === LF) return ended(at);
      at++;
    } else if (byte === CR || byte === LF) fault(result, 400, 'line break that is not CR LF');
    // A quoted pair may hold any character (RFC 3261 §25.1; RFC 4475 §3.1.1.2 does it).
    else if (byte !== 0x09 && bytes[at - 1] !== BACKSLASH) fault(result, 400, 'control character');
  }
  if (limit < bytes.length) fault(result, 513, `headers longer than ${CODEC_LIMITS.headerBytes}`);
  else fault(result, 400, 'headers do not end');
  return ended(limit);
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** A line that begins with a blank belongs to the one before; the fold reads as one space (§7.3.1). */
function unfolded(lines: readonly string[], result: Scan): string[] {
  const whole: string[] = [];
  for (let index = 0; index < lines.length; ) {
    let line = lines[index++]!;
    if (isBlank(lines[index]?.[0])) {
      const pieces = [line];
      while (isBlank(lines[index]?.[0])) pieces.push(trimmed(lines[index++]!));
      line = pieces.join(' ');
    }
    if (line.length > CODEC_LIMITS.lineBytes) fault(result, whole.length === 0 ? 414 : 513, 'line too long');
    whole.push(line);
  }
  return whole;
}

/** Without blanks at both ends. Not `trim`: that takes more than SIP's two blanks. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function readField(line: string, meter: Meter): RawField | null {
  let end = 0;
  while (end < line.length && inClass(line.charCodeAt(end), TOKEN)) end++;
  let colon = end;
  while (isBlank(line[colon])) colon++;
  meter.steps += colon;
  if (end === 0 || line[colon] !== ':') return null;
  return { name: longName(line.slice(0, end).toLowerCase()), value: trimmed(line.slice(colon + 1)) };
}
