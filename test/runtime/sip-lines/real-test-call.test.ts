import { expect, test } from 'vitest';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import { sec } from '#units/time.ts';
import { Phone } from '../../sip/support/phone.ts';
import { office } from './real-office.ts';

/*
 * A carrier at 192.0.2.50 before the real SIP stack, host and core, on a network without sockets. It knows our address
 * and asks for no password; what it does with an INVITE, the test says.
 */

const CARRIER = { host: '192.0.2.50', port: 5060 };
const TRUNK: TrunkSettings = {
  ...{ id: 'carrier', domain: CARRIER.host, user: '4000', authUser: '4000', password: '', registers: false },
  ...{ outboundProxy: null, port: CARRIER.port, transport: 'UDP', expiresSec: 600, watched: true },
  ...{ callerStyle: 'pai', media: USUAL_MEDIA },
};

async function begun(
  does: (carrier: Phone, session: Parameters<Phone['pickUp']>[0]) => void,
  silent = false,
) {
  const all = office();
  const network = all.internet.box([{ transport: 'UDP', local: CARRIER }]);
  const carrier = new Phone(network, all.clock, { host: '192.0.2.1', port: 5060 }, '4000', 77);
  carrier.onIncoming = (session) => does(carrier, session);
  all.edge.do((stack, now) => stack.configure({ devices: [], trunks: [TRUNK] }, now));
  all.run(5_000);
  all.internet.loses = () => silent;
  expect(await all.lines.tests.begin('carrier', '955501234')).toEqual({ ok: true });
  const view = () => all.lines.tests.view('carrier')!;
  const expectQuiet = (): void => {
    all.run(60_000);
    expect([all.legs.size, all.edge.stack.held.legs, carrier.session]).toEqual([0, 0, null]);
  };
  return { ...all, carrier, view, expectQuiet };
}

test('a carrier that takes the call: 180, answer, codec, and our BYE after a quarter of a minute', async () => {
  const { run, view, store, expectQuiet } = await begun((carrier, session) =>
    carrier.later(sec(3), () => carrier.pickUp(session)),
  );
  run(1_000);
  expect(view()).toMatchObject({ state: 'ringing', sent: '55501234', answeredMs: null });
  run(3_000);
  expect(view()).toMatchObject({ state: 'talking', codec: 'PCMA', encrypted: false });
  run(16_000);
  expect(view()).toMatchObject({ state: 'over', end: 'worked', status: null });
  expectQuiet();
  expect(store.records).toMatchObject([{ kind: 'outgoing', to: '55501234', cause: 16 }]);
});

test('a carrier that refuses: 403 with its own words, and what to do about it', async () => {
  const { run, view, store, expectQuiet } = await begun((carrier, session) =>
    carrier.do((ua, now) => ua.reject(session, 403, {}, now)),
  );
  run(1_000);
  expect(view()).toMatchObject({
    ...{ state: 'over', end: 'refused', status: 403, words: 'Forbidden', advice: 'account' },
    ...{ sent: '55501234', answeredMs: null },
  });
  expectQuiet();
  expect(store.records).toMatchObject([{ kind: 'outgoing', answeredAt: null, cause: 21 }]);
});

test('a carrier whose telephone rings for ever: CANCEL after a minute', async () => {
  const { run, view, carrier, expectQuiet } = await begun(() => undefined);
  run(30_000);
  expect(view()).toMatchObject({ state: 'ringing', end: null });
  run(31_000);
  expect(view()).toMatchObject({ state: 'over', end: 'unanswered' });
  expect(carrier.told).toContain('ended');
  expectQuiet();
});

test('a carrier that has gone silent since it was last looked at: no word, look at the network', async () => {
  const { run, view, expectQuiet } = await begun(() => undefined, true);
  run(100);
  expect(view().state).toBe('sent');
  run(40_000);
  expect(view()).toMatchObject({ state: 'over', end: 'noWord', advice: 'network' });
  expectQuiet();
});
