import { createSocket, type Socket } from 'node:dgram';

/** How often a timer of Node's may be expected; what is due by then goes in one go. */
const STEP_MS = 5;

const message = (method: 'REGISTER' | 'INVITE', target: string, port: number, count: number): string =>
  [
    `${method} sip:${method === 'INVITE' ? '00442079460000@' : ''}${target} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${port};branch=z9hG4bK-stranger-${count};rport`,
    'Max-Forwards: 70',
    `From: <sip:${count % 10_000}@${target}>;tag=s${count}`,
    `To: <sip:${count % 10_000}@${target}>`,
    `Call-ID: stranger-${count}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:${count % 10_000}@127.0.0.1:${port}>`,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n');

async function bound(host: string): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((done) => socket.bind(0, host, done));
  // Answers are not read one by one: nobody acknowledges anything.
  socket.on('message', () => undefined);
  return socket;
}

/** REGISTER and INVITE by turns, from people whom nobody knows, until it is stopped; loopback has room for all of them. */
export class Strangers {
  sent = 0;
  readonly #sockets: readonly Socket[];
  readonly #timer: NodeJS.Timeout;

  private constructor(target: string, sockets: readonly Socket[], perSecond: number) {
    const [host = '', port = ''] = target.split(':');
    const begun = performance.now();
    this.#sockets = sockets;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - begun) * perSecond) / 1_000;
      for (; this.sent < due; this.sent++) {
        const socket = sockets[this.sent % sockets.length]!;
        const method = this.sent % 2 === 0 ? 'REGISTER' : 'INVITE';
        socket.send(message(method, target, socket.address().port, this.sent), Number(port), host);
      }
    }, STEP_MS);
  }

  /** From addresses 127.77.x.y, `sources` of them. */
  static async begin(target: string, perSecond: number, sources: number): Promise<Strangers> {
    const addresses = Array.from({ length: sources }, (_, n) => `127.77.${n >> 8}.${n & 255 || 1}`);
    return new Strangers(target, await Promise.all(addresses.map(bound)), perSecond);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.close();
  }
}
