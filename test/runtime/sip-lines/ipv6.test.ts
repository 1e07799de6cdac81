import { expect, test } from 'vitest';
import { office } from './real-office.ts';

type Office = ReturnType<typeof office>;

/** What a telephone is told of our voice, of all that it has been told. */
function descriptionsTo({ desks }: Office): string[][] {
  return desks.map((desk) => {
    const said: string[] = [];
    desk.onEvent = (event) => {
      const body = 'offer' in event ? event.offer : 'body' in event ? event.body : null;
      if (body !== null) said.push(/^c=(.*)\r$/m.exec(new TextDecoder().decode(body))?.[1] ?? 'nothing');
    };
    return said;
  });
}

test('two telephones on IPv6 talk, and each is told an address of IPv6', () => {
  const all = office(3, ['820', '821']);
  const said = descriptionsTo(all);
  const { desks, run, stateOf, legs } = all;
  desks[0]!.call('821');
  run(4000);
  expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
  expect([...new Set(said.flat())]).toEqual(['IN IP6 2001:db8::1']);
  expect(legs.families).toEqual(['ipv6', 'ipv6']);
  expect([...legs.agreed.values()].map(({ remote }) => remote?.address)).toEqual([
    '2001:db8::10',
    '2001:db8::11',
  ]);
  desks[1]!.hangUp();
  run(1000);
  expect([stateOf('820'), stateOf('821'), legs.size]).toEqual(['idle', 'idle', 0]);
});

test.each([
  ['820', '821'],
  ['821', '820'],
] as const)(
  '%s calls %s, one of which is on IPv6: each has a voice in its own network, held and taken back, too',
  (from, to) => {
    const all = office(3, ['821']);
    const said = descriptionsTo(all);
    const { desks, run, stateOf, legs } = all;
    const caller = desks.find(({ number }) => number === from)!;
    caller.call(to);
    run(4000);
    expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
    caller.hold('sendonly');
    run(500);
    caller.hold('sendrecv');
    run(500);
    expect([stateOf('820'), stateOf('821')]).toEqual(['talking', 'talking']);
    expect(said.map((one) => [...new Set(one)])).toEqual([['IN IP4 192.0.2.1'], ['IN IP6 2001:db8::1'], []]);
    const peers = [...legs.agreed.values()].map(({ remote, sends, receives }) => [
      remote?.address,
      sends,
      receives,
    ]);
    expect(peers.sort()).toEqual([
      ['192.0.2.10', true, true],
      ['2001:db8::11', true, true],
    ]);
    caller.hangUp();
    run(1000);
    expect([stateOf('820'), stateOf('821'), legs.size]).toEqual(['idle', 'idle', 0]);
  },
);

test('an analog telephone calls one on IPv6, and is called by it', () => {
  const { desks, run, stateOf, phone, legs } = office(3, ['820']);
  phone(1).lift();
  run(500);
  phone(1).dial('820');
  run(5000);
  expect([stateOf('801'), stateOf('820')]).toEqual(['talking', 'talking']);
  phone(1).hangUp();
  run(1500);
  desks[0]!.call('801');
  run(1000);
  phone(1).lift();
  run(1000);
  expect([stateOf('801'), stateOf('820')]).toEqual(['talking', 'talking']);
  expect(legs.families).toEqual(['ipv6', 'ipv6']);
});
