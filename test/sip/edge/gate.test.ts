import { describe, expect, it } from 'vitest';
import type { Flow } from '#ports/sip-transport.ts';
import { Budgets } from '#sip/edge/budget.ts';
import { Gate } from '#sip/edge/gate.ts';
import { stunAnswer } from '#sip/edge/stun.ts';
import { instant, after as later, ms, sec } from '#units/time.ts';
import { request } from '../../contracts/sip-transport.ts';

const from = (host: string, port = 5060): Flow => ({
  transport: 'UDP',
  local: { host: '192.0.2.1', port: 5060 },
  remote: { host, port },
});
const T0 = instant(0);

describe('the gate', () => {
  it('2 000 datagrams a second of strangers from everywhere leave the registered telephones their share', () => {
    const gate = new Gate(T0, (flow) => flow.remote.host === '192.0.2.50');
    const bytes = request();
    let heard = 0;
    for (let n = 0; n < 20_000; n++) {
      const now = later(T0, ms(n / 2));
      gate.hear({ kind: 'datagram', flow: from(`10.0.${n % 250}.${n % 199}`), bytes }, now);
      if (n % 20 === 0) gate.hear({ kind: 'datagram', flow: from('192.0.2.50'), bytes }, now);
      heard += gate
        .drain()
        .filter((output) => output.kind === 'message' && output.flow.remote.host === '192.0.2.50').length;
    }
    expect(heard).toBe(1_000);
    expect(gate.counts.shed).toBeGreaterThan(12_000);
  });

  it('remembers a bounded number of addresses, however many there are', () => {
    const budgets = new Budgets({ perSecond: 1, burst: 1 }, 100);
    for (let n = 0; n < 5_000; n++) budgets.take(`10.0.${n >> 8}.${n & 255}`, T0);
    expect(budgets.size).toBe(100);
  });

  it('a rate comes back with time, and never above its burst', () => {
    const budgets = new Budgets({ perSecond: 10, burst: 3 }, 10);
    const taken = (count: number, at: number): number =>
      Array.from({ length: count }, () => budgets.take('x', later(T0, ms(at)))).filter(Boolean).length;
    expect(taken(5, 0)).toBe(3);
    expect(taken(5, 100)).toBe(1);
    expect(taken(9, 60_000)).toBe(3);
  });

  it('holds nothing for connections that are gone', () => {
    const gate = new Gate(T0);
    const flow: Flow = { ...from('192.0.2.9', 40_000), transport: 'TCP' };
    gate.hear({ kind: 'opened', flow, by: 'peer' }, T0);
    expect(gate.deadline).toBe(sec(10));
    gate.hear({ kind: 'closed', flow, why: '' }, T0);
    expect([gate.open, gate.deadline]).toEqual([0, null]);
    expect(gate.drain()).toEqual([{ kind: 'lost', flow }]);
  });
});

describe('STUN on the SIP port', () => {
  const binding = (type = 1, length = 0): Uint8Array => {
    const bytes = new Uint8Array(20 + length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, type);
    view.setUint16(2, length);
    view.setUint32(4, 0x2112_a442);
    for (let n = 8; n < 20; n++) bytes[n] = n;
    return bytes;
  };

  // RFC 5769 §2.2 gives the XOR of this address and port.
  it('tells a telephone behind NAT where it is seen', () => {
    const answer = stunAnswer(binding(), from('192.0.2.1', 32_853))!;
    expect([...answer.subarray(0, 4)]).toEqual([1, 1, 0, 12]);
    expect([...answer.subarray(20)]).toEqual([0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43]);
  });

  it('also over IPv6, and is deaf to what is no binding request', () => {
    expect(stunAnswer(binding(), from('2001:db8::1'))).toHaveLength(44);
    expect(stunAnswer(binding(0x101), from('192.0.2.1'))).toBeNull();
    expect(stunAnswer(binding().subarray(0, 19), from('192.0.2.1'))).toBeNull();
    expect(stunAnswer(request(), from('192.0.2.1'))).toBeNull();
    const gate = new Gate(T0);
    gate.hear({ kind: 'datagram', flow: from('192.0.2.7'), bytes: binding() }, T0);
    expect(gate.drain()).toHaveLength(1);
  });
});
