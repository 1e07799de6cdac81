import { expect, test } from 'vitest';
import { carrierOffice } from './real-carrier.ts';

/*
 * What is written into the INVITE of a call that somebody has forwarded.
 */

/** 801 has all its calls forwarded to `to`. */
function world(to: string) {
  const all = carrierOffice(to);
  const told: string[] = [];
  for (const peer of [all.carrier, ...all.desks])
    peer.onEvent = (event) => {
      if (event.kind !== 'incoming') return;
      const { method, uri, fields } = event.invite;
      told.push(`${method} ${'user' in uri ? uri.user : ''}`);
      for (const { name, value } of fields) if (name === 'diversion') told.push(value);
    };
  return { ...all, told };
}

test('a caller from the carrier goes out again, and the carrier is told whose number has sent him on', () => {
  const { told, calls, carrier, run, legs, edge, store } = world('955501234');
  carrier.onIncoming = () => undefined;
  calls('+8613800138000', []);
  expect(told).toEqual([
    'INVITE 55501234',
    '<sip:+862155518000@192.0.2.50>;reason=unconditional;counter=1;privacy=off',
  ]);
  carrier.hangUp();
  run(60_000);
  expect([legs.size, edge.stack.held.legs]).toEqual([0, 0]);
  expect(store.records).toHaveLength(1);
});

test('a colleague is told at his telephone whose call he has, and whom its caller had dialled first', () => {
  const { told, calls, desks, run, store } = world('821');
  desks[0]!.call('801');
  run(4_000);
  expect(told).toEqual([
    'INVITE 821',
    expect.stringMatching(/^"[^"]+" <sip:801@192\.0\.2\.1>;reason=unconditional;counter=1;privacy=off$/),
  ]);
  desks[0]!.hangUp();
  run(2_000);
  told.length = 0;
  calls('+8613800138000', [{ name: 'diversion', value: '"Shop" <sip:+862066660000@x>;reason=no-answer' }]);
  expect(told).toEqual([
    'INVITE 821',
    expect.stringMatching(/<sip:801@192\.0\.2\.1>;reason=unconditional/),
    '"Shop" <sip:02066660000@192.0.2.1>;reason=no-answer;counter=1;privacy=off',
  ]);
  desks[1]!.hangUp();
  run(5_000);
  expect(store.records.at(-1)?.sentOn).toEqual([{ number: '02066660000', why: 'no-answer' }]);
});

test('whatever a carrier writes, the call goes on, and what goes out can be read', () => {
  const half = `${'1'.repeat(63)}%F0%9F%98%80`;
  for (const value of [
    '<sip:%00%0d%0aVia%3a@x>;reason="\\"\\r\\n"',
    `<sip:${half}@x>;reason=__proto__;counter=00`,
    `"${'€'.repeat(63)}😀" <sip:+8620@x>`,
    '<sip:a;b=c?d=e@x>;privacy=off;privacy=full',
    ', , <tel:+1>;;, @@ <sip:+8620@[::1]>',
  ])
    for (const to of ['955501234', '821']) {
      const { told, calls, carrier, run, legs, edge } = world(to);
      carrier.onIncoming = () => undefined;
      calls(half.slice(0, 30), [{ name: 'diversion', value }]);
      expect(told.length, value).toBeGreaterThan(1);
      carrier.hangUp();
      run(60_000);
      expect([legs.size, edge.stack.held.legs], value).toEqual([0, 0]);
    }
});
