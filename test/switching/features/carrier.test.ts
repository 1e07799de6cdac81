import { describe, expect, test } from 'vitest';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Cause, Extension, RouteChoice, Trunk } from '#switching/model.ts';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

/*
 * Lines of a carrier, which speak in messages: L1 and L2 are two calls of `voip`, L3 is one of `other`.
 */

const DID: Trunk['did'] = [
  { pattern: '862155510XXX', to: { last: 3 }, toByMode: {} },
  { pattern: '862155520000', to: '802', toByMode: { night: '860' } },
];

function office(
  wishes: { readonly present?: RouteChoice['present']; readonly extension?: Partial<Extension> } = {},
): Play {
  const { present = 'line', extension = {} } = wishes;
  const choices = FULL_SERVICES.routes[0]!.choices.map((choice) => ({ ...choice, present }));
  const plain = fullOffice({
    trunk: { did: DID, answerBy: ['polarity'], releaseBy: [], secondDialling: false },
    extension: (number) => (number === '801' ? extension : {}),
    services: { routes: [{ ...FULL_SERVICES.routes[0]!, choices }] },
  });
  const trunks = plain.trunks.map((trunk) => ({ ...trunk, carrier: trunk.name === 'L3' ? 'other' : 'voip' }));
  return new Play({ ...plain, trunks });
}

/** The carrier's line takes a call: dial tone, digits. */
function takes(play: Play, line: string): void {
  play.tone(line, 'dial');
  play.wait(1_000);
}

describe('direct dialling in', () => {
  test.each([
    ['+862155510803', '803'],
    ['862155510804', '804'],
    ['+862155520000', '802'],
    ['4008001234', '801'],
    ['', '801'],
  ])('a caller who has dialled %s rings at %s', (called, number) => {
    const play = office();
    play.carrierCalls('L1', called);
    expect(play.ringing).toEqual([number]);
    play.lift(number);
    play.hangUp(number);
    expect(play.lastRecord).toMatchObject({ kind: 'incoming', to: number });
  });

  test('goes by the mode, and past the guide that asks for an extension', () => {
    const play = office();
    play.send({ kind: 'restore', kept: [{ what: 'mode', key: 'main', value: 'night' }] });
    play.carrierCalls('L1', '862155520000');
    expect(play.ringing).toEqual(['802', '803', '804']);
  });

  test('to a number that nobody has, is told so', () => {
    const play = office();
    play.carrierCalls('L1', '862155510899');
    expect(play.all('refuse')).toMatchObject([{ cause: 1 }]);
    expect(play.state('L1')).toBe('idle');
    expect(play.rules()).toContain('trunk.noDestination');
  });
});

describe('a caller on a carrier line', () => {
  test.each([
    ['busy', 17],
    ['do-not-disturb', 21],
    ['out of service', 27],
  ] as const)('is told that the extension is %s, and rings no more', (why, cause) => {
    const play = office();
    if (why === 'busy') play.lift('803');
    if (why === 'out of service') play.health('803', false);
    if (why === 'do-not-disturb')
      play.send({
        kind: 'restore',
        kept: [{ what: 'subscriber', key: '803', value: { ...FRESH_SUBSCRIBER, doNotDisturb: true } }],
      });
    play.carrierCalls('L1', '862155510803');
    expect(play.all('refuse')).toMatchObject([{ cause }]);
    expect([play.state('L1'), play.lastRecord.cause]).toEqual(['idle', cause]);
  });

  test('waits, ringing, for a group of which nobody is free', () => {
    const play = office();
    play.lift('802', '803', '804');
    play.carrierCalls('L1', '862155510862');
    expect([play.all('refuse'), play.state('L1')]).toEqual([[], 'offered']);
    play.hangUp('803');
    expect(play.ringing).toEqual(['803']);
  });

  test('who gives up silences the telephone at once; one who hangs up later is heard to', () => {
    const play = office();
    play.carrierCalls('L1', '862155510803');
    play.cleared('L1');
    expect([play.ringing, play.state('L1')]).toEqual([[], 'idle']);
    play.carrierCalls('L1', '862155510803');
    play.lift('803');
    play.cleared('L1', 41);
    expect(play.hears('803')).toBe('congestion');
    expect(play.lastRecord).toMatchObject({ cause: 41, releasedBy: 'caller' });
  });

  test('on the black list is refused without being answered', () => {
    const play = office();
    play.carrierCalls('L1', '862155510803', '1001');
    expect(play.all('refuse')).toMatchObject([{ cause: 21 }]);
    expect([play.seized('L1'), play.state('L1')]).toEqual([false, 'idle']);
  });
});

describe('a call out over a carrier', () => {
  test.each([
    [17, 'busy'],
    [1, 'vacant'],
    [28, 'vacant'],
    [21, 'congestion'],
    // Going in circles: another line would double it at each round.
    [25, 'congestion'],
  ] as const)('that is refused because of who was called (cause %i) goes no further: %s', (cause, tone) => {
    const play = office();
    play.call('801', '90215551234#');
    takes(play, 'L1');
    play.cleared('L1', cause);
    expect(play.hears('801')).toBe(tone);
    expect(play.lastRecord).toMatchObject({ cause, releasedBy: 'called' });
    expect([play.seized('L2'), play.seized('L3')]).toEqual([false, false]);
  });

  test.each([38, 41, 102] as const)(
    'that the carrier cannot carry (cause %i) goes to the next carrier, unheard',
    (cause) => {
      const play = office();
      play.call('801', '90215551234#');
      takes(play, 'L1');
      expect(play.state('801')).toBe('awaitingAnswer');
      play.cleared('L1', cause);
      expect([play.state('801'), play.seized('L2'), play.seized('L3')]).toEqual(['dialingOut', false, true]);
      takes(play, 'L3');
      expect(play.dialledOn('L3')).toBe('170215551234');
      play.polarity('L3', false);
      play.polarity('L3', true);
      expect(play.hears('801')).toBe('L3');
      play.hangUp('801');
      expect(play.lastRecord.legs.map(({ trunk }) => trunk)).toEqual([null, 'L1', 'L3']);
    },
  );

  test('that every carrier refuses fails with the last one of their causes', () => {
    const play = office();
    play.call('801', '90215551234#');
    for (const line of ['L1', 'L3']) {
      takes(play, line);
      play.cleared(line, 41);
    }
    expect(play.hears('801')).toBe('congestion');
  });

  test('that rang already is not made again elsewhere', () => {
    const play = office();
    play.call('801', '90215551234#');
    takes(play, 'L1');
    play.tone('L1', 'ringback');
    play.cleared('L1', 41);
    expect([play.hears('801'), play.seized('L3')]).toEqual(['congestion', false]);
  });

  test('for help goes elsewhere for whatever reason it is refused', () => {
    const play = office();
    play.call('801', '110');
    takes(play, 'L1');
    play.cleared('L1', 21);
    expect(play.seized('L3')).toBe(true);
  });

  test('for help goes elsewhere also when it rang already', () => {
    const play = office();
    play.call('801', '110');
    takes(play, 'L1');
    play.tone('L1', 'ringback');
    play.cleared('L1', 18);
    expect(play.hears('801')).toBe('silence');
    takes(play, 'L3');
    expect([play.dialledOn('L3'), play.hears('801')]).toEqual(['110', 'L3']);
    play.polarity('L3', false);
    play.polarity('L3', true);
    play.hangUp('801');
    expect(play.records).toMatchObject([{ kind: 'emergency', cause: 16 }]);
  });

  test('is not taken as answered because time has passed', () => {
    const play = office();
    play.call('801', '90215551234#');
    takes(play, 'L1');
    play.wait(60_000);
    expect(play.state('801')).toBe('awaitingAnswer');
  });

  test.each([
    ['line', {}, { number: '', hidden: false }],
    ['extension', { publicNumber: '55510801' }, { number: '55510801', hidden: false }],
    ['extension', {}, { number: '', hidden: false }],
    ['hidden', { publicNumber: '55510801' }, { number: '', hidden: true }],
    [{ number: '55510000' }, {}, { number: '55510000', hidden: false }],
    [{ number: '55510000' }, { hidden: true }, { number: '', hidden: true }],
  ] as const)('shows what its route and its caller want: %j %j', (present, extension, shown) => {
    const play = office({ present, extension });
    play.call('801', '90215551234#');
    takes(play, 'L1');
    expect(play.all('present')).toMatchObject([shown]);
  });

  test('for help shows the number of who needs it, though he hides it', () => {
    const play = office({ extension: { publicNumber: '55510801', hidden: true } });
    play.call('801', '110');
    takes(play, 'L1');
    expect(play.all('present')).toMatchObject([{ number: '55510801', hidden: false }]);
  });

  test('on a wire of its own nothing of this is said', () => {
    const play = new Play(fullOffice());
    play.call('801', '90215551234#');
    takes(play, 'L1');
    expect(play.all('present')).toEqual([]);
  });
});

test('two callers from carriers may be connected: their far ends tell when they go', () => {
  const play = office();
  play.carrierCalls('L1', '862155510801');
  play.lift('801');
  play.flash('801');
  play.dial('801', '90215551234#');
  takes(play, 'L2');
  play.polarity('L2', false);
  play.polarity('L2', true);
  play.hangUp('801');
  expect(play.hears('L1')).toBe('L2');
  const causes: Cause[] = [16];
  for (const cause of causes) play.cleared('L2', cause);
  play.wait(2_000);
  expect(play.allDone).toBe(true);
});
