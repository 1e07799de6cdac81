import type { Clock } from '#ports/clock.ts';
import type { Observe } from '#ports/observe.ts';
import type { SipTestCalls, SipTestRefusal, SipTestView } from '#ports/sip-test-call.ts';
import type { Refusal } from '#switching/model.ts';
import { type CallId, type PortId, timeslotOf } from '#units/ids.ts';
import { between, inMs, instant } from '#units/time.ts';
import type { LegMedia } from './leg-media.ts';
import { TestCall } from './test-call.ts';
import type { Ties } from './ties.ts';
import type { SipTrunkChannel } from './trunk-channel.ts';

/** How often it is asked how the far side sounds. */
const LISTEN_EVERY_MS = 1_000;
/** What became of it can be read for so long; then the number that was called is nobody's business any more. */
const KEPT_MS = 10 * 60_000;

type Begun = Awaited<ReturnType<SipTestCalls['begin']>>;

const REFUSED: Partial<Readonly<Record<Refusal, SipTestRefusal>>> = {
  'not-permitted': 'emergency',
  'bad-number': 'bad-number',
};

const no = (why: SipTestRefusal): Begun => ({ ok: false, why });

/** Test calls of SIP trunks, one at a time of each. The exchange makes them; this is who watches their channels. */
export class TestCalls implements SipTestCalls {
  readonly #ties: Ties;
  readonly #clock: Clock;
  readonly #channels: ReadonlyMap<PortId, SipTrunkChannel>;
  /** Whether it is up, of each trunk that has told. */
  readonly #up: ReadonlyMap<string, boolean>;
  readonly #media: LegMedia;
  #observe: Observe | null = null;
  /** The last one of each trunk. */
  readonly #tests = new Map<string, TestCall>();
  /** Those that talk, by port. */
  readonly #talking = new Map<PortId, TestCall>();

  constructor(
    ties: Ties,
    clock: Clock,
    channels: ReadonlyMap<PortId, SipTrunkChannel>,
    up: ReadonlyMap<string, boolean>,
    media: LegMedia,
  ) {
    this.#ties = ties;
    this.#clock = clock;
    this.#channels = channels;
    this.#up = up;
    this.#media = media;
    media.sounds = (port, quality) => {
      const test = this.#talking.get(port);
      if (test !== undefined) test.quality = quality;
    };
  }

  /** From now on the exchange's reasons are known. */
  watch(observe: Observe): void {
    this.#observe = observe;
  }

  begin(trunk: string, number: string): Promise<Begun> {
    const channels = [...this.#channels.values()].filter((channel) => channel.trunk === trunk);
    const refused = (why: SipTestRefusal): Promise<Begun> => Promise.resolve(no(why));
    if (channels.length === 0) return refused('no-such-trunk');
    if (this.#tests.get(trunk)?.isOver === false) return refused('under-way');
    if (this.#up.get(trunk) !== true) return refused('trunk-down');
    const free = channels.find(({ isFree, port }) => isFree && this.#ties.view(port)?.state === 'idle');
    return free === undefined ? refused('no-line-free') : this.#begin(free, number);
  }

  #begin(channel: SipTrunkChannel, number: string): Promise<Begun> {
    const { port, trunk } = channel;
    const nowMs = (): number => inMs(between(instant(0), this.#clock.now()));
    const counters = () => this.#ties.voices.countersOf(port);
    const test = new TestCall({ trunk, number, nowMs, counters });
    const before = this.#tests.get(trunk);
    this.#tests.set(trunk, test);
    channel.watch = (told) => {
      const { isAnswered, isOver } = test;
      test.tell(told);
      if (!isAnswered && test.isAnswered) this.#listen(port, test);
      if (!isOver && test.isOver) this.#over(channel, test);
    };
    return new Promise((done) => {
      this.#ties.ask({ op: 'testCall', port, number }, (reply) => {
        if (reply.ok) {
          this.#begun(test, reply.call);
          done({ ok: true });
          return;
        }
        this.#unwatch(channel);
        if (before === undefined) this.#tests.delete(trunk);
        else this.#tests.set(trunk, before);
        done(no(REFUSED[reply.why] ?? 'no-line-free'));
      });
    });
  }

  #begun(test: TestCall, call: CallId | null): void {
    test.call = call;
    const why = call === null ? [] : (this.#observe?.trace(call)?.trace ?? []);
    test.routed = !why.some(({ rule }) => rule === 'testCall.unrouted');
  }

  #unwatch(channel: SipTrunkChannel): void {
    channel.watch = () => undefined;
  }

  #over(channel: SipTrunkChannel, test: TestCall): void {
    const { port, trunk } = channel;
    this.#unwatch(channel);
    if (this.#talking.delete(port)) this.#ask(port, 'end');
    this.#ties.later(KEPT_MS, () => {
      if (this.#tests.get(trunk) === test) this.#tests.delete(trunk);
    });
  }

  #listen(port: PortId, test: TestCall): void {
    this.#talking.set(port, test);
    this.#ask(port, 'start');
    const again = (): void => {
      if (this.#talking.get(port) !== test) return;
      this.#ask(port, 'now');
      this.#ties.later(LISTEN_EVERY_MS, again);
    };
    this.#ties.later(LISTEN_EVERY_MS, again);
  }

  #ask(port: PortId, report: 'start' | 'now' | 'end'): void {
    this.#media.command({ op: 'quality', slot: timeslotOf(port), report });
  }

  view(trunk: string): SipTestView | null {
    return this.#tests.get(trunk)?.view() ?? null;
  }

  hangUp(trunk: string): boolean {
    const test = this.#tests.get(trunk);
    if (test === undefined || test.isOver || test.call === null) return false;
    test.hungUp = true;
    this.#ties.ask({ op: 'release', call: test.call, device: null }, () => undefined);
    return true;
  }
}
