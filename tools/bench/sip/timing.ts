import { createSocket, type Socket } from 'node:dgram';

const ANSWERS_MS_MAX = 2_000;
/** A datagram may be lost on a machine that has much else to do; more than that is no loss. */
const UNANSWERED_MAX = 20;

export interface Timing {
  readonly probesEach: number;
  /** Chance that an answer about a user who exists took longer than one about a user who does not; 0.5: no telling. */
  readonly auc: number;
  readonly knownUsP50: number;
  readonly unknownUsP50: number;
}

const register = (target: string, port: number, user: string, count: number): string =>
  [
    `REGISTER sip:${target} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-timing-${count};rport`,
    'Max-Forwards: 70',
    `From: <sip:${user}@${target}>;tag=t${count}`,
    `To: <sip:${user}@${target}>`,
    `Call-ID: timing-${count}`,
    'CSeq: 1 REGISTER',
    `Contact: <sip:${user}@127.0.0.1:${port}>`,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');

/** Asks one after the other, known and unknown users by turns, and times the challenges (401). */
export async function measureTiming(
  target: string,
  known: string,
  unknown: string,
  probesEach: number,
): Promise<Timing> {
  const [address = '', port = ''] = target.split(':');
  const socket = createSocket('udp4');
  await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
  const times = { known: [] as number[], unknown: [] as number[] };
  let unanswered = 0;
  try {
    for (let count = 0; count < 2 * probesEach; count++) {
      const who = count % 2 === 0 ? 'known' : 'unknown';
      const request = register(target, socket.address().port, who === 'known' ? known : unknown, count);
      const tookUs = await roundTripUs(socket, request, Number(port), address);
      if (tookUs !== null) times[who].push(tookUs);
      else if (++unanswered > UNANSWERED_MAX) throw new Error(`${unanswered} REGISTER were not answered`);
    }
  } finally {
    socket.close();
  }
  return {
    probesEach,
    auc: Number(areaUnderCurve(times.known, times.unknown).toFixed(4)),
    knownUsP50: median(times.known),
    unknownUsP50: median(times.unknown),
  };
}

/** Null: it was not answered. */
function roundTripUs(socket: Socket, request: string, port: number, address: string): Promise<number | null> {
  return new Promise((answered, failed) => {
    const late = setTimeout(() => {
      socket.removeAllListeners('message');
      answered(null);
    }, ANSWERS_MS_MAX);
    const begun = process.hrtime.bigint();
    socket.once('message', (answer) => {
      const tookUs = Number(process.hrtime.bigint() - begun) / 1_000;
      clearTimeout(late);
      if (answer.toString('latin1', 0, 11) === 'SIP/2.0 401') answered(tookUs);
      else failed(new Error(`not challenged: ${answer.toString('latin1', 0, 40)}`));
    });
    socket.send(request, port, address);
  });
}

/** Mann and Whitney: over all pairs, how often the first is the longer one; a tie is half. */
function areaUnderCurve(first: readonly number[], second: readonly number[]): number {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  for (let at = 0; at < all.length; ) {
    let end = at;
    while (end < all.length && all[end]!.value === all[at]!.value) end++;
    const rank = (at + 1 + end) / 2;
    for (; at < end; at++) if (all[at]!.isFirst) rankSum += rank;
  }
  return (rankSum - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

const median = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
