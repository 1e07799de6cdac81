import type { CSeq, NameAddress, Via } from '#ports/sip-codec.ts';
import { readHostPort, writtenHostPort } from './host.ts';
import { CODEC_LIMITS } from './limits.ts';
import { quotedText, readParams, unquoted, writtenParams } from './params.ts';
import { BLANK, type Meter, Reader, SyntaxFault, TOKEN, WORD, wholeNumber } from './reader.ts';
import { readUri, writtenUri } from './uri.ts';

/** RFC 3261 §8.1.1.5: less than 2^31. */
export const LARGEST_CSEQ = 2 ** 31 - 1;

/** `[display] <uri>;params`, or a bare URI whose `;` begin header parameters (§20). */
function readNameAddress(reader: Reader, where: string): NameAddress {
  reader.skipBlanks();
  let display = '';
  if (reader.peek() === 0x22) {
    display = unquoted(reader.quoted(where));
    reader.skipBlanks();
    if (reader.peek() !== 0x3c) throw new SyntaxFault(`${where}: "<" expected`);
  } else {
    const bare = reader.until('<,;"');
    if (reader.peek() !== 0x3c) return bareAddress(reader, bare.trim(), where);
    display = displayTokens(bare, reader.meter, where);
  }
  reader.at++;
  const text = reader.until('>').trim();
  if (reader.done) throw new SyntaxFault(`${where}: ">" expected`);
  reader.at++;
  return { display, uri: readUri(text, reader.meter, where), params: readParams(reader, where) };
}

function bareAddress(reader: Reader, text: string, where: string): NameAddress {
  // A `?` would be ambiguous here: §20 wants such a URI in brackets (RFC 4475 §3.1.2.13).
  if (text.includes('?')) throw new SyntaxFault(`${where}: URI with "?" without brackets`);
  return { display: '', uri: readUri(text, reader.meter, where), params: readParams(reader, where) };
}

/** Unquoted display names are tokens; beyond ASCII they are taken as meant, which RFC 3261 forgot. */
function displayTokens(text: string, meter: Meter, where: string): string {
  const reader = new Reader(text, meter);
  const words: string[] = [];
  for (reader.skipBlanks(); !reader.done; reader.skipBlanks()) {
    const word = reader.until(' \t');
    if (!/^[\w\-.!%*+`'~\u0080-\uffff]+$/.test(word)) throw new SyntaxFault(`${where}: display name`);
    words.push(word);
  }
  return words.join(' ');
}

export function readAddress(text: string, meter: Meter, where: string): NameAddress {
  const reader = new Reader(text, meter);
  const address = readNameAddress(reader, where);
  reader.end(where);
  return address;
}

/** `a, b, c`, added to what earlier lines of the same name gave. */
function readList<T>(
  list: T[],
  text: string,
  meter: Meter,
  where: string,
  read: (reader: Reader) => T,
): void {
  const reader = new Reader(text, meter);
  do {
    if (list.length >= CODEC_LIMITS.listEntries) throw new SyntaxFault(`${where}: too many entries`);
    list.push(read(reader));
  } while (reader.separator(','));
  reader.end(where);
}

export const readAddresses = (list: NameAddress[], text: string, meter: Meter, where: string): void =>
  readList(list, text, meter, where, (reader) => readNameAddress(reader, where));

export const readVias = (list: Via[], text: string, meter: Meter): void =>
  readList(list, text, meter, 'Via', readVia);

function readVia(reader: Reader): Via {
  const protocol = reader.token('Via');
  reader.expect('/', 'Via');
  const version = reader.token('Via');
  if (protocol.toUpperCase() !== 'SIP' || version !== '2.0') throw new SyntaxFault('Via: SIP/2.0 expected');
  reader.expect('/', 'Via');
  const transport = reader.token('Via').toUpperCase();
  if (reader.run(BLANK) === '') throw new SyntaxFault('Via: blank expected');
  const { host, port } = readHostPort(reader, 'Via', true);
  return { transport, host, port, params: readParams(reader, 'Via') };
}

/** `CSeq: 4711 INVITE` */
export function readCSeq(text: string, meter: Meter): CSeq {
  const reader = new Reader(text, meter);
  const number = wholeNumber(reader.run(TOKEN), LARGEST_CSEQ, 'CSeq');
  if (reader.run(BLANK) === '') throw new SyntaxFault('CSeq: blank expected');
  const method = reader.token('CSeq method');
  reader.end('CSeq');
  return { number, method };
}

/** `word[@word]` (§25.1). */
export function readCallId(text: string, meter: Meter): string {
  const reader = new Reader(text, meter);
  if (reader.run(WORD) === '') throw new SyntaxFault('Call-ID expected');
  reader.end('Call-ID');
  return text;
}

export function writtenAddress({ display, uri, params }: NameAddress): string {
  const name = display === '' ? '' : `${quotedText(display)} `;
  return `${name}<${writtenUri(uri)}>${writtenParams(params)}`;
}

export const writtenVia = (via: Via): string =>
  `SIP/2.0/${via.transport} ${writtenHostPort(via)}${writtenParams(via.params)}`;
