import { describe, expect, test } from 'vitest';
import { sipOf } from '#adapters/sip/office-sip.ts';
import { SipService } from '#adapters/sip/service.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { SipEvent } from '#ports/sip-stack.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet } from '#sim/sip/network.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { Phone } from '../../sip/support/phone.ts';
import { assemble } from './bench.ts';
import { office } from './real-office.ts';

/** What a telephone is told of whom it watches. */
function toldTo(phone: Phone): string[] {
  const told: string[] = [];
  phone.onEvent = (event) => {
    if (event.kind === 'request' && event.request.method === 'NOTIFY')
      told.push(new TextDecoder().decode(event.request.body));
  };
  return told;
}

const presenceIn = (text: string | undefined): string =>
  [/<basic>(\w+)/, /<rpid:([\w-]+)\/>/].flatMap((word) => word.exec(text ?? '')?.[1] ?? []).join(' ');

describe('a telephone that watches another', () => {
  test('sees that it is on the phone, that its user wants quiet, and that it is switched off', () => {
    const { desks, run, host, phone } = office();
    const told = toldTo(desks[0]!);
    desks[0]!.subscribe('821', 'presence');
    run(6000);
    expect(told.map(presenceIn)).toEqual(['open']);
    desks[1]!.call('801');
    run(1000);
    phone(1).lift();
    run(6000);
    expect(presenceIn(told.at(-1))).toBe('open on-the-phone');
    // With whom is nobody's business.
    expect(told.at(-1)).not.toContain('801');
    phone(1).hangUp();
    host.control.request({ op: 'setDoNotDisturb', device: '821', on: true, from: null, to: null });
    run(12_000);
    expect(presenceIn(told.at(-1))).toBe('open busy');
    // Nobody registers it again.
    desks[1]!.register = () => undefined;
    run(700_000);
    expect(presenceIn(told.at(-1))).toBe('closed');
  });

  test('is told the truth at first, though nobody has watched before', () => {
    const { desks, run, phone } = office();
    desks[1]!.call('801');
    run(1000);
    phone(1).lift();
    run(6000);
    const told = toldTo(desks[0]!);
    desks[0]!.subscribe('821', 'presence');
    desks[0]!.subscribe('821', 'dialog');
    run(500);
    expect(told.map((text) => presenceIn(text) || /<state>(\w+)/.exec(text)?.[1])).toEqual([
      'open on-the-phone',
      'confirmed',
    ]);
  });

  test('that asks for what nobody tells here is refused', () => {
    const { desks, run } = office();
    const answers: string[] = [];
    desks[0]!.onEvent = (event) => {
      if (event.kind === 'response' && event.response !== null && event.response.status !== 401)
        answers.push(`${event.response.cseq.method} ${event.response.status}`);
    };
    desks[0]!.subscribe('821', 'presence.winfo');
    run(2000);
    expect(answers.at(-1)).toBe('SUBSCRIBE 489');
  });
});

describe('SIP that is opened anew at another address', () => {
  const documentAt = (address: string): OfficeDocument => ({
    extensions: [{ number: '820', name: 'Anna' }],
    sip: {
      listen: [{ transport: 'udp', address }],
      devices: [{ extension: '820', secret: 'geheim-820' }],
    },
  });

  test('tells who watches how it stands since long ago, lamp and presence', async () => {
    const clock = new VirtualClock();
    const internet = new Internet(clock, seededRandom(5));
    let hear: (event: SipEvent) => void = () => undefined;
    const service = new SipService({
      ...{ clock, wallClock: new VirtualWallClock(clock, Date.UTC(2026, 10, 22)), folder: '/nowhere' },
      dns: new SimulatedDns(clock),
      hear: (event) => hear(event),
      alarm: () => undefined,
      open: async ({ listen }) => ({ network: internet.box(listen), faults: [] }),
    });
    const { watchers, lines, keys, run, phone } = assemble(clock, service);
    hear = (event) => {
      keys.hear(event);
      watchers.hear(event);
      lines.hear(event);
    };
    await service.configure(sipOf(documentAt('192.0.2.1'), 5060));
    run(2000);
    phone(1).lift();
    run(2000);
    await service.configure(sipOf(documentAt('192.0.2.2'), 5060));
    const box = internet.box([{ transport: 'UDP', local: { host: '192.0.2.10', port: 5060 } }]);
    const anna = new Phone(box, clock, { host: '192.0.2.2', port: 5060 }, '820', 1, 'geheim-820');
    const told = toldTo(anna);
    anna.register();
    run(1000);
    anna.subscribe('801', 'presence');
    run(1000);
    expect(told.map(presenceIn)).toEqual(['open on-the-phone']);
    anna.subscribe('801', 'dialog');
    run(1000);
    expect(told.at(-1)).toContain('<state>trying</state>');
    await service.stop();
  });
});
