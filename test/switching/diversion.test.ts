import { describe, expect, test } from 'vitest';
import { withDiversion } from '#switching/diversion.ts';
import { portViews } from '#switching/exchange.ts';
import type { Diversion, Extension, RouteChoice } from '#switching/model.ts';
import { FULL_SERVICES, fullOffice } from './support/full-office.ts';
import { Play } from './support/play.ts';

/** L1 and L2 are calls of a carrier, which says when its caller has gone. */
function office(
  extension: (number: string) => Partial<Extension> = () => ({}),
  routes = FULL_SERVICES.routes,
): Play {
  const plain = fullOffice({ trunk: { answerBy: ['polarity'] }, extension, services: { routes } });
  return new Play({ ...plain, trunks: plain.trunks.map((trunk) => ({ ...trunk, carrier: 'voip' })) });
}

const shownAs = (present: RouteChoice['present']) => [
  {
    ...FULL_SERVICES.routes[0]!,
    choices: FULL_SERVICES.routes[0]!.choices.map((choice) => ({ ...choice, present })),
  },
];

/** Who has sent the call on that rings at each telephone. */
const shown = (play: Play): Record<string, string> =>
  Object.fromEntries(
    portViews(play.exchange).flatMap(({ number, diversions }) =>
      diversions.length === 0
        ? []
        : [[number, diversions.map((one) => `${one.number} ${one.why}`).join(', ')]],
    ),
  );

const callOf = (play: Play, number: string) =>
  portViews(play.exchange).find((view) => view.number === number)!.call!;

const told = (play: Play) => play.all('present').at(-1)?.diversions;
const OUTSIDE: Diversion = {
  ...{ number: '+862066660000', name: 'Shop', publicNumber: '+862066660000', hidden: false },
  ...{ why: 'no-answer', count: 1, outside: true },
};

describe('a telephone that rings shows who has sent the call on', () => {
  test('and why, the first who was called first; who calls it directly is nobody', () => {
    const play = office();
    play.code('802', '*57*803#');
    play.code('803', '*40*804#');
    play.lift('803');
    play.call('801', '802');
    expect(shown(play)).toEqual({ '804': '802 unconditional, 803 user-busy' });
    play.hangUp('801');
    play.call('801', '804');
    expect([play.ringing, shown(play)]).toEqual([['804'], {}]);
  });

  test('after nobody has answered', () => {
    const play = office();
    play.code('802', '*41*804#');
    play.call('801', '802');
    expect(shown(play)).toEqual({});
    play.wait(20_000);
    expect(shown(play)).toEqual({ '804': '802 no-answer' });
  });

  test('also one that is out of service, and one that sends it on while it rings', () => {
    const play = office();
    play.code('802', '*62*805#');
    play.health('802', false);
    play.call('801', '802');
    // 806 answers for 805.
    expect(shown(play)).toEqual({ '806': '802 unavailable, 805 unconditional' });
    const [ringing] = portViews(play.exchange).filter(({ state }) => state === 'alerting');
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'deflect', device: '806', call: ringing!.call!, to: '804' },
    });
    expect(shown(play)).toEqual({ '804': '802 unavailable, 805 unconditional, 806 deflection' });
  });

  test('a group that overflows, and the chief for whom a secretary answers', () => {
    const play = office();
    play.lift('802', '803', '804');
    play.call('801', '860');
    expect(shown(play)).toEqual({ '806': '860 user-busy, 805 unconditional' });
  });

  test('a group in which nobody answers', () => {
    const play = office();
    play.call('801', '861');
    play.wait(45_000);
    expect(shown(play)).toEqual({ '807': '861 no-answer' });
  });

  test('no more after it was answered, and not to whom it comes back', () => {
    const play = office();
    play.code('802', '*57*803#');
    play.call('801', '802');
    play.lift('803');
    play.flash('803');
    play.dial('803', '804');
    play.hangUp('803');
    expect([play.ringing, shown(play)]).toEqual([['804'], {}]);
    play.wait(31_000);
    expect([play.ringing, shown(play)]).toEqual([['803'], {}]);
  });

  test('whoever is handed over while he still rings shows it', () => {
    const play = office();
    play.code('804', '*57*805#');
    play.call('801', '803');
    play.lift('803');
    play.flash('803');
    play.dial('803', '804');
    play.hangUp('803');
    expect(shown(play)).toEqual({ '806': '804 unconditional, 805 unconditional' });
  });

  test('whom a caller from outside had dialled first, also when he is handed on; a hidden number is not kept', () => {
    const play = office();
    const callerId = { number: '+8613800138000', name: '', absence: '' } as const;
    const diversions = [{ ...OUTSIDE, hidden: true }];
    play.send({ kind: 'callerId', port: play.port('L1'), callerId, diversions });
    play.burst('L1');
    play.lift('801');
    play.flash('801');
    play.dial('801', '803');
    play.hangUp('801');
    expect(shown(play)).toEqual({ '803': '02066660000 no-answer' });
    play.lift('803');
    play.hangUp('803');
    expect(play.records.at(-1)?.sentOn).toEqual([{ number: '', why: 'no-answer' }]);
  });

  test('whom a caller from outside had dialled first, as it is dialled here', () => {
    const play = office();
    const callerId = { number: '+8613800138000', name: '', absence: '' } as const;
    play.send({ kind: 'callerId', port: play.port('L1'), callerId, diversions: [OUTSIDE] });
    play.burst('L1');
    expect(shown(play)).toEqual({ '801': '02066660000 no-answer' });
    expect(play.rules()).toContain('trunk.sentOn');
    play.lift('801');
    play.hangUp('801');
    expect(play.lastRecord.sentOn).toEqual([{ number: '02066660000', why: 'no-answer' }]);
    play.call('801', '802');
    play.hangUp('801');
    expect(play.lastRecord).not.toHaveProperty('sentOn');
  });
});

describe('a carrier is told who has sent a call out', () => {
  const numbers = (number: string): Partial<Extension> =>
    number === '801' ? { publicNumber: '+862155510801' } : {};

  test('of a caller from outside who was forwarded, with the public number', () => {
    const play = office(numbers);
    play.code('801', '*57*95551234#');
    play.carrierCalls('L1', '');
    play.tone('L2', 'dial');
    expect(told(play)).toMatchObject([
      { number: '801', publicNumber: '+862155510801', why: 'unconditional', hidden: false, outside: false },
    ]);
    play.cleared('L1');
    play.wait(5_000);
    expect(play.lastRecord.legs.at(-1)).toMatchObject({ trunk: 'L2', how: 'forward-all', by: '801' });
  });

  test('and shows the number of its caller, where its route does', () => {
    const play = office(numbers, shownAs('caller'));
    play.code('801', '*57*95551234#');
    play.carrierCalls('L1', '', '02055556666');
    play.tone('L2', 'dial');
    expect(play.all('present').at(-1)).toMatchObject({
      ...{ number: '02055556666', e164: '+862055556666', hidden: false },
    });
  });

  test('whom we have called ourselves is not shown as who calls', () => {
    const play = office(numbers, shownAs('caller'));
    play.talkOutside('801', '95557777', 'L1');
    const command = { op: 'transfer', device: '801', call: callOf(play, '801'), to: '95551234' } as const;
    play.send({ kind: 'command', id: 1, command });
    play.tone('L2', 'dial');
    expect(play.dialledOn('L2')).toBe('5551234');
    expect(play.all('present').at(-1)).toMatchObject({ number: '', hidden: false });
    expect(told(play)).toMatchObject([{ number: '801', why: 'unknown' }]);
  });

  test('after those who had sent him here', () => {
    const play = office(numbers);
    play.code('801', '*57*95551234#');
    const callerId = { number: '+8613800138000', name: '', absence: '' } as const;
    play.send({ kind: 'callerId', port: play.port('L1'), callerId, diversions: [OUTSIDE] });
    play.burst('L1');
    play.tone('L2', 'dial');
    expect(told(play)?.map(({ publicNumber }) => publicNumber)).toEqual(['+862066660000', '+862155510801']);
  });

  test('of a colleague, too; who hides his number hides it here, and who dials himself has sent nobody', () => {
    const play = office((number) => (number === '801' ? { hidden: true } : {}));
    play.code('801', '*57*95551234#');
    play.call('802', '801');
    play.tone('L1', 'dial');
    expect(told(play)).toMatchObject([{ number: '801', publicNumber: '', hidden: true }]);
    play.hangUp('802');
    play.call('803', '95551234');
    play.wait(10_000);
    for (const line of ['L1', 'L2']) play.tone(line, 'dial');
    expect(play.all('present')).toHaveLength(2);
    expect(told(play)).toBeUndefined();
  });
});

test('a carrier that tells of more than can be is heard for its last five', () => {
  const play = office();
  const callerId = { number: '', name: '', absence: 'O' } as const;
  const diversions = Array.from({ length: 40 }, (_, n) => ({ ...OUTSIDE, number: `80${n}` }));
  play.code('801', '*57*803#');
  play.send({ kind: 'callerId', port: play.port('L1'), callerId, diversions });
  play.burst('L1');
  expect(shown(play)['803']?.split(', ')).toHaveLength(5);
});

test('a long way keeps its beginning and its end, and counts what lies between', () => {
  const one = (number: string): Diversion => ({ ...OUTSIDE, number });
  const chain = ['1', '2', '3', '4', '5', '6', '7', '7', '8'].map(one);
  const kept = chain.reduce<readonly Diversion[]>(withDiversion, []);
  expect(kept.map(({ number, count }) => `${number}×${count}`)).toEqual(['1×1', '5×4', '6×1', '7×1', '8×1']);
});
