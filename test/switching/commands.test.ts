import { describe, expect, test } from 'vitest';
import type { Command, Reply } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import { makeOffice, type OfficeWishes } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (wishes: OfficeWishes = {}): Play => new Play(makeOffice({ extensions: 5, ...wishes }));

let next = 1;
function ask(play: Play, command: Command): Reply {
  const id = next++;
  play.send({ kind: 'command', id, command });
  const replies = play.all('reply').filter((effect) => effect.id === id);
  expect(replies).toHaveLength(1);
  return replies[0]!.reply;
}

const C1 = 'c1' as CallId;
const C2 = 'c2' as CallId;

/** 801 and 802 are in conversation, in call c1. */
function talking(): Play {
  const play = office();
  play.call('801', '802');
  play.lift('802');
  return play;
}

describe('commands about calls', () => {
  test('click to dial rings the own telephone first, and dials when it is lifted', () => {
    const play = office();
    expect(ask(play, { op: 'makeCall', device: '801', to: '802' })).toEqual({ ok: true, call: C1 });
    expect([play.rings('801'), play.rings('802')]).toEqual([true, false]);
    play.lift('801');
    expect(play.rings('802')).toBe(true);
    play.lift('802');
    expect(play.hears('801')).toBe('802');
  });

  test('a telephone that nobody lifts for its own call is left alone after a while', () => {
    const play = office();
    ask(play, { op: 'makeCall', device: '801', to: '802' });
    play.wait(20_000);
    expect(play.allQuiet).toBe(true);
    expect(play.lastRecord).toMatchObject({ from: '801', cause: 19 });
  });

  test('hold, retrieve, and a consultation that ends in a transfer', () => {
    const play = talking();
    expect(ask(play, { op: 'hold', device: '801', call: C1 })).toEqual({ ok: true, call: C1 });
    expect(play.hears('802')).toBe('music');
    ask(play, { op: 'retrieve', device: '801', call: C1 });
    expect(play.hears('802')).toBe('801');
    expect(ask(play, { op: 'consult', device: '801', call: C1, to: '803' })).toMatchObject({ ok: true });
    play.lift('803');
    expect(play.hears('801')).toBe('803');
    ask(play, { op: 'alternate', device: '801' });
    expect(play.hears('801')).toBe('802');
    ask(play, { op: 'completeTransfer', device: '801' });
    expect(play.hears('802')).toBe('803');
    play.hangUp('801', '802', '803');
    expect(play.allQuiet).toBe(true);
  });

  test('a consultation becomes a conference', () => {
    const play = talking();
    ask(play, { op: 'consult', device: '801', call: C1, to: '803' });
    play.lift('803');
    ask(play, { op: 'conference', device: '801' });
    expect(play.hears('803')).toBe('801 + 802');
  });

  test('a blind transfer rings the other telephone, and comes back when nobody answers', () => {
    const play = talking();
    ask(play, { op: 'transfer', device: '801', call: C1, to: '803' });
    expect([play.rings('803'), play.hears('801'), play.hears('802')]).toEqual([true, 'busy', 'ringback']);
    play.hangUp('801');
    play.wait(30_000);
    expect([play.rings('803'), play.rings('801')]).toEqual([false, true]);
  });

  test('a blind transfer to nobody comes back at once', () => {
    const play = talking();
    ask(play, { op: 'transfer', device: '802', call: C1, to: '899' });
    play.hangUp('802');
    play.wait(10);
    expect(play.rings('802')).toBe(true);
    play.lift('802');
    expect(play.hears('801')).toBe('802');
  });

  test('a call that rings is sent elsewhere, or fetched by a lifted telephone', () => {
    const play = office();
    play.call('801', '802');
    expect(ask(play, { op: 'deflect', device: '802', call: C1, to: '803' })).toMatchObject({ ok: true });
    expect([play.rings('802'), play.rings('803')]).toEqual([false, true]);
    play.lift('804');
    expect(ask(play, { op: 'pickup', device: '804', from: '803' })).toMatchObject({ ok: true });
    expect(play.hears('804')).toBe('801');
  });

  test('one party is released, or the whole call', () => {
    const play = talking();
    ask(play, { op: 'release', device: '802', call: C1 });
    expect([play.hears('801'), play.hears('802')]).toEqual(['busy', 'busy']);
    const rings = office();
    rings.call('801', '802');
    ask(rings, { op: 'release', device: null, call: C1 });
    expect(rings.rings('802')).toBe(false);
  });

  test.each<[string, Command, string]>([
    ['nobody has', { op: 'makeCall', device: '899', to: '802' }, 'no-such-device'],
    ['no telephone can dial', { op: 'makeCall', device: '803', to: 'abc' }, 'bad-number'],
    ['is busy', { op: 'makeCall', device: '801', to: '803' }, 'not-in-that-state'],
    ['is not there', { op: 'hold', device: '801', call: C2 }, 'no-such-call'],
    ['is not its own', { op: 'hold', device: '803', call: C1 }, 'no-such-call'],
    ['is not on hold', { op: 'retrieve', device: '801', call: C1 }, 'not-in-that-state'],
    ['cannot lift itself', { op: 'answer', device: '801', call: C1 }, 'device-cannot'],
    ['has one call only', { op: 'completeTransfer', device: '801' }, 'not-in-that-state'],
  ])('a command about what %s is refused, and changes nothing', (_what, command, why) => {
    const play = talking();
    const before = play.exchange;
    expect(ask(play, command)).toEqual({ ok: false, why });
    expect(play.exchange).toBe(before);
  });
});

describe('commands about settings', () => {
  test('forwarding set on the page works like one set by telephone, and is kept', () => {
    const play = office();
    const forward = { all: '803', busy: null, noAnswer: null, offline: null };
    ask(play, { op: 'setSubscriber', device: '802', change: { forward } });
    expect(play.all('keep').at(-1)?.kept).toMatchObject({ what: 'subscriber', key: '802' });
    play.call('801', '802');
    expect(play.rings('803')).toBe(true);
  });

  test('what was kept is in force again after a restart', () => {
    const play = office();
    ask(play, { op: 'setSubscriber', device: '802', change: { doNotDisturb: true } });
    ask(play, { op: 'setMode', entity: 'main', mode: 'night' });
    const kept = play.all('keep').map((effect) => effect.kept);
    const again = office();
    again.send({ kind: 'restore', kept });
    again.call('801', '802');
    expect(again.hears('801')).toBe('do-not-disturb');
    expect(again.exchange.modes.get('main')).toBe('night');
  });

  test('a number that cannot be dialled is refused', () => {
    const play = office();
    const forward = { all: '8o3', busy: null, noAnswer: null, offline: null };
    expect(ask(play, { op: 'setSubscriber', device: '802', change: { forward } })).toEqual({
      ok: false,
      why: 'bad-number',
    });
    expect(ask(play, { op: 'setSubscriber', device: '802', change: { pin: '12' } })).toEqual({
      ok: false,
      why: 'bad-number',
    });
    expect(ask(play, { op: 'setMode', entity: 'nobody', mode: null })).toEqual({
      ok: false,
      why: 'no-such-device',
    });
  });
});
