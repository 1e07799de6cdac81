import { afterEach, describe, expect, it } from 'vitest';
import type { Flow, Listener, SipNetwork } from '#ports/sip-transport.ts';
import { GATE_LIMITS, Gate, type GateLimits } from '#sip/edge/gate.ts';
import { flowKey, stamped } from '#sip/flow.ts';
import { after, type Duration, type Instant, instant, ms, sec } from '#units/time.ts';
import { accepted, OPTIONS_LINES, textOf, wire } from '../sip/support/messages.ts';

/** A place where boxes can be put that reach each other, and how long it takes until something has happened. */
export interface SipWorld {
  readonly transport: Listener['transport'];
  /** An address of a box: each call another one, or the same with another port. */
  open(): Promise<SipNetwork>;
  /** Lets the world go on until that is so; fails when it never is. */
  until(so: () => boolean): Promise<void>;
  close(): Promise<void>;
}

/** A box: sockets, the gate above them, and what came through. The gate's time is the test's own. */
export class Box {
  readonly network: SipNetwork;
  readonly gate: Gate;
  readonly heard: { readonly flow: Flow; readonly text: string }[] = [];
  readonly pongs: string[] = [];
  readonly lost: Flow[] = [];
  readonly closed: string[] = [];
  now: Instant = instant(0);

  constructor(network: SipNetwork, limits: GateLimits, trusts: (flow: Flow) => boolean = () => false) {
    this.network = network;
    this.gate = new Gate(this.now, trusts, limits);
    network.hear((event) => {
      // A pong is no message: the framing skips it, so it is noted here.
      if (event.kind === 'bytes' && textOf(event.bytes) === '\r\n') this.pongs.push(flowKey(event.flow));
      if (event.kind === 'closed') this.closed.push(event.why);
      this.gate.hear(event, this.now);
      this.settle();
    });
  }

  get address(): { host: string; port: number } {
    return this.network.listeners[0]!.local;
  }

  flowTo(other: Box): Flow {
    const [{ transport, local } = { transport: 'UDP' as const, local: this.address }] =
      this.network.listeners;
    return { transport, local, remote: other.address };
  }

  send(flow: Flow, bytes: Uint8Array | string): void {
    this.network.send(flow, typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes);
  }

  pass(span: Duration): void {
    this.now = after(this.now, span);
    this.gate.wake(this.now);
    this.settle();
  }

  private settle(): void {
    for (const output of this.gate.drain()) {
      if (output.kind === 'send') this.network.send(output.flow, output.bytes);
      else if (output.kind === 'close') this.network.close(output.flow);
      else if (output.kind === 'pause') this.network.pause(output.flow, output.paused);
      else if (output.kind === 'lost') this.lost.push(output.flow);
      else this.heard.push({ flow: output.flow, text: textOf(output.bytes) });
    }
  }
}

export const request = (body = '', extra: readonly string[] = []): Uint8Array =>
  wire([...OPTIONS_LINES.slice(0, -1), ...extra, `Content-Length: ${body.length}`], body);

/** What every transport promises together with the gate; run on sockets and on the simulated network. */
export function sipTransportContract(name: string, openWorld: () => Promise<SipWorld>): void {
  describe(`the contract of a SIP transport: ${name}`, () => {
    let world: SipWorld;
    const boxes: Box[] = [];
    const box = async (limits: Partial<GateLimits> = {}, trusts?: (flow: Flow) => boolean): Promise<Box> => {
      const made = new Box(await world.open(), { ...GATE_LIMITS, ...limits }, trusts);
      boxes.push(made);
      return made;
    };
    const pair = async (limits?: Partial<GateLimits>): Promise<[Box, Box]> => {
      world = await openWorld();
      return [await box(), await box(limits)];
    };
    const isStream = (): boolean => world.transport !== 'UDP';
    afterEach(async () => {
      for (const { network } of boxes.splice(0)) await network.stop();
      await world.close();
    });

    it('a request arrives whole, and its answer goes back over the flow that it came by', async () => {
      const [a, b] = await pair();
      a.send(a.flowTo(b), request('hello'));
      await world.until(() => b.heard.length === 1);
      const { flow, text } = b.heard[0]!;
      expect(text).toBe(textOf(request('hello')));
      expect(flow.transport).toBe(world.transport);
      expect(flow.local).toEqual(b.address);
      b.send(flow, request('answer'));
      await world.until(() => a.heard.length === 1);
      expect(flowKey(a.heard[0]!.flow)).toBe(flowKey(a.flowTo(b)));
    });

    it('all messages of one peer come by one flow, and those of another by another', async () => {
      const [a, b] = await pair();
      const c = await box();
      for (const from of [a, a, c]) from.send(from.flowTo(b), request());
      await world.until(() => b.heard.length === 3);
      expect(new Set(b.heard.map(({ flow }) => flowKey(flow))).size).toBe(2);
    });

    it('the topmost Via is stamped with the address and port that a request really came from', async () => {
      const [a, b] = await pair();
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 1);
      const { flow, text } = b.heard[0]!;
      const [via] = stamped(accepted(new TextEncoder().encode(text)), flow).via;
      expect(via!.params).toContainEqual({ name: 'rport', value: String(flow.remote.port) });
      expect(via!.params).toContainEqual({ name: 'received', value: flow.remote.host });
      if (!isStream()) expect(flow.remote).toEqual(a.address);
    });

    it('a keep-alive is no message; a connection gets its pong, and goes on', async () => {
      const [a, b] = await pair();
      a.send(a.flowTo(b), '\r\n\r\n');
      a.send(a.flowTo(b), request());
      await world.until(() => b.gate.counts.keepAlives === 1 && (!isStream() || a.pongs.length === 1));
      await world.until(() => b.heard.length === 1);
      expect(b.gate.counts).toMatchObject({ keepAlives: 1, messages: 1 });
    });

    it('a request larger than any datagram of the network arrives over a connection', async () => {
      const [a, b] = await pair();
      const size = isStream() ? 40_000 : 1_200;
      a.send(a.flowTo(b), request('x'.repeat(size)));
      await world.until(() => b.heard.length === 1);
      expect(b.heard[0]!.text).toHaveLength(request('x'.repeat(size)).length);
    });

    it('a hundred good requests sent in one go are no flood over a connection: all arrive, in order', async () => {
      const [a, b] = await pair({ stranger: { perSecond: 100, burst: 10 } });
      if (!isStream()) return;
      const all = Array.from({ length: 100 }, (_, n) => textOf(request('y'.repeat(600), [`X-Number: ${n}`])));
      a.send(a.flowTo(b), all.join(''));
      await world.until(() => {
        b.pass(ms(60));
        return b.heard.length === 100;
      });
      expect(b.heard.map(({ text }) => /X-Number: (\d+)/.exec(text)![1])).toEqual(
        Array.from({ length: 100 }, (_, n) => String(n)),
      );
      expect(b.gate.counts.paused).toBeGreaterThan(0);
      expect(b.closed).toEqual([]);
    });

    it('datagrams over the rate of strangers are shed, and a peer that proved itself is not', async () => {
      world = await openWorld();
      if (isStream()) return;
      const [a, c] = [await box(), await box()];
      const b = await box(
        { strangers: { perSecond: 1, burst: 5 } },
        (flow) => flow.remote.port === c.address.port,
      );
      for (let n = 0; n < 20; n++) a.send(a.flowTo(b), request());
      await world.until(() => b.gate.counts.shed === 15);
      for (let n = 0; n < 20; n++) c.send(c.flowTo(b), request());
      await world.until(() => b.heard.length === 25);
      expect(b.gate.counts.shed).toBe(15);
    });

    it('a connection that says nothing, and one whose message does not end, are closed in time', async () => {
      const [a, b] = await pair();
      if (!isStream()) return;
      const c = await box();
      a.send(a.flowTo(b), 'OPTIONS sip:x SIP/2.0\r\nVia');
      c.send(c.flowTo(b), '\r\n');
      await world.until(() => b.gate.open === 2);
      b.pass(sec(9));
      expect(b.gate.open).toBe(2);
      b.pass(sec(2));
      await world.until(() => a.lost.length === 1 && c.lost.length === 1);
      expect(b.gate.open).toBe(0);
      expect(b.gate.counts.connectionsBroken).toBe(2);
    });

    it('a connection whose messages cannot be told apart is answered and closed', async () => {
      const [a, b] = await pair();
      if (!isStream()) return;
      a.send(a.flowTo(b), wire([...OPTIONS_LINES.slice(0, -1), 'Content-Length: abc'], 'data'));
      await world.until(() => a.lost.length === 1);
      expect(a.heard[0]!.text).toMatch(/^SIP\/2\.0 400 /);
      expect(b.heard).toEqual([]);
    });

    it('connections from one address are limited, and the other ones go on', async () => {
      const [a, b] = await pair({ connectionsPerSource: 1 });
      if (!isStream()) return;
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 1);
      const more = await box();
      if (more.address.host === a.address.host) {
        more.send(more.flowTo(b), request());
        await world.until(() => more.lost.length === 1);
        expect(b.gate.counts.connectionsRefused).toBe(1);
      }
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 2);
    });

    it('when all connections are taken, the oldest stranger gives way to the newest caller', async () => {
      const [a, b] = await pair({ connections: 1 });
      if (!isStream()) return;
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 1);
      const c = await box();
      c.send(c.flowTo(b), request());
      await world.until(() => b.heard.length === 2 && a.lost.length === 1);
      expect(b.gate.open).toBe(1);
    });

    it('a connection to where nobody listens is told as lost, and the box lives on', async () => {
      const [a, b] = await pair();
      if (!isStream()) return;
      const nobody = { ...a.flowTo(b), remote: { ...b.address, port: 1 } };
      a.send(nobody, request());
      await world.until(() => a.lost.length === 1);
      expect(flowKey(a.lost[0]!)).toBe(flowKey(nobody));
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 1);
    });

    it('a connection that its peer ended is told, and opened anew when something is to be sent', async () => {
      const [a, b] = await pair();
      if (!isStream()) return;
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 1);
      b.network.close(b.heard[0]!.flow);
      await world.until(() => a.lost.length === 1 && b.lost.length === 1);
      a.send(a.flowTo(b), request());
      await world.until(() => b.heard.length === 2);
    });

    it('rubbish of any kind leaves the box answering', async () => {
      const [a, b] = await pair();
      const rubbish = Uint8Array.from({ length: 900 }, (_, n) => (n * 7_919) % 256);
      for (let n = 0; n < 20; n++) a.send(a.flowTo(b), rubbish.subarray(n * 3));
      const c = await box();
      c.send(c.flowTo(b), request());
      await world.until(() => b.heard.some(({ text }) => text.startsWith('OPTIONS')));
    });
  });
}
