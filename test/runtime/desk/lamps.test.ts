import { expect, test } from 'vitest';
import type { LineView } from '#ports/observe.ts';
import { Lamps } from '#runtime/desk/lamps.ts';
import type { DeskOffice } from '#runtime/desk/sources.ts';
import type { PortId } from '#units/ids.ts';

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
