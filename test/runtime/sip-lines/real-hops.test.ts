import { expect, test } from 'vitest';
import { carrierOffice } from './real-carrier.ts';

/** What each INVITE may still go that comes to the carrier and to the telephones; how the carrier's own calls end. */
function world(to: string) {
  const all = carrierOffice(to);
  const hops: (number | null)[] = [];
  const ends: unknown[] = [];
  for (const peer of [all.carrier, ...all.desks])
    peer.onEvent = (event) => {
      if (event.kind === 'incoming') hops.push(event.invite.maxForwards);
      if (event.kind === 'ended' && event.message?.kind === 'response') ends.push(event.message.status);
    };
  return { ...all, hops, ends };
}

test('a call that is forwarded out again goes as far as it could still have gone, less one', () => {
  const { hops, carrier, calls } = world('955501234');
  carrier.onIncoming = () => undefined;
  calls('+8613800138000', [], 30);
  expect(hops).toEqual([29]);
});

test('a call of a telephone, and one to a telephone, too', () => {
  const { hops, desks, calls, run } = world('821');
  calls('+8613800138000', [], 9);
  desks[0]!.call('821');
  run(5_000);
  expect(hops.slice(0, 1)).toEqual([8]);
  const { hops: out, desks: more, run: goOn, carrier } = world('821');
  carrier.onIncoming = () => undefined;
  more[0]!.call('955501234');
  goOn(12_000);
  expect(out).toEqual([69]);
});

test('a call whose hops are used up at the carrier ends as one that goes in circles, and is tried nowhere else', () => {
  const { hops, ends, carrier, calls, clock, run, legs, edge, store } = world('955501234');
  carrier.onIncoming = (session) => carrier.do((ua) => ua.reject(session, 483, {}, clock.now()));
  calls('+8613800138000', [], 1);
  run(60_000);
  expect([hops, ends]).toEqual([[0], [483]]);
  expect([legs.size, edge.stack.held.legs]).toEqual([0, 0]);
  expect(store.records.map(({ cause }) => cause)).toEqual([25]);
});
