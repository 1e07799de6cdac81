import { describe, expect, it } from 'vitest';
import type { SipField } from '#ports/sip-codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { Diversion } from '#sip/identity/diversion.ts';
import type { InviteWish } from '#sip/stack/surface.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { sec } from '#units/time.ts';
import { MEDIA } from '../support/b2bua.ts';
import { carrierWorld, EXCHANGE } from '../support/carrier-world.ts';
import type { Phone } from '../support/phone.ts';

const STRANGER = { number: '+8613800138000', name: '', restricted: false };
const BUSY: Diversion = { number: '802', name: 'Anna', restricted: false, why: 'user-busy', count: 1 };

function world(trunk: Partial<TrunkSettings> = {}) {
  const { clock, exchange, phone, other, carrier } = carrierWorld(trunk);
  const told: string[] = [];
  for (const peer of [phone, other, carrier])
    peer.onEvent = (event) => {
      if (event.kind !== 'incoming') return;
      for (const { name, value } of event.invite.fields)
        if (name === 'diversion' || name === 'history-info') told.push(`${name}: ${value}`);
    };
  const rings = (to: InviteWish['to'], diversions: readonly Diversion[]): string[] => {
    exchange.edge.do((stack, now) =>
      stack.invite({ to, caller: STRANGER, local: MEDIA(20_000), diversions }, now),
    );
    clock.runFor(sec(1));
    return told;
  };
  const calls = (from: Phone, number: string, fields: readonly SipField[]): void => {
    const address = (user: string) => ({ display: '', uri: sipUri(user, EXCHANGE.host), params: [] });
    const { host, port } = from.flow.local;
    const contact = { display: '', uri: sipUri(from.number, host, port), params: [] };
    const parts = { from: address(from.number), to: address(number), contact, fields, offer: null };
    from.do((ua, now) => ua.call({ ...parts, target: address(number).uri }, from.flow, now));
    clock.runFor(sec(2));
  };
  return { exchange, phone, carrier, rings, calls, clock };
}

const OUT = { kind: 'trunk', id: 'carrier', number: '13900139000' } as const;

describe('a call that somebody has sent on', () => {
  it('tells its carrier who: the public number, or that of the account', () => {
    const unknown = { ...BUSY, number: '', name: '' };
    expect(world().rings(OUT, [{ ...BUSY, number: '+862155518802', name: '' }])).toEqual([
      'diversion: <sip:+862155518802@192.0.2.51>;reason=user-busy;counter=1;privacy=off',
    ]);
    expect(world().rings(OUT, [unknown])).toEqual([
      'diversion: <sip:4000@192.0.2.51>;reason=user-busy;counter=1;privacy=off',
    ]);
    expect(world({ mainNumber: '+862155518000' }).rings(OUT, [unknown])).toEqual([
      'diversion: <sip:+862155518000@192.0.2.51>;reason=user-busy;counter=1;privacy=off',
    ]);
  });

  it('tells it in the header that the carrier wants, or not at all', () => {
    expect(world({ diversionStyle: 'none' }).rings(OUT, [BUSY])).toEqual([]);
    expect(world({ diversionStyle: 'history-info' }).rings(OUT, [BUSY])).toEqual([
      'history-info: <sip:802@192.0.2.51>;index=1',
      'history-info: <sip:13900139000@192.0.2.51;cause=486>;index=1.1;mp=1',
    ]);
    expect(world().rings(OUT, [])).toEqual([]);
  });

  it('tells the telephone that rings whose call it is', () => {
    expect(world().rings({ kind: 'device', user: '101' }, [BUSY])).toEqual([
      'diversion: "Anna" <sip:802@192.0.2.1>;reason=user-busy;counter=1;privacy=off',
    ]);
  });
});

describe('who says that others have sent him on', () => {
  const header = (value: string): SipField => ({ name: 'diversion', value });

  it('is believed when he is a carrier', () => {
    const { exchange, carrier, calls } = world();
    calls(carrier, '101', [header('"Shop" <sip:+8620555@c.example>;reason=no-answer')]);
    expect(exchange.of('incoming')).toMatchObject([
      {
        from: { kind: 'trunk' },
        diversions: [{ number: '+8620555', name: 'Shop', why: 'no-answer', restricted: false }],
      },
    ]);
  });

  it('is not when he is a telephone', () => {
    const { exchange, phone, clock } = world();
    const send = phone.ua.call.bind(phone.ua);
    phone.ua.call = (parts, ...rest) =>
      send({ ...parts, fields: [...(parts.fields ?? []), header('<sip:+8620555@c.example>')] }, ...rest);
    phone.call('102');
    clock.runFor(sec(2));
    expect(exchange.of('incoming')).toMatchObject([
      { from: { kind: 'device', user: '101' }, diversions: [] },
    ]);
  });

  it('has come round too often: the call ends as one that goes in circles', () => {
    const { exchange, carrier, calls } = world();
    const ends: number[] = [];
    carrier.onEvent = (event) => {
      if (event.kind === 'ended' && event.message?.kind === 'response') ends.push(event.message.status);
    };
    calls(carrier, '101', [header('<sip:+8620555@c.example>;counter=5')]);
    expect(exchange.of('incoming')).toHaveLength(1);
    calls(carrier, '101', [header('<sip:+8620555@c.example>;counter=5'), header('<sip:1@c.example>')]);
    expect(exchange.of('incoming')).toHaveLength(1);
    expect(ends).toEqual([483]);
  });
});
