/**
 * Is this a valid answer to that offer? Written from RFC 8866 §9 and RFC 3264 §6 on plain text, with nothing of the
 * firmware's reader: it says what it finds wrong.
 */

interface Medium {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly lines: readonly string[];
}

const LINE = {
  v: /^0$/,
  o: /^\S+ \d+ \d+ IN IP[46] \S+$/,
  s: /^.+$/,
  c: /^IN (IP4 \d+\.\d+\.\d+\.\d+|IP6 [0-9a-f:.]+)$/,
  t: /^\d+ \d+$/,
  m: /^[a-z]\S* \d+(\/\d+)? [\w/]+( \S+)+$/i,
  a: /^[\w-]+(:.+)?$/,
} as const;
/** RFC 8866 §5, those that we write. */
const SESSION_ORDER = 'vosctam';

function blocks(text: string): { readonly session: string[]; readonly media: Medium[] } {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  const session: string[] = [];
  const media: (Medium & { readonly lines: string[] })[] = [];
  for (const line of lines) {
    if (line.startsWith('m=')) {
      const [kind = '', port = '', protocol = '', ...formats] = line.slice(2).split(' ').filter(Boolean);
      media.push({ kind, port: Number.parseInt(port, 10), protocol, formats, lines: [] });
    } else (media.at(-1)?.lines ?? session).push(line);
  }
  return { session, media };
}

export function grammarFaults(text: string): string[] {
  const faults: string[] = [];
  if (!text.endsWith('\r\n') || /[^\r]\n/.test(text)) faults.push('lines do not end with CR LF');
  const lines = text.split('\r\n').slice(0, -1);
  for (const line of lines) {
    const pattern = LINE[line[0] as keyof typeof LINE];
    if (line[1] !== '=' || pattern === undefined || !pattern.test(line.slice(2)))
      faults.push(`line: ${line}`);
  }
  const { session } = blocks(text);
  const order = session.map((line) => SESSION_ORDER.indexOf(line[0]!));
  if (order.some((place, index) => index > 0 && place < order[index - 1]!)) faults.push('order of lines');
  for (const type of 'vost')
    if (session.filter((line) => line[0] === type).length !== 1) faults.push(`not one ${type}=`);
  return faults;
}

const direction = (lines: readonly string[], session: readonly string[]): string =>
  [...lines, ...session]
    .map((line) => /^a=(sendrecv|sendonly|recvonly|inactive)$/.exec(line)?.[1])
    .find(Boolean) ?? 'sendrecv';

const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  sendrecv: ['sendrecv', 'sendonly', 'recvonly', 'inactive'],
  sendonly: ['recvonly', 'inactive'],
  recvonly: ['sendonly', 'inactive'],
  inactive: ['inactive'],
};

const mapOf = (medium: Medium, format: string): string | undefined =>
  medium.lines
    .map((line) => /^a=rtpmap:(\d+) +(\S+)/.exec(line))
    .find((match) => match?.[1] === format)?.[2]
    ?.toLowerCase();

export function answerFaults(offer: string, answer: string): string[] {
  const faults = grammarFaults(answer);
  const [asked, given] = [blocks(offer), blocks(answer)];
  if (asked.media.length !== given.media.length) return [...faults, 'another number of media'];
  const time = (lines: readonly string[]) => lines.find((line) => line.startsWith('t='))?.trim();
  if (time(asked.session) !== undefined && time(asked.session) !== time(given.session))
    faults.push('t= differs');
  for (const [index, medium] of given.media.entries()) {
    const wanted = asked.media[index]!;
    const note = (what: string): number => faults.push(`medium ${index}: ${what}`);
    if (medium.kind !== wanted.kind || medium.protocol !== wanted.protocol) note('kind or protocol differs');
    if (wanted.port === 0 && medium.port !== 0) note('accepts what was not offered');
    if (medium.formats.length === 0 || !medium.formats.every((format) => wanted.formats.includes(format)))
      note('formats that were not offered');
    if (medium.port === 0) continue;
    const said = direction(medium.lines, given.session);
    if (!ALLOWED[direction(wanted.lines, asked.session)]!.includes(said)) note(`direction ${said}`);
    for (const format of medium.formats) {
      const [theirs, ours] = [mapOf(wanted, format), mapOf(medium, format)];
      if (theirs !== undefined && ours?.replace(/\/1$/, '') !== theirs.replace(/\/1$/, ''))
        note(`format ${format} means something else`);
    }
    if (/SAVP/i.test(medium.protocol)) {
      const tags = (lines: readonly string[]) =>
        lines.map((line) => /^a=crypto:(\d+) (\S+)/.exec(line)?.slice(1).join(' '));
      const [key] = tags(medium.lines).filter(Boolean);
      if (key === undefined || !tags(wanted.lines).includes(key)) note('crypto line that was not offered');
    }
  }
  return faults;
}
