import { describe, expect, it } from 'vitest';
import type { Listener } from '#ports/sip-transport.ts';
import { seededRandom } from '#sim/random.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { GATE_LIMITS } from '#sip/edge/gate.ts';
import { ms, sec } from '#units/time.ts';
import { Box, request, type SipWorld, sipTransportContract } from '../../contracts/sip-transport.ts';

function simulatedWorld(transport: Listener['transport'], host: string): SipWorld {
  const clock = new VirtualClock();
  const internet = new Internet(clock, seededRandom(7));
  return {
    transport,
    open: () => Promise.resolve(internet.box([{ transport, local: { host, port: 0 } }])),
    until: async (so) => {
      for (let n = 0; n < 2_000 && !so(); n++) clock.runFor(ms(10));
      if (!so()) throw new Error('it never happened');
    },
    close: () => Promise.resolve(),
  };
}

for (const transport of ['UDP', 'TCP', 'TLS'] as const)
  sipTransportContract(`simulated ${transport}`, () =>
    Promise.resolve(simulatedWorld(transport, '192.0.2.1')),
  );

describe('the simulated network', () => {
  it('loses, doubles and holds up datagrams as its weather says, the same for the same seed', () => {
    const day = (seed: number): string[] => {
      const clock = new VirtualClock();
      const internet = new Internet(clock, seededRandom(seed));
      internet.weather = { lost: 20, doubled: 10, late: 10 };
      const at = (host: string) => internet.box([{ transport: 'UDP', local: { host, port: 5060 } }]);
      const [a, b] = [new Box(at('192.0.2.1'), GATE_LIMITS), new Box(at('192.0.2.2'), GATE_LIMITS)];
      for (let n = 0; n < 100; n++) a.send(a.flowTo(b), request('', [`X-Number: ${n}`]));
      clock.runFor(sec(5));
      return b.heard.map(({ text }) => /X-Number: (\d+)/.exec(text)![1]!);
    };
    const [first, again, other] = [day(1), day(1), day(2)];
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    const different = new Set(first).size;
    expect(different).toBeGreaterThan(60);
    expect(different).toBeLessThan(95);
    expect(first.length).toBeGreaterThan(different);
    expect(first).not.toEqual(first.toSorted((x, y) => Number(x) - Number(y)));
  });
});
