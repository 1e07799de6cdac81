import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Diversion, Refusal } from '#switching/model.ts';
import { line } from './fake-observe.ts';
import { TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.close());

describe('call control', () => {
  test('each service is one command to the exchange', async () => {
    const operator = await api.as('operator');
    const services: [string, object | undefined, object][] = [
      ['/api/devices/801/make-call', { to: '9*8' }, { op: 'makeCall', device: '801', to: '9*8' }],
      [
        '/api/devices/801/make-call',
        { to: '+861062345000' },
        { op: 'makeCall', device: '801', to: '+861062345000' },
      ],
      ['/api/devices/801/pickup', { from: '802' }, { op: 'pickup', device: '801', from: '802' }],
      ['/api/devices/801/complete-transfer', undefined, { op: 'completeTransfer', device: '801' }],
      ['/api/devices/801/conference', undefined, { op: 'conference', device: '801' }],
      ['/api/devices/801/alternate', undefined, { op: 'alternate', device: '801' }],
      ['/api/calls/c1/answer', { device: '801' }, { op: 'answer', device: '801', call: 'c1' }],
      ['/api/calls/c1/hold', { device: '801' }, { op: 'hold', device: '801', call: 'c1' }],
      ['/api/calls/c1/retrieve', { device: '801' }, { op: 'retrieve', device: '801', call: 'c1' }],
      [
        '/api/calls/c1/consult',
        { device: '801', to: '802' },
        { op: 'consult', device: '801', call: 'c1', to: '802' },
      ],
      [
        '/api/calls/c1/transfer',
        { device: '801', to: '802' },
        { op: 'transfer', device: '801', call: 'c1', to: '802' },
      ],
      [
        '/api/calls/c1/deflect',
        { device: '801', to: '802' },
        { op: 'deflect', device: '801', call: 'c1', to: '802' },
      ],
      ['/api/calls/c1/release', { device: null }, { op: 'release', device: null, call: 'c1' }],
    ];
    for (const [path, body, command] of services) {
      expect(await operator.post(path, body)).toMatchObject({ status: 200, body: { call: 'c9' } });
      expect(api.control.asked.at(-1)).toEqual(command);
    }
    expect(api.actions()).toHaveLength(1 + services.length);
  });

  test.each<[Refusal, number]>([
    ['no-such-device', 404],
    ['no-such-call', 404],
    ['not-in-that-state', 409],
    ['not-permitted', 403],
    ['device-cannot', 422],
    ['bad-number', 422],
  ])('%s is told as %i, with what to do', async (why, status) => {
    const operator = await api.as('operator');
    api.control.reply = { ok: false, why };
    const answer = await operator.post('/api/calls/c1/hold', { device: '801' });
    expect(answer).toMatchObject({ status, body: { where: '801', todo: expect.stringMatching(/\w/) } });
    expect(api.actions()).toEqual(['login']);
  });

  test('an agent controls only the own extension', async () => {
    const agent = await api.as('agent');
    expect((await agent.post('/api/devices/801/make-call', { to: '802' })).status).toBe(200);
    expect((await agent.post('/api/devices/802/make-call', { to: '801' })).status).toBe(403);
    expect((await agent.post('/api/calls/c1/hold', { device: '802' })).status).toBe(403);
    expect((await agent.post('/api/calls/c1/release', { device: null })).status).toBe(403);
    expect((await agent.ask('PATCH', '/api/devices/802/subscriber', { doNotDisturb: true })).status).toBe(
      403,
    );
    expect((await agent.get('/api/devices/802/subscriber')).status).toBe(403);
    expect(api.control.asked).toHaveLength(1);
  });

  test('what is no number is refused before the exchange hears of it', async () => {
    const operator = await api.as('operator');
    for (const to of [
      '',
      '12 34',
      '801;DROP',
      'x',
      '1'.repeat(33),
      '+',
      '8+1',
      '+86*10',
      `+${'1'.repeat(16)}`,
      801,
      null,
    ])
      expect((await operator.post('/api/devices/801/make-call', { to })).status).toBe(400);
    expect((await operator.post('/api/devices/..%2f801/make-call', { to: '802' })).status).toBe(400);
    expect(api.control.asked).toEqual([]);
  });

  test('without the exchange it says so', async () => {
    const without = await TestApi.start({ control: undefined });
    expect((await (await without.as('operator')).post('/api/devices/801/alternate')).status).toBe(503);
    await without.close();
  });
});

describe('what a subscriber has set', () => {
  test('is told without the PIN', async () => {
    const { body } = await (await api.as('supervisor')).get('/api/devices/801/subscriber');
    expect(body).toMatchObject({ doNotDisturb: false, pinSet: true, forward: { all: null } });
    expect(JSON.stringify(body)).not.toContain('4711');
  });

  test('one kind of forwarding is changed without touching the others, and the audit says from what to what', async () => {
    const operator = await api.as('operator');
    const before = api.observe.set.get('801')!;
    api.observe.set.set('801', { ...before, forward: { ...before.forward, busy: '802' } });
    const change = { forward: { all: '803' }, pin: '9876' };
    expect((await operator.ask('PATCH', '/api/devices/801/subscriber', change)).status).toBe(200);
    expect(api.control.asked).toEqual([
      {
        op: 'setSubscriber',
        device: '801',
        change: { forward: { all: '803', busy: '802', noAnswer: null, offline: null }, pin: '9876' },
      },
    ]);
    const { facts } = api.database.audited.at(-1)!;
    expect(facts.forward).toContain('{"all":"803"}');
    expect(facts.pin).toBe('set');
  });

  test('do-not-disturb is set from one time of day to another, and what is planned is told', async () => {
    const operator = await api.as('operator');
    const path = '/api/devices/801/do-not-disturb';
    const wish = { on: true, from: 1_320, to: 420 };
    expect((await operator.ask('PUT', path, wish)).status).toBe(200);
    expect(api.control.asked).toEqual([{ op: 'setDoNotDisturb', device: '801', ...wish }]);
    expect((await operator.ask('PUT', path, { ...wish, to: 1_440 })).status).toBe(400);
    const quietTime = { from: null, to: { minuteOfDay: 420, epochMs: 1_760_000_000_000 } };
    api.observe.set.set('801', { ...api.observe.set.get('801')!, quietTime });
    expect((await operator.get('/api/devices/801/subscriber')).body).toMatchObject({ quietTime });
  });

  test('a wake-up call is ordered and cleared in the name of who asks', async () => {
    const operator = await api.as('operator');
    const path = '/api/devices/801/wake-up';
    expect((await operator.ask('PUT', path, { minuteOfDay: 450 })).status).toBe(200);
    expect((await operator.ask('DELETE', path)).status).toBe(200);
    expect(api.control.asked).toEqual([
      { op: 'setWakeUp', device: '801', minuteOfDay: 450, by: 'operator' },
      { op: 'clearWakeUp', device: '801', by: 'operator' },
    ]);
    expect((await operator.ask('PUT', path, { minuteOfDay: 1_440 })).status).toBe(400);
    const wakeUp = { minuteOfDay: 450, by: 'operator', dueEpochMs: null, attempts: 2 };
    api.observe.set.set('801', { ...api.observe.set.get('801')!, wakeUp });
    expect((await operator.get('/api/devices/801/subscriber')).body).toMatchObject({ wakeUp });
  });

  test('an unknown extension is told from a part that is not there', async () => {
    const operator = await api.as('operator');
    expect((await operator.get('/api/devices/899/subscriber')).status).toBe(404);
    Object.assign(api.observe, { subscriber: undefined });
    expect((await operator.get('/api/devices/801/subscriber')).status).toBe(503);
  });
});

describe('modes and the directory', () => {
  test('the mode is set by hand and given back to the schedule', async () => {
    const operator = await api.as('operator');
    expect((await operator.get('/api/modes')).body).toEqual([{ entity: 'main', mode: 'day', byHand: false }]);
    for (const mode of ['night', null]) {
      expect((await operator.ask('PUT', '/api/modes/main', { mode })).status).toBe(200);
      expect(api.control.asked.at(-1)).toEqual({ op: 'setMode', entity: 'main', mode });
    }
    expect((await operator.ask('PUT', '/api/modes/main', { mode: 'lunch' })).status).toBe(400);
  });

  test('a harassing caller can be let in again', async () => {
    expect((await (await api.as('operator')).ask('DELETE', '/api/blocked-callers/13800001111')).status).toBe(
      200,
    );
    expect(api.control.asked).toEqual([{ op: 'unblock', number: '13800001111' }]);
  });

  test('the directory has extensions, not exchange lines', async () => {
    api.observe.change({ ports: [line('1/1'), line('1/8', { kind: 'fxo', number: '02165550000' })] });
    expect((await (await api.as('viewer')).get('/api/devices')).body).toEqual([
      { number: '801', name: 'Desk', port: '1/1', state: 'idle', inService: true, call: null },
    ]);
  });
});

describe('numbers that a role may not see', () => {
  test('are masked wherever they are told', async () => {
    const masked = await TestApi.start({
      mask: (role, number) => (role === 'viewer' ? number.replace(/\d(?=\d{3})/g, '*') : number),
    });
    const sentOn: Diversion = {
      ...{ number: '02066660000', name: '', publicNumber: '', hidden: false },
      ...{ why: 'unknown', count: 1, outside: true },
    };
    masked.observe.change({
      calls: [
        {
          ...{ call: 'c1' as never, kind: 'incoming', state: 'alerting', dialled: '', startedAt: 0 as never },
          ...{ from: '13800001111', to: '801', answeredAt: null },
          parties: [{ port: '1/8', state: 'initiated', number: '13800001111' }],
          diversions: [sentOn],
        },
      ],
    });
    const seen = async (role: 'viewer' | 'supervisor') =>
      JSON.stringify((await (await masked.as(role)).get('/api/calls')).body);
    expect(await seen('viewer')).not.toContain('13800001111');
    expect(await seen('viewer')).not.toContain('02066660000');
    expect(await seen('viewer')).toContain('********111');
    expect(await seen('supervisor')).toContain('13800001111');
    await masked.close();
  });
});
