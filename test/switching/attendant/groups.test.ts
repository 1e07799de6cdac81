import { describe, expect, test } from 'vitest';
import { keptOf } from '#switching/exchange.ts';
import type { Kept } from '#switching/model.ts';
import { MAIN_ENTITY, PLAIN_SERVICES } from '#switching/plain.ts';
import { console, group, Operators } from './operators.ts';

const quiet = { telephoneRings: false };

describe('the state of a console', () => {
  test('nobody logged in: out; logged in: idle; in a call: busy', () => {
    const play = new Operators(quiet, []);
    expect(play.console('A').state).toBe('out');
    play.key('A', 'consoleIn');
    expect(play.console('A').state).toBe('idle');
    play.lift('801');
    play.call('804', '890');
    play.answers('A');
    expect(play.console('A').state).toBe('busy');
  });

  test('a call not answered in 80 s makes it absent; any key brings it back', () => {
    const play = new Operators(quiet, ['A']);
    play.ringsIn('L1');
    for (let ring = 0; ring < 16; ring++) {
      play.wait(4_000);
      play.burst('L1');
    }
    expect(play.console('A').state).toBe('absent');
    expect(play.groupState('890')).toBe('absent');
    play.key('A', 'consoleTouch');
    expect(play.console('A').state).toBe('idle');
    expect(play.groupState('890')).toBe('in-service');
  });

  test('the time of absence begins anew with each key', () => {
    const play = new Operators(quiet, ['A']);
    play.call('804', '890');
    play.wait(60_000);
    play.key('A', 'consoleTouch');
    play.wait(60_000);
    expect(play.console('A').state).toBe('idle');
    play.wait(20_000);
    expect(play.console('A').state).toBe('absent');
  });

  test('who is in a conversation is not absent for the calls that wait meanwhile', () => {
    const play = new Operators(quiet, ['A']);
    play.lift('801');
    play.call('804', '890');
    play.answers('A');
    play.call('805', '890');
    play.wait(200_000);
    expect(play.console('A').state).toBe('busy');
    play.key('A', 'consoleRelease');
    play.wait(79_000);
    expect(play.console('A').state).toBe('idle');
    play.wait(1_000);
    expect(play.console('A').state).toBe('absent');
  });

  test('unplugged by key, or when its telephone fails', () => {
    const play = new Operators(quiet);
    play.key('A', 'consolePlug', { plugged: false });
    play.health('802', false);
    expect(play.operators.consoles.map(({ state }) => state)).toEqual(['unplugged', 'unplugged', 'out']);
    expect(play.groupState('890')).toBe('unplugged');
    play.key('A', 'consolePlug', { plugged: true });
    expect(play.groupState('890')).toBe('in-service');
  });

  test('unplugged, its telephone is one like any other: dial tone when it is lifted, howler when it is forgotten', () => {
    const play = new Operators(quiet);
    play.key('A', 'consolePlug', { plugged: false });
    play.call('804', '801');
    expect(play.ringing).toEqual(['801']);
    play.hangUp('804');
    play.lift('801');
    expect(play.hears('801')).toBe('dial');
    play.wait(60_000);
    expect(play.state('801')).toBe('howler');
  });

  test('off-hook when its operator leaves, it has dial tone again', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.key('A', 'consoleOut');
    expect(play.hears('801')).toBe('specialDial');
    expect(play.end()).toBeNull();
  });

  test('at rest, digits of its telephone call somebody: also for help', () => {
    const play = new Operators(quiet);
    play.lift('801');
    play.dial('801', '804');
    expect(play.ringing).toEqual(['804']);
    expect(play.cards('A')).toBe('– | 804 alerting');
    play.hangUp('801');
    play.lift('801');
    play.dial('801', '110');
    expect(play.rules()).toContain('emergency.matched');
  });
});

describe('the state of a group', () => {
  test('it is unplugged with its last console, absent with its last absent one', () => {
    const play = new Operators(quiet);
    play.key('A', 'consolePlug', { plugged: false });
    expect(play.groupState('890')).toBe('in-service');
    play.call('804', '890');
    play.wait(80_000);
    expect(play.groupState('890')).toBe('absent');
    play.key('B', 'consoleOut');
    expect(play.groupState('890')).toBe('unplugged');
  });

  test('with nobody there, a caller from inside is told', () => {
    const play = new Operators(quiet, []);
    play.call('804', '890');
    expect(play.hears('804')).toBe('office-closed');
    expect(play.end()).toBeNull();
  });

  test('one from outside rings on, and whoever sits down takes him', () => {
    const play = new Operators(quiet, []);
    play.ringsIn('L1');
    expect(play.waiting).toMatchObject([{ presentedTo: [] }]);
    play.lift('801');
    play.key('A', 'consoleIn');
    expect(play.waiting).toMatchObject([{ presentedTo: ['A'] }]);
    play.answers('A');
    expect(play.hears('801')).toBe('L1');
    expect(play.end()).toBeNull();
  });

  test('when the last console leaves, who waits inside is told, and who has been answered too', () => {
    const play = new Operators({ ...quiet, first: { greeting: 'greeting' } }, ['A']);
    play.call('804', '890');
    play.ringsIn('L1');
    play.wait(3_000);
    play.key('A', 'consoleOut');
    expect(play.hears('804')).toBe('office-closed');
    expect(play.hears('L1')).toBe('office-closed');
    play.wait(3_000);
    expect(play.seized('L1')).toBe(false);
    expect(play.records.flatMap(({ attended }) => attended).map(({ outcome }) => outcome)).toContain(
      'released',
    );
    expect(play.end()).toBeNull();
  });
});

describe('the distribution table', () => {
  const night = { distribution: { night: { routings: ['805'], overflow: '806' } } };

  test('night follows the last console: calls go where the night has them', () => {
    const play = new Operators({ ...quiet, first: night }, []);
    play.ringsIn('L1');
    expect(play.ringing).toEqual(['805']);
    play.lift('805');
    expect(play.hears('805')).toBe('L1');
    expect(play.lastLegs('805')).toContain('attendant');
  });

  test('callers who wait when the last console leaves go there too', () => {
    const play = new Operators({ ...quiet, first: night });
    play.call('804', '890');
    play.key('A', 'consoleOut');
    expect(play.ringing).toEqual([]);
    play.key('B', 'consoleOut');
    expect(play.ringing).toEqual(['805']);
    play.lift('805');
    expect(play.hears('804')).toBe('805');
    play.hangUp('804', '805');
    expect(play.lastStays).toMatchObject([{ group: '890', outcome: 'night' }]);
  });

  test('the first routing that serves, then the overflow number', () => {
    const distribution = { night: { routings: ['805', '806', '891', '807'], overflow: '808' } };
    const play = new Operators({ ...quiet, first: { distribution } }, []);
    play.health('805', false);
    play.lift('806');
    play.call('804', '890');
    expect(play.ringing).toEqual(['807']);
    play.hangUp('804');
    play.lift('807');
    play.call('804', '890');
    expect(play.ringing).toEqual(['808']);
    play.hangUp('804');
    play.key('C', 'consoleIn');
    play.call('804', '890');
    expect(play.waiting).toMatchObject([{ group: '891', kind: 'help' }]);
  });

  test('a routing may lead outside', () => {
    const distribution = { night: { routings: ['95551234'], overflow: null } };
    const play = new Operators({ ...quiet, first: { distribution } }, []);
    play.call('804', '890');
    play.tone('L1', 'dial');
    play.wait(3_000);
    expect(play.dialledOn('L1')).toBe('5551234');
  });

  test('set by hand it counts until it is taken back, for those who wait as well', () => {
    const distribution = { mode1: { routings: ['805'], overflow: null } };
    const play = new Operators({ ...quiet, first: { distribution } });
    play.call('804', '890');
    play.key('A', 'consoleDistribute', { group: '890', mode: 'mode1' });
    expect(play.operators.groups[0]).toMatchObject({ mode: 'mode1', byHand: true, state: 'in-service' });
    expect(play.ringing).toEqual(['805']);
    play.call('806', '890');
    expect(play.hears('806')).toBe('office-closed');
    play.hangUp('804', '806');
    play.key('A', 'consoleDistribute', { group: '890', mode: null });
    expect(play.operators.groups[0]).toMatchObject({ mode: 'day', byHand: false });
    play.call('804', '890');
    expect(play.waiting).toHaveLength(1);
  });

  test('set by hand it survives a restart', () => {
    const play = new Operators(quiet);
    play.key('A', 'consoleDistribute', { group: '890', mode: 'night' });
    const kept: Kept = { what: 'distribution', key: '890', value: 'night' };
    expect(play.all('keep').map((effect) => effect.kept)).toContainEqual(kept);
    const next = new Operators(quiet, []);
    next.send({ kind: 'restore', kept: keptOf(play.exchange) });
    expect(next.operators.groups[0]).toMatchObject({ mode: 'night', byHand: true });
  });

  test('only a console that may, and of its own groups', () => {
    const play = new Operators(quiet, ['A', 'C']);
    expect(play.asks('C', 'consoleDistribute', { group: '891', mode: 'night' })).toMatchObject({
      why: 'not-permitted',
    });
    expect(play.asks('A', 'consoleDistribute', { group: '891', mode: 'night' })).toMatchObject({
      why: 'bad-number',
    });
  });

  test('a caller who waits for an operator whose conversation goes on does not move', () => {
    const play = new Operators({ ...quiet, first: night }, ['A']);
    play.lift('801');
    play.call('804', '890');
    play.answers('A');
    play.call('806', '890');
    expect(play.queue).toEqual(['806']);
    expect(play.groupState('890')).toBe('in-service');
  });
});

describe('overflow between groups', () => {
  const full = { waitingMax: 1, overflowTo: '891' };

  test('further calls go to the other group, and are told apart there', () => {
    const play = new Operators({ ...quiet, first: full }, ['A', 'C']);
    play.call('804', '890');
    expect(play.operators.groups[0]?.overflows).toBe(true);
    play.call('805', '890');
    expect(play.waiting).toMatchObject([
      { from: '804', group: '890', kind: 'local' },
      { from: '805', group: '891', kind: 'help', presentedTo: ['C'] },
    ]);
  });

  test('all groups full in a ring: it ends, and the caller has the overflow number', () => {
    const first = { ...full, distribution: { day: { routings: ['890'], overflow: '808' } } };
    const play = new Operators({ ...quiet, first, second: { waitingMax: 0, overflowTo: '890' } }, ['A', 'C']);
    play.call('804', '890');
    play.call('805', '890');
    expect(play.ringing).toEqual(['808']);
    expect(play.hears('805')).toBe('ringback');
  });

  test('all groups full in a ring and no number: the caller is told, inside and outside', () => {
    const ring = [
      group('890', ['A'], { waitingMax: 0, overflowTo: '891' }),
      group('891', ['B'], { waitingMax: 0, overflowTo: '892' }),
      group('892', ['C'], { waitingMax: 0, overflowTo: '890' }),
    ];
    const play = new Operators({ ...quiet, groups: ring }, ['A', 'B', 'C']);
    play.call('804', '890');
    expect(play.hears('804')).toBe('lines-busy');
    play.ringsIn('L1');
    expect(play.hears('L1')).toBe('lines-busy');
    play.wait(3_000);
    expect(play.seized('L1')).toBe(false);
    expect(play.end()).toBeNull();
  });

  test('mutual help: after a while the other group is presented the call, too', () => {
    const helps = { helpers: ['891'], helpAfterMs: 10_000 };
    const play = new Operators({ ...quiet, first: helps }, ['A', 'C']);
    play.lift('803');
    play.call('804', '890');
    expect(play.waiting).toMatchObject([{ presentedTo: ['A'] }]);
    play.wait(10_000);
    expect(play.waiting).toMatchObject([{ group: '890', presentedTo: ['A', 'C'] }]);
    play.answers('C');
    expect(play.hears('804')).toBe('803');
    play.hangUp('804');
    expect(play.lastStays).toMatchObject([{ group: '890', console: 'C' }]);
  });
});

describe('kinds of call', () => {
  test('from outside, dialled to an extension that does not answer or is busy', () => {
    const play = new Operators({ ...quiet, trunk: { ringIn: '804' } }, ['A']);
    const forward = { all: null, busy: '890', noAnswer: '890', offline: null };
    play.send({
      kind: 'command',
      id: 99,
      command: { op: 'setSubscriber', device: '804', change: { forward } },
    });
    play.lift('804');
    play.ringsIn('L1');
    expect(play.waiting).toMatchObject([{ kind: 'no-answer', level: 2 }]);
  });

  test('for another entity than the group’s own; its music and its language are those of its entity', () => {
    const [main] = PLAIN_SERVICES.entities;
    const bakery = { ...main!, id: 'bakery', name: 'Bakery', music: 'waltz' };
    const play = new Operators({
      ...quiet,
      first: { greeting: 'greeting' },
      trunk: { entity: 'bakery' },
      services: { entities: [main!, bakery] },
    });
    play.ringsIn('L1');
    expect(play.waiting).toMatchObject([{ kind: 'entity' }]);
    play.wait(3_000);
    expect(play.hears('L1')).toBe('waltz');
  });

  test('each entity has its own operators, greeting and night', () => {
    const [main] = PLAIN_SERVICES.entities;
    const entities = [
      { ...main!, operator: { day: '890' } },
      { ...main!, id: 'bakery', name: 'Bakery', operator: { day: '891' } },
    ];
    const groups = [
      group('890', ['A'], { greeting: 'hello' }),
      group('891', ['C'], {
        ...{ entity: 'bakery', greeting: 'bread' },
        distribution: { night: { routings: ['808'], overflow: null } },
      }),
    ];
    const play = new Operators({ ...quiet, groups, services: { entities } }, ['A', 'C']);
    play.call('804', '890');
    expect(play.hears('804')).toBe('hello');
    play.key('C', 'consoleOut');
    play.call('805', '891');
    expect(play.ringing).toEqual(['808']);
    expect(play.operators.groups.map(({ mode }) => mode)).toEqual(['day', 'night']);
  });
});

describe('another office while callers wait', () => {
  test('a group that is gone gives its callers to nobody: they are told, and nothing is left', () => {
    const play = new Operators(quiet, ['A']);
    play.lift('801');
    play.call('804', '890');
    play.send({ kind: 'configure', office: new Operators({ ...quiet, groups: [] }, []).exchange.office });
    expect(play.waiting).toEqual([]);
    expect(play.end()).toBeNull();
  });

  test('a console that is gone leaves its telephone as one like any other', () => {
    const play = new Operators(quiet, ['A']);
    play.lift('801');
    const services = { consoles: [console('B', '802')] };
    const groups = [group('890', ['B'])];
    const next = new Operators({ ...quiet, groups, services }, []).exchange.office;
    play.send({ kind: 'configure', office: next });
    expect(play.state('801')).toBe('dialTone');
    expect(play.end()).toBeNull();
  });

  test('a group that stays keeps its callers', () => {
    const play = new Operators(quiet, ['A']);
    play.call('804', '890');
    play.send({ kind: 'configure', office: new Operators(quiet, []).exchange.office });
    expect(play.queue).toEqual(['804']);
    expect(MAIN_ENTITY).toBe(play.exchange.office.services.attendantGroups[0]?.entity);
  });
});
