import { expect, test } from 'vitest';
import { office } from './real-office.ts';

test('over the real stack: telephones register, call each other and analog ones, and leave nothing behind', () => {
  const { desks, phone, run, stateOf, store, legs, edge } = office();
  const [a, b] = [desks[0]!, desks[1]!];
  const bodies: string[] = [];
  for (const desk of desks)
    desk.onEvent = (event) => {
      const body = 'offer' in event ? event.offer : 'body' in event ? event.body : null;
      if (body !== null) bodies.push(new TextDecoder().decode(body));
    };
  expect([stateOf('820'), stateOf('821')]).toEqual(['idle', 'idle']);

  a.call('821');
  run(4000);
  expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
  expect(bodies.length).toBeGreaterThan(1);
  // Voice is received at all addresses; each telephone is told the one that it speaks to.
  expect(bodies.filter((body) => !body.includes('c=IN IP4 192.0.2.1\r\n'))).toEqual([]);
  b.hangUp();
  run(1000);
  expect(a.session).toBeNull();
  expect([stateOf('820'), stateOf('821')]).toEqual(['idle', 'idle']);

  phone(1).lift();
  run(500);
  phone(1).dial('820');
  run(5000);
  expect([stateOf('801'), stateOf('820')]).toEqual(['talking', 'talking']);
  phone(1).hangUp();
  run(1500);
  expect(a.session).toBeNull();

  b.call('802');
  run(2000);
  expect(stateOf('802')).toBe('alerting');
  b.hangUp();
  run(1500);
  expect([stateOf('802'), stateOf('821')]).toEqual(['idle', 'idle']);

  expect(store.records.map(({ from, to, answeredAt }) => [from, to, answeredAt !== null])).toEqual([
    ['820', '821', true],
    ['801', '820', true],
    ['821', '802', false],
  ]);
  expect(legs.size).toBe(0);
  run(60_000);
  expect(edge.stack.held.legs).toBe(0);
});
