import { describe, expect, test } from 'vitest';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Command, Extension, Reply, Subscriber, Trunk } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import { fullOffice } from '../support/full-office.ts';
import { port } from '../support/office.ts';
import { Play } from '../support/play.ts';

/** 802 and 804 have three lines each: 802, 802b and 802c; 803 has one more, 803b. Lines begin at port 40. */
const LINES: Readonly<Record<string, number>> = {
  '802b': 40,
  '802c': 41,
  '803b': 42,
  '804b': 43,
  '804c': 44,
};
const linesOf = (number: string) =>
  Object.entries(LINES)
    .filter(([name]) => name.startsWith(number))
    .map(([, n]) => port(n));

class Desk extends Play {
  ask(command: Command): Reply {
    const id = this.events.length;
    this.send({ kind: 'command', id, command });
    return this.all('reply').findLast((effect) => effect.id === id)!.reply;
  }

  set(number: string, change: Partial<Subscriber>): void {
    const value = { ...FRESH_SUBSCRIBER, ...change };
    this.send({ kind: 'restore', kept: [{ what: 'subscriber', key: number, value }] });
  }

  callOf(party: string): CallId {
    const at = this.port(party);
    return this.exchange.calls.find((call) =>
      call?.legs.some((leg) => leg.port === at && leg.releasedAt === null),
    )!.id;
  }
}

function desk(wishes: (number: string) => Partial<Extension> = () => ({}), trunk: Partial<Trunk> = {}): Desk {
  const office = fullOffice({
    trunk,
    extension: (number) => ({ appearances: linesOf(number), ...wishes(number) }),
  });
  return new Desk(office);
}

const talking = (play: Desk): Desk => {
  play.call('801', '802');
  play.lift('802');
  return play;
};

/** Everybody hangs up; each call has left one record. */
function expectQuietAfter(play: Desk): void {
  for (const one of ['801', '802', '803', '804', '805', '806', '807', '808', ...Object.keys(LINES)])
    play.hangUp(one);
  play.wait(1_800_000);
  expect(play.allDone).toBe(true);
}

describe('a telephone with several lines', () => {
  test('a second caller rings at its next line, and both conversations are kept apart', () => {
    const play = talking(desk());
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    expect(play.hears('807')).toBe('ringback');
    play.lift('802b');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', '802b']);
    expectQuietAfter(play);
    expect(play.records.map(({ to }) => to)).toEqual(['802', '802']);
  });

  test('it is busy when every line is in use, and when as many calls as it may have are', () => {
    const play = talking(desk());
    play.lift('802b', '802c');
    play.call('807', '802');
    expect(play.hears('807')).toBe('busy');
    const two = talking(desk((number) => (number === '802' ? { callsMax: 2 } : {})));
    two.lift('802c');
    two.call('807', '802');
    expect(two.hears('807')).toBe('busy');
    two.hangUp('802c');
    two.hangUp('807');
    two.call('807', '802');
    expect(two.ringing).toEqual(['802b']);
    expectQuietAfter(play);
    expectQuietAfter(two);
  });

  test('what its user has set is for the number: forwarding, do-not-disturb, forward on busy', () => {
    const play = talking(desk());
    play.set('802', { forward: { ...FRESH_SUBSCRIBER.forward, all: '805', busy: null } });
    play.call('807', '802');
    expect(play.ringing).toEqual(['806']);
    play.hangUp('807');
    play.set('802', { doNotDisturb: true });
    play.call('807', '802');
    expect(play.hears('807')).toBe('do-not-disturb');
    play.hangUp('807');
    play.set('802', { forward: { ...FRESH_SUBSCRIBER.forward, busy: '806' } });
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    play.lift('802c');
    play.call('808', '1');
    play.hangUp('808', '807');
    play.lift('802b');
    play.call('807', '802');
    expect(play.ringing).toEqual(['806']);
    expectQuietAfter(play);
  });

  test('it does not knock: call waiting is its next line', () => {
    const play = talking(desk());
    play.set('802', { callWaiting: true });
    play.lift('802b', '802c');
    play.call('807', '802');
    expect([play.hears('802'), play.hears('807')]).toEqual(['801', 'busy']);
    expectQuietAfter(play);
  });

  test('who waits for it by camp-on or call-back is served when any line is free', () => {
    const play = talking(desk());
    play.lift('802b', '802c');
    play.call('807', '802');
    play.dial('807', '6');
    expect(play.hears('807')).toBe('music');
    play.hangUp('802c');
    expect(play.ringing).toEqual(['802c']);
    play.hangUp('807');
    play.lift('802c');
    play.call('807', '802');
    play.dial('807', '5');
    play.hangUp('807');
    play.hangUp('802b');
    expect(play.ringing).toEqual(['807']);
    expectQuietAfter(play);
  });

  test('it cannot call itself, at whichever line', () => {
    const play = desk();
    play.call('802b', '802');
    expect(play.hears('802b')).toBe('busy');
    expectQuietAfter(play);
  });

  test('a hunt group passes by a telephone that is in use, and rings one line of the others', () => {
    const play = talking(desk());
    play.call('807', '860');
    expect(play.ringing).toEqual(['803', '804']);
    expectQuietAfter(play);
  });

  test('of members at one telephone (hot desk) it rings once', () => {
    const play = desk((number) => (number === '803' ? { hotDesk: true } : {}));
    play.set('802', { at: '803' });
    play.call('807', '860');
    expect(play.ringing).toEqual(['803', '804']);
    expectQuietAfter(play);
  });

  test('a page, and a call-back for itself, wait until nothing is going on at it', () => {
    const play = talking(desk());
    play.call('807', '880');
    expect(play.ringing).toEqual(['803', '806']);
    play.hangUp('807');
    expectQuietAfter(play);
  });

  test('its group may pick up a call that rings at any of its lines, but not one that it makes itself', () => {
    const play = talking(desk());
    play.call('807', '802');
    play.call('803', '**802');
    expect(play.hears('807')).toBe('803');
    play.hangUp('807', '803');
    play.call('802b', '803');
    play.call('802c', '*57#');
    play.hangUp('802c');
    play.call('802c', '#7');
    expect(play.hears('802b')).toBe('ringback');
    expectQuietAfter(play);
  });

  test('one line out of service leaves the others; all of them: the telephone is', () => {
    const play = desk();
    play.health('802', false);
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    play.hangUp('807');
    play.health('802b', false);
    play.health('802c', false);
    play.call('807', '802');
    expect(play.hears('807')).toBe('congestion');
    expectQuietAfter(play);
  });

  test('a supervisor hears the line that talks', () => {
    const play = desk();
    play.call('807', '802');
    play.health('802', false);
    play.call('807', '802');
    play.hangUp('807');
    play.call('807', '802');
    play.lift('802b');
    play.call('801', '*33802');
    expect(play.hears('801')).toBe('802b + 807');
    expectQuietAfter(play);
  });

  test('lines that come and go with the office keep the calls that they are in', () => {
    const play = talking(desk());
    play.call('807', '802');
    play.lift('802b');
    const before = play.exchange.office;
    const without = before.extensions.map((one) => ({ ...one, appearances: [] }));
    play.send({ kind: 'configure', office: { ...before, extensions: without } });
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', '802b']);
    play.hangUp('802b');
    expect(play.state('802b')).toBe('outOfService');
    play.call('808', '802');
    play.hangUp('808');
    play.hangUp('807');
    play.send({ kind: 'configure', office: before });
    expect(play.state('802b')).toBe('idle');
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    expectQuietAfter(play);
  });
});

describe('a telephone that holds by itself', () => {
  test('the other party hears music, and is back when it takes the call back', () => {
    const play = talking(desk());
    play.hold('802');
    expect([play.hears('801'), play.hears('802'), play.state('802')]).toEqual([
      'music',
      'silence',
      'holding',
    ]);
    play.retrieve('802');
    expect([play.hears('801'), play.hears('802')]).toEqual(['802', '801']);
    expectQuietAfter(play);
  });

  test('its held call goes on beside another at the next line, and hanging one up leaves the other', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '807');
    play.lift('807');
    expect([play.hears('801'), play.hears('807')]).toEqual(['music', '802b']);
    play.hold('802b');
    play.retrieve('802');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', 'music']);
    play.hangUp('802b');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', 'busy']);
    expectQuietAfter(play);
  });

  test('when the party on hold hangs up, its line hears so', () => {
    const play = talking(desk());
    play.hold('802');
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    expectQuietAfter(play);
  });

  test('an emergency call is not put on hold', () => {
    const play = desk();
    play.polarity('L1', false);
    play.call('802', '110');
    play.tone('L1', 'dial');
    play.wait(5_000);
    play.polarity('L1', true);
    play.hold('802');
    expect(play.hears('802')).toBe('L1');
    play.hangUp('802');
    expectQuietAfter(play);
  });

  test('lost while it holds: the party on hold is released', () => {
    const play = talking(desk());
    play.hold('802');
    play.health('802', false);
    expect(play.hears('801')).toBe('congestion');
    expectQuietAfter(play);
  });

  test('what it keeps on hold at one line it may park from another', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '#85');
    play.code('802b', '*85');
    expectQuietAfter(play);
  });
});

describe('a telephone with two calls', () => {
  function twoCalls(holds = true): Desk {
    const play = talking(desk());
    if (holds) play.hold('802');
    play.call('802b', '807');
    play.lift('807');
    return play;
  }

  test.each([true, false])('joins them and is out of both (it said that it holds the first: %s)', (holds) => {
    const play = twoCalls(holds);
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toEqual({ ok: true, call: asked.held });
    expect([play.hears('801'), play.hears('802'), play.hears('802b')]).toEqual(['807', 'busy', 'busy']);
    expect(play.lastLegs('801')).toEqual(['origin', 'dialled', 'transfer']);
    expectQuietAfter(play);
  });

  test('also when it holds both', () => {
    const play = twoCalls();
    play.hold('802b');
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toMatchObject({ ok: true });
    expect(play.hears('801')).toBe('807');
    expectQuietAfter(play);
  });

  test('before the second has answered: the first hears ringback, and comes back when nobody does', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '807');
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toMatchObject({ ok: true });
    expect([play.hears('801'), play.ringing]).toEqual(['ringback', ['807']]);
    play.hangUp('802', '802b');
    play.wait(31_000);
    expect(play.ringing).toEqual(['802']);
    expectQuietAfter(play);
  });

  test('completing a transfer needs no names of calls', () => {
    const play = twoCalls();
    expect(play.ask({ op: 'completeTransfer', device: '802' })).toMatchObject({ ok: true });
    expect(play.hears('801')).toBe('807');
    expectQuietAfter(play);
  });

  test('two calls of outside lines are not joined by somebody who may not', () => {
    const play = desk();
    play.ringsIn('L1');
    play.ringsIn('L1');
    play.ask({ op: 'deflect', device: '801', call: play.callOf('L1'), to: '802' });
    play.lift('802');
    play.hold('802');
    play.polarity('L2', false);
    play.call('802b', '95551234#');
    play.tone('L2', 'dial');
    play.wait(5_000);
    play.polarity('L2', true);
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toEqual({
      ok: false,
      why: 'not-in-that-state',
    });
    expect(play.hears('L2')).toBe('802b');
    play.hangUp('802', '802b');
    expectQuietAfter(play);
  });

  test('one line has no two calls to join', () => {
    const play = talking(desk());
    const call = play.callOf('802');
    expect(play.ask({ op: 'transferCall', device: '802', held: call, active: call })).toMatchObject({
      ok: false,
    });
    expectQuietAfter(play);
  });
});

describe('taking over a conversation', () => {
  const hall = (number: string) => (['802', '803'].includes(number) ? { pickupGroup: 'hall' } : {});

  test.each(['802b', '803'])('%s, just lifted, takes the place of 802', (taker) => {
    const play = talking(desk(hall));
    const call = play.callOf('802');
    play.lift(taker);
    const device = taker.slice(0, 3);
    expect(play.ask({ op: 'takeOver', device, call, from: '802' })).toEqual({ ok: true, call });
    expect([play.hears('801'), play.hears('802')]).toEqual([taker, 'busy']);
    expect(play.lastLegs('801')).toEqual(['origin', 'dialled', 'pickup']);
    expectQuietAfter(play);
  });

  test('also of one that it keeps on hold', () => {
    const play = talking(desk(hall));
    play.hold('802');
    play.lift('803');
    const asked = { device: '803', call: play.callOf('802'), from: '802' };
    expect(play.ask({ op: 'takeOver', ...asked })).toMatchObject({ ok: true });
    expect([play.hears('801'), play.hears('802')]).toEqual(['803', 'busy']);
    expectQuietAfter(play);
  });

  test('is not for strangers, nor for who has not lifted, nor of a call that rings', () => {
    const play = talking(desk(hall));
    const call = play.callOf('802');
    expect(play.ask({ op: 'takeOver', device: '803', call, from: '802' })).toMatchObject({ ok: false });
    play.lift('804');
    expect(play.ask({ op: 'takeOver', device: '804', call, from: '802' })).toEqual({
      ok: false,
      why: 'not-permitted',
    });
    play.call('807', '802');
    play.lift('803');
    const rings = play.callOf('807');
    expect(play.ask({ op: 'takeOver', device: '803', call: rings, from: '802' })).toMatchObject({
      ok: false,
    });
    expectQuietAfter(play);
  });
});

describe('a telephone that refuses a call', () => {
  test('its caller hears so at once, and may ask to be called back', () => {
    const play = desk();
    play.call('801', '802');
    play.declines('802');
    expect([play.hears('801'), play.ringing]).toEqual(['busy', []]);
    expect(play.lastRecord).toMatchObject({ cause: 17 });
    play.hangUp('801');
    play.wait(10_000);
    expect(play.ringing).toEqual([]);
    expectQuietAfter(play);
  });

  test('forward on busy, else on no answer, takes the call; out of reach: forward offline', () => {
    const forward = { ...FRESH_SUBSCRIBER.forward, noAnswer: '806' };
    const play = desk();
    play.set('802', { forward: { ...forward, busy: '807', offline: '808' } });
    play.call('801', '802');
    play.declines('802', 21);
    expect(play.ringing).toEqual(['807']);
    play.hangUp('801');
    play.call('801', '802');
    play.declines('802', 18);
    expect(play.ringing).toEqual(['808']);
    play.hangUp('801');
    play.set('802', { forward });
    play.call('801', '802');
    play.declines('802');
    expect(play.ringing).toEqual(['806']);
    expectQuietAfter(play);
  });

  test('a group goes on to its next member, and who rings together goes on ringing', () => {
    const play = desk();
    play.call('801', '861');
    expect(play.ringing).toEqual(['802']);
    play.declines('802');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('801');
    play.call('801', '860');
    play.declines('803');
    expect(play.ringing).toEqual(['802', '804']);
    expectQuietAfter(play);
  });

  test('a transferred caller goes back to who sent him', () => {
    const play = desk();
    play.call('801', '807');
    play.lift('807');
    play.flash('807');
    play.dial('807', '802');
    play.hangUp('807');
    play.declines('802');
    expect(play.ringing).toEqual(['807']);
    expectQuietAfter(play);
  });

  test('a caller from outside is not offered to it again and again, but when it is free the next time', () => {
    const play = desk(undefined, { ringIn: '862', ringInByMode: {} });
    play.ringsIn('L1');
    for (const member of ['802', '803', '804']) {
      expect(play.ringing).toEqual([member]);
      play.declines(member);
    }
    expect(play.ringing).toEqual([]);
    play.burst('L1');
    expect(play.ringing).toEqual([]);
    play.call('803', '1');
    play.hangUp('803');
    expect(play.ringing).not.toEqual([]);
    expectQuietAfter(play);
  });

  test('its own call-back refused is over', () => {
    const play = desk();
    play.ask({ op: 'makeCall', device: '802', to: '801' });
    play.declines('802', 21);
    expect(play.lastRecord).toMatchObject({ from: '802', cause: 21 });
    expectQuietAfter(play);
  });

  test('pages and calls that its user asked for ask it to answer by itself; others ring', () => {
    const play = desk();
    play.call('801', '880');
    play.wait(10);
    play.hangUp('801');
    play.ask({ op: 'makeCall', device: '804', to: '801' });
    play.wait(10);
    play.call('801', '807');
    const asked = play.all('ringOn').map(({ port: at, answers }) => [play.nameOf(at), answers ?? false]);
    expect(asked).toEqual([
      ...[
        ['802', true],
        ['803', true],
        ['806', true],
      ],
      ...[
        ['804', true],
        ['807', false],
      ],
    ]);
    expectQuietAfter(play);
  });
});
