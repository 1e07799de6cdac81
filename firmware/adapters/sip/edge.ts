import type { Cancel, Clock } from '#ports/clock.ts';
import type { SipDns } from '#ports/sip-dns.ts';
import type { SipNetwork } from '#ports/sip-transport.ts';
import { Gate, type GateLimits } from '#sip/edge/gate.ts';
import { locate, type Wanted } from '#sip/locate/locate.ts';
import type { StackOptions } from '#sip/stack/options.ts';
import type { StackEvent } from '#sip/stack/surface.ts';
import { SipStack } from '#sip/stack.ts';
import { earlier, type Instant } from '#units/time.ts';

export interface EdgeParts {
  readonly network: SipNetwork;
  readonly clock: Clock;
  readonly dns: SipDns;
  readonly options: Omit<StackOptions, 'listeners'>;
  readonly limits?: GateLimits;
  /** What the exchange must know; one at a time, never from inside `do`. */
  readonly hear: (event: StackEvent) => void;
}

/** The stack with its network, its clock and its name servers: real ones on a box, simulated ones in tests. */
export class SipEdge {
  readonly stack: SipStack;
  readonly gate: Gate;
  readonly #parts: EdgeParts;
  #timer: { readonly at: Instant; readonly cancel: Cancel } | null = null;
  #busy = false;
  #stopped = false;

  constructor(parts: EdgeParts) {
    const { network, clock, options, limits } = parts;
    this.#parts = parts;
    this.stack = new SipStack({ ...options, listeners: network.listeners });
    this.gate = new Gate(clock.now(), (flow) => this.stack.trusts(flow), limits);
    network.hear((event) => {
      this.gate.hear(event, clock.now());
      this.#settle();
    });
  }

  /** Asks something of the stack, now. */
  do<T>(ask: (stack: SipStack, now: Instant) => T): T {
    const answer = ask(this.stack, this.#parts.clock.now());
    if (!this.#busy) this.#settle();
    return answer;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#timer = null;
    await this.#parts.network.stop();
  }

  /** Carries what each says to the other until both are silent; what the exchange asks meanwhile, too. */
  #settle(): void {
    if (this.#stopped) return;
    this.#busy = true;
    try {
      while (this.#turn()) {
        // Each turn carries what the one before has caused.
      }
    } finally {
      this.#busy = false;
    }
    this.#arm();
  }

  #turn(): boolean {
    const { network, clock, hear } = this.#parts;
    const now = clock.now();
    const passed = this.gate.drain();
    for (const output of passed) {
      if (output.kind === 'message') this.stack.receive(output.bytes, output.flow, now);
      else if (output.kind === 'lost') this.stack.flowLost(output.flow, now);
      else if (output.kind === 'send') network.send(output.flow, output.bytes);
      else if (output.kind === 'close') network.close(output.flow);
      else network.pause(output.flow, output.paused);
    }
    const { sent, locate: wanted, events } = this.stack.drain();
    for (const { flow, bytes } of sent) network.send(flow, bytes);
    for (const { trunk, wanted: whom } of wanted) this.#locate(trunk, whom);
    for (const event of events) hear(event);
    return passed.length + sent.length + wanted.length + events.length > 0;
  }

  #locate(trunk: string, wanted: Wanted): void {
    const { network, dns, clock } = this.#parts;
    const speaks = [...new Set(network.listeners.map(({ transport }) => transport))];
    const { random } = this.#parts.options;
    const asking = locate(wanted, speaks, () => (random(1)[0] ?? 0) / 256);
    const step = (next: ReturnType<typeof asking.next>): void => {
      if (this.#stopped) return;
      if (!next.done) dns.ask(next.value, (answer) => step(asking.next(answer)));
      else {
        this.stack.located(trunk, next.value, clock.now());
        if (!this.#busy) this.#settle();
      }
    };
    step(asking.next());
  }

  #arm(): void {
    const { clock } = this.#parts;
    const at = earlier(this.stack.deadline, this.gate.deadline);
    if (at === this.#timer?.at) return;
    this.#timer?.cancel();
    this.#timer = null;
    if (at === null || this.#stopped) return;
    const cancel = clock.at(at, () => {
      this.#timer = null;
      const now = clock.now();
      this.gate.wake(now);
      this.stack.wake(now);
      this.#settle();
    });
    this.#timer = { at, cancel };
  }
}
