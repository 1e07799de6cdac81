import { describe, expect, test } from 'vitest';
import type { LineView } from '#ports/observe.ts';
import { Lamps } from '#runtime/desk/lamps.ts';
import type { DeskOffice } from '#runtime/desk/sources.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { PortId } from '#units/ids.ts';
import { BusyOffice } from './support/busy-office.ts';

const line = (port: PortId, state: string, health: LineView['health'] = 'in-service'): LineView => ({
  ...{ port, state, health, kind: 'fxs', chip: '', fault: null, number: '820', name: 'Desk', call: null },
});

test.each([
  [['idle', 'idle'], 'free'],
  [['idle', 'talking'], 'busy'],
  [['holding', 'idle'], 'busy'],
  [['talking', 'alerting'], 'ringing'],
  [['outOfService', 'idle'], 'free'],
  [['outOfService', 'outOfService'], 'out-of-service'],
] as const)('the lamp of a telephone whose lines are %j is %s', ([first, second], lamp) => {
  const office = { extensions: [{ number: '820', port: '100/1' }] } as unknown as DeskOffice;
  const lamps = new Lamps({ snapshot: () => null as never, subscriber: () => null }, () => office);
  lamps.look([line('100/1', first), line('100/2', second)]);
  expect(lamps.of('820')).toBe(lamp);
});

describe('the lamp of who has logged in at another telephone', () => {
  test('shows what he does there, and his own telephone again when he has logged out', async () => {
    const office = new BusyOffice();
    await office.open();
    const sat = await office.desk.sit('chen', '1', 'a', () => undefined);
    if (!sat.ok) throw new Error(sat.error.what);
    const lamp = (number: string) => new Map(sat.value.lamps()).get(number);
    const logsIn = async (at: string | null): Promise<void> => {
      const set = office.host.control.request({ op: 'setSubscriber', device: '810', change: { at } });
      await office.pass(100);
      expect(await set).toMatchObject({ ok: true });
    };
    await logsIn('811');
    office.phone('812').lift();
    await office.pass(500);
    office.phone('812').dial('810');
    await office.pass(3_000);
    expect([lamp('810'), lamp('811')]).toEqual(['ringing', 'ringing']);
    office.phone('811').lift();
    await office.pass(500);
    expect([lamp('810'), lamp('812')]).toEqual(['busy', 'busy']);
    await logsIn(null);
    expect([lamp('810'), lamp('811')]).toEqual(['free', 'busy']);
  });

  test.each([
    ['at a hot desk', { '830': 'talking' }, 'busy'],
    ['at a hot desk that is out of service', { '830': 'outOfService' }, 'out-of-service'],
    ['at a telephone that has left the office', {}, 'do-not-disturb'],
  ] as const)('%s', (_, hotDesk, lamp) => {
    const extensions = ['820', '830'].map((number, i) => ({ number, port: `100/${i + 1}` }));
    const user = { ...FRESH_SUBSCRIBER, at: '830', doNotDisturb: true };
    const lamps = new Lamps(
      {
        snapshot: () => null as never,
        subscriber: (number) => (number === '820' ? user : FRESH_SUBSCRIBER),
      },
      () => ({ extensions }) as unknown as DeskOffice,
    );
    const there = Object.entries(hotDesk).map(([number, state]) => ({ ...line('100/2', state), number }));
    lamps.look([line('100/1', 'idle'), ...there]);
    expect(lamps.of('820')).toBe(lamp);
  });
});
