import type { Clock } from '#ports/clock.ts';
import { type DnsAnswer, type DnsQuestion, NO_ANSWER, type SipDns } from '#ports/sip-dns.ts';
import { after, ms } from '#units/time.ts';

/** A name server that knows what it was given: `SRV _sip._udp.carrier.example` → its records. */
export class SimulatedDns implements SipDns {
  readonly asked: string[] = [];
  readonly records = new Map<string, Partial<DnsAnswer>>();
  /** Nobody answers. */
  down = false;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  ask({ type, name }: DnsQuestion, answered: (answer: DnsAnswer) => void): void {
    const key = `${type} ${name.toLowerCase()}`;
    this.asked.push(key);
    const { down } = this;
    const known = down ? {} : this.records.get(key);
    this.clock.at(after(this.clock.now(), ms(down ? 4_000 : 20)), () =>
      answered({ ...NO_ANSWER, ...known, answered: !down }),
    );
  }
}
