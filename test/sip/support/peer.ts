import type { SipMessage, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import type { Flow } from '#sip/flow.ts';
import { TransactionLayer, type TransactionOutput } from '#sip/transactions/layer.ts';
import type { TransactionLimits } from '#sip/transactions/room.ts';
import { after, between, type Duration, type Instant, inSec, instant } from '#units/time.ts';
import { accepted } from './messages.ts';

/** xorshift: the same seed, the same chance. */
export function seeded(seed: number): { next(): number; bytes(count: number): Uint8Array } {
  let x = (seed * 2_654_435_761) >>> 0 || 1;
  const next = (): number => {
    x ^= x << 13;
    x >>>= 0;
    x ^= x >>> 17;
    x ^= x << 5;
    x >>>= 0;
    return x / 4_294_967_296;
  };
  return { next, bytes: (count) => Uint8Array.from({ length: count }, () => Math.floor(next() * 256)) };
}

export const UDP: Flow = {
  transport: 'UDP',
  local: { host: '192.0.2.1', port: 5060 },
  remote: { host: '192.0.2.7', port: 5062 },
};
export const TCP: Flow = { ...UDP, transport: 'TCP' };

/** A transaction layer on virtual time; what it sends is kept with the time in seconds. */
export class Bench {
  readonly layer: TransactionLayer;
  readonly sent: { readonly at: number; readonly message: SipMessage; readonly flow: Flow }[] = [];
  readonly told: Exclude<TransactionOutput, { kind: 'send' }>[] = [];
  now: Instant = instant(0);

  constructor(limits?: TransactionLimits) {
    const random = seeded(1).bytes;
    this.layer = new TransactionLayer({ codec: sipCodec, random, ...(limits && { limits }) });
  }

  private gather(): void {
    for (const output of this.layer.drain()) {
      if (output.kind !== 'send') this.told.push(output);
      else {
        const at = inSec(between(instant(0), this.now));
        this.sent.push({ at, message: accepted(output.bytes), flow: output.flow });
      }
    }
  }

  do<T>(action: (layer: TransactionLayer) => T): T {
    const result = action(this.layer);
    this.gather();
    return result;
  }

  receive(message: SipMessage | Uint8Array, flow = UDP): void {
    const read = message instanceof Uint8Array ? accepted(message) : message;
    this.do((layer) => layer.receive(read, flow, this.now));
  }

  /** Lets time pass, each deadline at its instant. */
  pass(span: Duration): void {
    const end = after(this.now, span);
    for (;;) {
      const { deadline } = this.layer;
      if (deadline === null || deadline > end) break;
      this.now = deadline;
      this.layer.wake(this.now);
      this.gather();
    }
    this.now = end;
  }

  times(method: string): number[] {
    return this.sent.filter(({ message }) => nameOf(message) === method).map(({ at }) => at);
  }

  /** The last of what was sent under that name: a method, or a status. */
  last(name: string): SipMessage {
    return this.sent.findLast(({ message }) => nameOf(message) === name)!.message;
  }

  lastRequest(name: string): SipRequest {
    return this.last(name) as SipRequest;
  }
  lastResponse(name: string): SipResponse {
    return this.last(name) as SipResponse;
  }
}

export const nameOf = (message: SipMessage): string =>
  message.kind === 'request' ? message.method : String(message.status);
