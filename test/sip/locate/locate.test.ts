import { describe, expect, it } from 'vitest';
import { type DnsAnswer, type DnsQuestion, NO_ANSWER } from '#ports/sip-dns.ts';
import type { SipTransport } from '#ports/sip-transport.ts';
import { inOrder, locate, type Wanted } from '#sip/locate/locate.ts';
import { seeded } from '../support/peer.ts';

type Records = Readonly<Record<string, Partial<DnsAnswer>>>;
const srv = (priority: number, weight: number, target: string, port = 5060) => ({
  priority,
  weight,
  port,
  target,
});

function places(
  wanted: Partial<Wanted>,
  records: Records,
  speaks: readonly SipTransport[] = ['UDP', 'TCP', 'TLS'],
) {
  const whole = { host: 'carrier.example', port: null, transport: null, secure: false, ...wanted };
  const asked: string[] = [];
  const answer = ({ type, name }: DnsQuestion): DnsAnswer => {
    asked.push(`${type} ${name}`);
    return { ...NO_ANSWER, ...records[`${type} ${name}`], answered: true };
  };
  const asking = locate(whole, speaks, () => 0);
  let step = asking.next();
  while (!step.done) step = asking.next(answer(step.value));
  return {
    asked,
    found: step.value.map(({ transport, address, port }) => `${transport} ${address}:${port}`),
  };
}

describe('where a SIP server is (RFC 3263)', () => {
  it('an address or a port leaves nothing to ask', () => {
    expect(places({ host: '192.0.2.5' }, {})).toEqual({ asked: [], found: ['UDP 192.0.2.5:5060'] });
    expect(places({ host: '2001:db8::5', secure: true }, {}).found).toEqual(['TLS 2001:db8::5:5061']);
    const one = places(
      { port: 5070, transport: 'TCP' },
      { 'A carrier.example': { addresses: ['192.0.2.5'] } },
    );
    expect(one.found).toEqual(['TCP 192.0.2.5:5070']);
    expect(one.asked).not.toContain('SRV _sip._tcp.carrier.example');
  });

  it('the domain says by NAPTR what it prefers, and by SRV who comes first', () => {
    const naptr = [
      {
        order: 50,
        preference: 50,
        flags: 's',
        service: 'SIPS+D2T',
        replacement: '_sips._tcp.carrier.example',
      },
      { order: 90, preference: 50, flags: 's', service: 'SIP+D2T', replacement: '_sip._tcp.carrier.example' },
      { order: 10, preference: 50, flags: 'u', service: 'E2U+sip', replacement: '' },
    ];
    const records: Records = {
      'NAPTR carrier.example': { naptr },
      'SRV _sip._tcp.carrier.example': { srv: [srv(20, 1, 'b.example'), srv(10, 1, 'a.example', 5062)] },
      'A a.example': { addresses: ['192.0.2.1'] },
      'AAAA a.example': { addresses: ['2001:db8::1'] },
      'A b.example': { addresses: ['192.0.2.2'] },
    };
    expect(places({}, records, ['UDP', 'TCP']).found).toEqual([
      'TCP 192.0.2.1:5062',
      'TCP 2001:db8::1:5062',
      'TCP 192.0.2.2:5060',
    ]);
  });

  it('without NAPTR UDP is tried first, and without SRV the host itself', () => {
    const only = places({}, { 'A carrier.example': { addresses: ['192.0.2.5'] } });
    expect(only.asked.slice(0, 2)).toEqual(['NAPTR carrier.example', 'SRV _sip._udp.carrier.example']);
    expect(only.found).toEqual(['UDP 192.0.2.5:5060']);
  });

  it('sips goes over TLS or not at all', () => {
    const records: Records = {
      'SRV _sip._udp.carrier.example': { srv: [srv(1, 1, 'a.example')] },
      'A a.example': { addresses: ['192.0.2.1'] },
      'A carrier.example': { addresses: ['192.0.2.5'] },
    };
    expect(places({ secure: true }, records).found).toEqual(['TLS 192.0.2.5:5061']);
    expect(places({ secure: true }, records, ['UDP']).found).toEqual([]);
  });

  it('a target of "." is no server, and a flood of records is cut off', () => {
    expect(
      places({ transport: 'UDP' }, { 'SRV _sip._udp.carrier.example': { srv: [srv(1, 1, '.')] } }).found,
    ).toEqual([]);
    const many = Array.from({ length: 30 }, (_, n) => srv(n, 1, `s${n}.example`));
    const addresses = Object.fromEntries(
      many.map(({ target }) => [`A ${target}`, { addresses: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] }]),
    );
    const records: Records = { 'SRV _sip._udp.carrier.example': { srv: many }, ...addresses };
    expect(places({ transport: 'UDP' }, records).found).toHaveLength(16);
  });

  it('equal servers are drawn by their weights', () => {
    const { next } = seeded(3);
    const first = { heavy: 0, light: 0, none: 0 };
    for (let n = 0; n < 4_000; n++) {
      const [top] = inOrder(
        [srv(1, 30, 'heavy'), srv(1, 10, 'light'), srv(1, 0, 'none'), srv(2, 99, 'later')],
        next,
      );
      first[top!.target as keyof typeof first]++;
    }
    expect(first.heavy / first.light).toBeGreaterThan(2.5);
    expect(first.heavy / first.light).toBeLessThan(3.6);
    // RFC 2782: a weight of 0 is chosen seldom, yet not never.
    expect(first.none).toBeGreaterThan(10);
    expect(first.none).toBeLessThan(250);
  });
});
