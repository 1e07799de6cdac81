import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, decideComplete, type NumberTables, progressOf } from '#switching/digits.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { FeatureCode, PlanEntry, Route, SpeedDial } from '#switching/model.ts';
import { PLAIN_SERVICES } from '#switching/plain.ts';
import { compileEmergency } from '#switching/routing/emergency.ts';
import { compilePlan } from '#switching/routing/plan.ts';
import { compileRouting } from '#switching/routing/tables.ts';

const INSIDE: PlanEntry = { pattern: '8XX', to: { kind: 'extension' } };
const ROUTED: PlanEntry = { pattern: '9.', to: { kind: 'route', strip: 1, secondDialTone: true } };

const route = (id: string, ...patterns: string[]): Route => ({
  id,
  patterns,
  choices: [{ group: 'city', times: null, cost: 0, strip: 0, insert: '', present: 'line' }],
});

interface Wishes {
  readonly plan?: readonly PlanEntry[];
  readonly codes?: readonly FeatureCode[];
  readonly routes?: readonly Route[];
  readonly emergency?: readonly string[];
  readonly speedDials?: readonly SpeedDial[];
}

function tables({
  plan = [INSIDE, ROUTED],
  codes = [],
  routes = [],
  emergency = ['110'],
  speedDials = [],
}: Wishes): NumberTables {
  const entities = [{ ...PLAIN_SERVICES.entities[0]!, codes }];
  const services = { ...PLAIN_SERVICES, entities, routes, speedDials };
  return {
    plan: compilePlan(plan),
    emergency: compileEmergency(emergency, plan),
    routing: compileRouting({ services }),
  };
}

const CHINA = [route('local', 'NXXXXXXX', '95.', '13XXXXXXXXX'), route('far', '0Z.'), route('abroad', '00.')];

describe('a number that goes over routes', () => {
  const office = tables({ routes: CHINA });
  const dial = (digits: string) => decide(office, digits, 'main');

  test('gets its second dial tone after the prefix', () => {
    expect(dial('9')).toEqual({ kind: 'more', secondDialTone: true });
  });

  test('is complete as soon as its route’s pattern is', () => {
    expect(dial('962345678')).toEqual({
      kind: 'route',
      pattern: '9.',
      route: 'local',
      digits: '62345678',
      strip: 1,
      complete: true,
    });
    expect(dial('913800138000')).toMatchObject({ route: 'local', complete: true });
  });

  test('may be sent on while it grows once the route is certain', () => {
    expect(dial('96')).toMatchObject({ kind: 'route', route: 'local', digits: '6', complete: false });
    expect(dial('901')).toMatchObject({ kind: 'route', route: 'far', digits: '01', complete: false });
    expect(dial('90').kind).toBe('more');
  });

  test('is vacant as soon as no route can take it, or when it stays too short', () => {
    expect(dial('914')).toEqual({ kind: 'vacant', cause: 3 });
    expect(decideComplete(office, '96234', 'main')).toEqual({ kind: 'vacant', cause: 28 });
    expect(decideComplete(office, '900861', 'main')).toMatchObject({ route: 'abroad', complete: true });
  });

  test('is taken as it stands at #', () => {
    expect(dial('901087654321#')).toMatchObject({ route: 'far', digits: '01087654321', complete: true });
  });

  test('knows after seizure whether more digits belong to it', () => {
    expect(progressOf(office, '96234567')).toBe('incomplete');
    expect(progressOf(office, '962345678')).toBe('complete');
    expect(progressOf(office, '901087')).toBe('open');
    expect(progressOf(office, '9623456789')).toBe('vacant');
  });

  test('a catch-all does not make the closed numbers wait', () => {
    const all = tables({ routes: [...CHINA, route('rest', 'X.')] });
    expect(decide(all, '962345678', 'main')).toMatchObject({ route: 'local', complete: true });
    expect(decide(all, '914', 'main')).toMatchObject({ route: 'rest', complete: false });
  });

  test('the plan’s own pattern may end it sooner than the route’s', () => {
    const short = tables({
      plan: [{ pattern: '9XXX', to: { kind: 'route', strip: 1, secondDialTone: false } }],
      routes: [route('all', 'X.')],
    });
    expect(decide(short, '9123', 'main')).toMatchObject({ digits: '123', complete: true });
    expect(decide(short, '912', 'main')).toMatchObject({ digits: '12', complete: false });
  });

  test('a closed number is complete although a wider pattern is longer', () => {
    const service = tables({ routes: [route('service', '12X'), route('mobiles', '1XXXXXXXXXX')] });
    expect(decide(service, '9123', 'main')).toMatchObject({ route: 'service', complete: true });
    expect(decide(service, '9133', 'main')).toMatchObject({ route: 'mobiles', complete: false });
  });

  test('the plan’s own pattern may ask for more digits than the route', () => {
    const long = tables({
      plan: [{ pattern: '9XXXX', to: { kind: 'route', strip: 1, secondDialTone: false } }],
      routes: [route('service', '12X')],
    });
    expect(decide(long, '9123', 'main').kind).toBe('more');
    expect(decide(long, '91234', 'main')).toEqual({ kind: 'vacant', cause: 3 });
  });

  test('who has no routes reaches none', () => {
    expect(decide(office, '962345678')).toEqual({ kind: 'vacant', cause: 3 });
  });
});

describe('feature codes beside the plan', () => {
  const cn = tables({ codes: PROFILES.cn, routes: CHINA });
  const dial = (digits: string) => decide(cn, digits, 'main');

  test('each digit of a code waits, its # does it', () => {
    for (const digits of ['*', '*5', '*57', '*57*', '*57*9', '*57*962345678'])
      expect(dial(digits).kind).toBe('more');
    expect(dial('*57*962345678#')).toEqual({
      kind: 'feature',
      feature: 'forward-all',
      does: 'on',
      dial: '*57*{n}#',
      args: { number: '962345678' },
    });
  });

  test('what no code begins with is vacant at once', () => {
    expect(dial('*3*')).toEqual({ kind: 'vacant', cause: 1 });
  });

  test('the extension whose call is picked up is complete with its last digit', () => {
    expect(dial('**80').kind).toBe('more');
    expect(dial('**801')).toMatchObject({ feature: 'pickup-directed', args: { number: '801' } });
  });

  test('a speed dial that can be no extension does not wait', () => {
    expect(dial('**12')).toMatchObject({ feature: 'speed-dial', args: { code: '12' } });
    expect(decideComplete(cn, '**80', 'main')).toMatchObject({ feature: 'speed-dial', args: { code: '80' } });
  });

  test('a call with the number hidden is complete where the plan completes it', () => {
    expect(dial('*31*96234567').kind).toBe('more');
    expect(dial('*31*962345678')).toMatchObject({ feature: 'hide-number', args: { number: '962345678' } });
    expect(dial('*31*90108765').kind).toBe('more');
    expect(decideComplete(cn, '*31*901087654321', 'main')).toMatchObject({ feature: 'hide-number' });
  });

  test('an emergency number with the number hidden is an emergency call', () => {
    expect(dial('*31*110')).toEqual({ kind: 'emergency', number: '110' });
    expect(dial('*31*9110')).toEqual({ kind: 'emergency', number: '110' });
  });

  test('a code that begins a number of the plan waits for it', () => {
    const na = tables({ codes: PROFILES.na, plan: [{ pattern: '7XX', to: { kind: 'extension' } }] });
    expect(decide(na, '70', 'main').kind).toBe('more');
    expect(decideComplete(na, '70', 'main')).toMatchObject({ feature: 'park' });
    expect(decide(na, '701', 'main')).toMatchObject({ kind: 'extension', number: '701' });
  });

  test('# ends the wait of a code that begins another one', () => {
    const na = tables({ codes: PROFILES.na });
    expect(decide(na, '*8', 'main').kind).toBe('more');
    expect(decide(na, '*8#', 'main')).toMatchObject({ feature: 'pickup-group' });
    expect(decide(na, '*72901#', 'main')).toMatchObject({ feature: 'forward-all', args: { number: '901' } });
  });

  test('belong to their entity: another one does not have them', () => {
    expect(decide(cn, '*', 'other')).toEqual({ kind: 'vacant', cause: 1 });
    expect(decide(cn, '*')).toEqual({ kind: 'vacant', cause: 1 });
  });

  test('an office’s speed dial of other than two digits is dialled as it stands', () => {
    const dials = [{ code: '*701', name: 'Bank', number: '962345678', overridesClass: true }];
    const office = tables({ codes: PROFILES.cn, speedDials: dials });
    expect(decide(office, '*701', 'main')).toMatchObject({ feature: 'speed-dial', args: { code: '*701' } });
  });
});

describe('emergency numbers before codes', () => {
  test('911 is not the outside line and 11, nor is it the operator', () => {
    const us = tables({
      codes: [...PROFILES.na, { feature: 'operator', does: 'use', dial: '9' }],
      plan: [{ pattern: '9.', to: { kind: 'route', strip: 1, secondDialTone: true } }],
      routes: [route('service', 'N11', '11'), route('local', 'NXXXXXX')],
      emergency: ['911'],
    });
    for (const digits of ['9', '91']) expect(decide(us, digits, 'main').kind).toBe('more');
    expect(decide(us, '911', 'main')).toEqual({ kind: 'emergency', number: '911' });
    expect(decide(us, '9911', 'main')).toEqual({ kind: 'emergency', number: '911' });
  });

  test('whatever the codes and routes, every emergency number is found, with and without prefix', () => {
    const part = fc.constantFrom('0', '1', '9', '*', '#', '{n}', '{k}', '{mn}', '11', '110');
    const code = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts): FeatureCode => ({ feature: 'page', does: 'use', dial: parts.join('') }));
    const patterns = fc.array(fc.constantFrom('1.', '11', 'X.', '0.', '110', 'NXX', '1X'), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(fc.array(code, { maxLength: 8 }), patterns, (codes, all) => {
        const office = tables({ codes, routes: [route('r', ...all)] });
        for (const number of ['110', '9110']) {
          for (let length = 1; length < number.length; length++)
            expect(decide(office, number.slice(0, length), 'main').kind).toBe('more');
          expect(decide(office, number, 'main')).toEqual({ kind: 'emergency', number: '110' });
        }
      }),
    );
  });

  test('nobody dials for ever: something is decided in the end, and at a timeout at once', () => {
    const symbol = fc.constantFrom(...'0123456789*#');
    const office = tables({ codes: PROFILES.cn, routes: CHINA });
    const begins = fc.constantFrom('', '*57*', '**', '9', '901', '*54*', '*31*9', '*51*01*');
    fc.assert(
      fc.property(begins, fc.array(symbol, { minLength: 1, maxLength: 70 }), (begin, all) => {
        const digits = begin + all.join('');
        expect(decideComplete(office, digits, 'main').kind).not.toBe('more');
        expect(decide(office, digits + '1'.repeat(70), 'main').kind).not.toBe('more');
      }),
    );
  });
});
