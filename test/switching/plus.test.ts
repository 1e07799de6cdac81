import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, decideComplete } from '#switching/digits.ts';
import type { Services } from '#switching/office.ts';
import { compileDialling, publicForm, withPlus } from '#switching/routing/e164.ts';
import { buildTables } from '#switching/tables.ts';
import { region } from '../support/office.ts';
import { FULL_SERVICES, fullOffice } from './support/full-office.ts';
import { Play } from './support/play.ts';

const china = region('cn').dialling!;
const here = (services: Partial<Services> = {}): Play =>
  new Play(fullOffice({ services: { dialling: china, ...services } }));

const NO_HOT_LINE = {
  kind: 'command',
  id: 1,
  command: { op: 'setSubscriber', device: '808', change: { hotLine: 'off' } },
} as const;

/** What goes out on the first line, or what is heard of it. */
function tries(play: Play, who: string, number: string): string {
  const before = play.dialledOn('L1');
  play.call(who, `${number}#`);
  const refused = play.seized('L1') ? null : play.hears(who);
  play.tone('L1', 'dial');
  play.wait(3_000);
  const heard = refused ?? play.dialledOn('L1').slice(before.length);
  play.hangUp(who);
  play.wait(5_000);
  return heard;
}

describe('a number with + is dialled', () => {
  test('as the national number, a mobile number as it is, and abroad with the prefix of the country', () => {
    const play = here();
    expect(tries(play, '801', '+861055551234')).toBe('01055551234');
    expect(tries(play, '801', '+8613800138000')).toBe('13800138000');
    expect(tries(play, '801', '+4930123456')).toBe('004930123456');
    expect(tries(play, '801', '+8601055551234')).toBe('01055551234');
  });

  test.each([
    ['us', '+12025550123', '12025550123'],
    ['us', '+8613800138000', '0118613800138000'],
    ['de', '+4930123456', '030123456'],
    ['de', '+49116117', '116117'],
    ['uk', '+442079460000', '02079460000'],
    ['fr', '+33145678900', '0145678900'],
    ['jp', '+81312345678', '0312345678'],
    ['jp', '+12025550123', '01012025550123'],
    ['au', '+61733333333', '0733333333'],
    ['au', '+611300123456', '1300123456'],
    ['au', '+8613800138000', '00118613800138000'],
  ])('in %s %s is %s', (country, number, dialled) => {
    const rules = compileDialling(region(country).dialling!);
    expect(publicForm(number, rules)).toBe(dialled);
    expect(withPlus(dialled, rules)).toBe(number);
  });

  test.each([
    ['cn', '55501234'],
    ['cn', ''],
    ['cn', '*57'],
    ['cn', '00'],
    ['cn', '0086'],
    ['cn', '001'],
    ['cn', '008613800138000'],
    ['us', '5550123'],
    ['jp', '0101'],
    ['de', '0049301234567890123'],
  ])('and in %s nobody can say which number with + %s is', (country, dialled) => {
    expect(withPlus(dialled, compileDialling(region(country).dialling!))).toBeNull();
    expect(withPlus(dialled, null)).toBeNull();
  });

  test('within the class of service: abroad stays barred, and so does what a list denies', () => {
    const play = here();
    expect(tries(play, '803', '+4930123456')).toBe('not-permitted');
    expect(tries(play, '803', '+861055551234')).toBe('01055551234');
    play.send(NO_HOT_LINE);
    expect(tries(play, '808', '+861055551234')).toBe('not-permitted');
    const listed = here({
      classes: FULL_SERVICES.classes.map((one) => (one.id === 'chief' ? { ...one, deny: ['0049.'] } : one)),
    });
    expect(tries(listed, '801', '+4930123456')).toBe('not-permitted');
    expect(tries(listed, '801', '+33145678900')).toBe('0033145678900');
  });

  test('with the account code that its caller must give', () => {
    const play = here();
    play.call('804', '+4930123456#');
    play.dial('804', '1234#');
    play.tone('L1', 'dial');
    play.wait(3_000);
    expect(play.dialledOn('L1')).toBe('004930123456');
  });

  test('over the way out of the plan that it fits, whatever its prefix', () => {
    const to = { kind: 'route', strip: 2, secondDialTone: false } as const;
    const city = { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: false } as const;
    const plan = [
      { pattern: '8XX', to: { kind: 'extension' } },
      { pattern: '600.', to: { ...city, group: 'far' } },
      { pattern: '6.', to: city },
      { pattern: '77.', to },
    ] as const;
    const tables = buildTables(fullOffice({ plan, services: { dialling: china } }), []);
    expect(decideComplete(tables, '+4930123456')).toMatchObject({ digits: '004930123456', pattern: '600.' });
    expect(decideComplete(tables, '+861055551234')).toMatchObject({ digits: '01055551234', pattern: '6.' });
  });

  test('again, by last-number redial', () => {
    const play = here();
    tries(play, '801', '+4930123456');
    expect(tries(play, '801', '*60')).toBe('004930123456');
  });

  test('and leads nowhere where it is no number, or nobody knows how it is dialled', () => {
    const play = here();
    for (const number of ['+', '+0', '+049301234', '+1234567890123456', '+49*30'])
      expect([number, tries(play, '801', number)]).toEqual([number, 'vacant']);
    expect(tries(here({ dialling: null }), '801', '+4930123456')).toBe('vacant');
    expect(play.allQuiet).toBe(true);
  });
});

describe('an emergency number with +', () => {
  test('is the emergency number, with or without the country, from a telephone that may call nobody outside', () => {
    for (const number of ['+110', '+86110', '110']) {
      const play = here();
      play.send(NO_HOT_LINE);
      play.call('808', `${number}#`);
      play.tone('L1', 'dial');
      play.wait(3_000);
      expect(play.dialledOn('L1')).toBe('110');
      play.hangUp('808');
      play.wait(5_000);
      expect(play.lastRecord).toMatchObject({ kind: 'emergency', to: '110' });
    }
  });

  test('also where nobody knows how a number with + is dialled', () => {
    const tables = buildTables(fullOffice({ services: { dialling: null } }), []);
    expect(decideComplete(tables, '+110')).toEqual({ kind: 'emergency', number: '110' });
  });
});

describe('wherever a number is given', () => {
  const talking = (): Play => {
    const play = here();
    play.call('802', '801');
    play.lift('801');
    return play;
  };

  test('a call is transferred, deflected and forwarded to it', () => {
    const transferred = talking();
    const call = transferred.exchange.calls.find((one) => one !== null)!.id;
    transferred.send({
      kind: 'command',
      id: 1,
      command: { op: 'transfer', device: '801', call, to: '+4930123456' },
    });
    transferred.tone('L1', 'dial');
    transferred.wait(3_000);
    expect(transferred.dialledOn('L1')).toBe('004930123456');

    const deflected = here();
    deflected.call('802', '801');
    const rings = deflected.exchange.calls.find((one) => one !== null)!.id;
    deflected.send({
      ...{ kind: 'command', id: 1 },
      command: { op: 'deflect', device: '801', call: rings, to: '+861055551234' },
    });
    deflected.tone('L1', 'dial');
    deflected.wait(3_000);
    expect(deflected.dialledOn('L1')).toBe('01055551234');

    const forwarded = here();
    const change = { forward: { all: '+8613800138000', busy: null, noAnswer: null, offline: null } };
    forwarded.send({ kind: 'command', id: 1, command: { op: 'setSubscriber', device: '801', change } });
    forwarded.call('802', '801');
    forwarded.tone('L1', 'dial');
    forwarded.wait(3_000);
    expect(forwarded.dialledOn('L1')).toBe('13800138000');
  });

  test('but who may not call abroad does not send a call there', () => {
    const play = here();
    play.call('802', '803');
    const rings = play.exchange.calls.find((one) => one !== null)!.id;
    const command = { op: 'deflect', device: '803', call: rings, to: '+4930123456' } as const;
    play.send({ kind: 'command', id: 1, command });
    expect([play.seized('L1'), play.hears('802')]).toEqual([false, 'not-permitted']);
  });
});

describe('a caller whom the carrier names with +', () => {
  test('is shown, listed and recorded as he would be dialled from here', () => {
    const play = here({
      callers: [{ pattern: '138001.', reason: 'spam', treat: { kind: 'hang-up' } }],
    });
    play.carrierCalls('L1', '', '+861055551234');
    expect(play.exchange.calls.find((one) => one !== null)?.caller.number).toBe('01055551234');
    play.wait(20_000);
    play.carrierCalls('L1', '', '+8613800138000');
    play.wait(20_000);
    expect(play.records.map(({ from }) => from)).toEqual(['01055551234', '13800138000']);
    expect(play.rules()).toContain('caller.blocked');
  });

  test('also when his number comes after the first ring', () => {
    const play = here();
    play.burst('L1');
    play.showNumber('L1', '+4930123456');
    expect(play.exchange.calls.find((one) => one !== null)?.legs[0]?.number).toBe('004930123456');
  });
});

test('whatever follows a +: an extension that may not call outside never gets there, digit by digit or whole', () => {
  const tables = buildTables(fullOffice({ services: { dialling: china } }), []);
  fc.assert(
    fc.property(fc.stringMatching(/^\+[0-9+*#]{0,40}$/), (number) => {
      const whole = decideComplete(tables, number, 'main');
      expect(['route', 'trunk', 'vacant', 'emergency']).toContain(whole.kind);
      if (whole.kind === 'route') expect(decideComplete(tables, `9${whole.digits}`, 'main')).toEqual(whole);
      expect(['more', 'vacant', 'route', 'trunk', 'emergency']).toContain(
        decide(tables, number, 'main').kind,
      );
    }),
  );
});
