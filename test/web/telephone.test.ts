import { Ajv } from 'ajv';
import { beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import type { TelephoneCall, TelephoneView } from '#ports/telephone.ts';
import type { CallId } from '#units/ids.ts';
import type { Who } from '#web/access/who.ts';
import { UNSENT_BYTES_MAX } from '#web/events.ts';
import { type TelephoneMessage, TelephoneMessageSchema } from '#web/protocol/telephone.ts';
import { HEARTBEAT_MS } from '#web/protocol.ts';
import {
  PAGES_OF_ONE_MAX,
  TELEPHONE_INTERVAL_MS,
  TELEPHONE_PAGES_MAX,
  TelephoneHub,
} from '#web/telephone/hub.ts';
import { message } from '../support/desk.ts';
import { type Client, TestApi } from './support/api.ts';

const USER: Who = { kind: 'person', name: 'wang', role: 'agent', extension: '802', session: 's1' };
const CALLER = '02155501234';
const toPage = new Ajv({ allowUnionTypes: true }).compile(TelephoneMessageSchema);

const call = (more: Partial<TelephoneCall> = {}): TelephoneCall => ({
  ...{ call: 'c1' as CallId, state: 'alerting', incoming: true, number: '801', name: '话务台', others: 0 },
  announced: true,
  ticket: {
    ...{ callerNumber: CALLER, callerName: '高先生', wanted: '', reason: '订房', notes: '两间' },
    operator: 'lin',
  },
  ...more,
});
const quiet = (number: string): TelephoneView => ({
  ...{ number, name: '王芳', state: 'idle', inService: true, calls: [], messages: [], past: [] },
  settings: {
    forward: { all: null, busy: null, noAnswer: '803', offline: null },
    ...{ doNotDisturb: false, callWaiting: false, absent: false },
    quietTime: { from: null, to: { minuteOfDay: 420, epochMs: 5 } },
    wakeUp: { minuteOfDay: 400, dueEpochMs: 9, attempts: 0, by: 'lin' },
  },
});

/** A page's end of the socket. */
class Page {
  bufferedAmount = 0;
  closed: string | null = null;
  pings = 0;
  readonly heard: TelephoneMessage[] = [];
  send(text: string): void {
    const told: unknown = JSON.parse(text);
    expect(toPage(told), `${text}: ${JSON.stringify(toPage.errors)}`).toBe(true);
    this.heard.push(told as TelephoneMessage);
  }
  ping(): void {
    this.pings += 1;
  }
  close(code: number, reason: string): void {
    this.closed = `${code} ${reason}`;
  }
  terminate(): void {
    this.closed = 'terminated';
  }
  get last() {
    const told = this.heard.findLast(({ kind }) => kind === 'telephone');
    return told?.kind === 'telephone' ? told.telephone : undefined;
  }
}

let views: Map<string, TelephoneView>;
let listeners: Set<() => void>;
let looks: number;
let wakes: { ms: number; wake: () => void }[];
let welcome: boolean;
let mask: (number: string) => string;
let hub: TelephoneHub;

function open(desk = true): void {
  const telephones = {
    see: () => {
      looks += 1;
      return (number: string) => views.get(number) ?? null;
    },
    onChange: (changed: () => void) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
  hub = new TelephoneHub({
    desk: desk ? { telephones } : null,
    mask: (_role, number) => mask(number),
    stillWelcome: () => welcome,
    later: (ms, wake) => {
      const one = { ms, wake };
      wakes.push(one);
      return () => {
        wakes = wakes.filter((other) => other !== one);
      };
    },
  });
}

beforeEach(() => {
  [views, listeners, looks, wakes, welcome] = [new Map(), new Set(), 0, [], true];
  mask = (number) => number;
  for (const number of ['802', '803']) views.set(number, quiet(number));
  open();
});

function wake(ms: number): void {
  for (const one of wakes.filter((other) => other.ms === ms)) {
    wakes = wakes.filter((other) => other !== one);
    one.wake();
  }
}
function show(number: string, change: Partial<TelephoneView>): void {
  views.set(number, { ...views.get(number)!, ...change });
  for (const changed of [...listeners]) changed();
  wake(TELEPHONE_INTERVAL_MS);
}
function joined(who: Who = USER): Page {
  const page = new Page();
  hub.join(page, who);
  return page;
}

describe('the page of a telephone’s user', () => {
  test('is shown its telephone at once, and what is different from then on', () => {
    const page = joined();
    expect(page.last).toEqual(quiet('802'));
    show('802', {});
    expect(page.heard).toHaveLength(1);
    show('802', { state: 'alerting', calls: [call()], messages: [message(1)] });
    expect(page.heard).toHaveLength(2);
    expect(page.last).toMatchObject({ state: 'alerting', calls: [{ ticket: { notes: '两间' } }] });
  });

  test('hears nothing of anybody else’s telephone', () => {
    const page = joined();
    show('803', { state: 'alerting', calls: [call()] });
    expect(page.heard).toHaveLength(1);
    expect(JSON.stringify(page.heard)).not.toContain(CALLER);
  });

  test('shows other people’s numbers as the role may see them; such a number cannot be called', () => {
    mask = (number) => (number.length > 4 ? `${number.slice(0, 3)}*****` : number);
    const past = { call: 'c0' as CallId, epochMs: 1, name: '', how: 'missed', inside: true } as const;
    views.set('802', {
      ...quiet('802'),
      calls: [call({ number: CALLER, sentOnBy: { number: CALLER, name: 'Shop' } })],
      past: [
        { ...past, number: '803' },
        { ...past, number: '80312345' },
      ],
    });
    const page = joined();
    expect(JSON.stringify(page.heard)).not.toContain(CALLER);
    expect(page.last).toMatchObject({
      calls: [
        {
          number: '021*****',
          sentOnBy: { number: '021*****', name: 'Shop' },
          ticket: { callerNumber: '021*****', callerName: '高先生' },
        },
      ],
      past: [
        { number: '803', inside: true },
        { number: '803*****', inside: false },
      ],
    });
  });

  test('looks once for all pages, however much happens at once; nobody looks when none is open', () => {
    const pages = ['a', 'b', 'c'].map((name) => joined({ ...USER, name }));
    looks = 0;
    for (let i = 0; i < 50; i++) for (const changed of listeners) changed();
    wake(TELEPHONE_INTERVAL_MS);
    expect(looks).toBe(1);
    for (const page of pages) hub.leave(page);
    expect(listeners.size).toBe(0);
  });

  test('of a user without a telephone, of one that the office does not have, without a desk: says so', () => {
    expect(joined({ ...USER, extension: '' }).heard).toEqual([{ kind: 'refused', why: 'no-extension' }]);
    expect(joined({ ...USER, name: 'b', extension: '899' }).heard).toEqual([
      { kind: 'telephone', telephone: null },
    ]);
    open(false);
    expect(joined().heard).toEqual([{ kind: 'refused', why: 'not-running' }]);
  });

  test('is let go when its session has ended, when it is silent, when it does not keep up, when it speaks', () => {
    const [ended, silent, slow, speaks] = ['a', 'b', 'c', 'd'].map((name) => joined({ ...USER, name }));
    wake(HEARTBEAT_MS);
    expect(ended!.heard.at(-1)).toEqual({ kind: 'beat' });
    for (const page of [ended!, slow!, speaks!]) hub.alive(page);
    welcome = false;
    slow!.bufferedAmount = UNSENT_BYTES_MAX + 1;
    show('802', { state: 'talking' });
    hub.spoke(speaks!);
    wake(HEARTBEAT_MS);
    expect([ended!, silent!, slow!, speaks!].map(({ closed }) => closed?.split(' ')[0])).toEqual([
      '4401',
      'terminated',
      'terminated',
      '1008',
    ]);
    expect(hub.pages).toBe(0);
  });

  test('one user has a few pages, all users together have their own places', () => {
    const own = Array.from({ length: PAGES_OF_ONE_MAX + 1 }, () => joined());
    expect(own.map(({ closed }) => closed?.split(' ')[0])).toEqual([
      ...Array.from({ length: PAGES_OF_ONE_MAX }, () => undefined),
      '1013',
    ]);
    for (let i = hub.pages; i < TELEPHONE_PAGES_MAX; i++) joined({ ...USER, name: `user${i}` });
    expect(hub.pages).toBe(TELEPHONE_PAGES_MAX);
    expect(joined({ ...USER, name: 'late' }).closed).toMatch(/^1013/);
    hub.close();
    expect(own[0]!.closed).toMatch(/^1001/);
  });
});

describe('the socket of the page', () => {
  test('is open to whom call control is open to, and to nobody else', async () => {
    const desk = { telephones: { see: () => () => quiet('801'), onChange: () => () => undefined } };
    const api = await TestApi.start({ desk: desk as never });
    const first = ({ cookie }: Client): Promise<number | TelephoneMessage> =>
      new Promise((resolve, reject) => {
        const address = new URL('/api/telephone', api.server.url.replace('http', 'ws'));
        const socket = new WebSocket(address, { headers: { cookie } });
        socket.on('message', (text) => {
          resolve(JSON.parse(String(text)));
          socket.terminate();
        });
        socket.on('unexpected-response', (_request, { statusCode }) => resolve(statusCode ?? 0));
        socket.on('error', reject);
      });
    expect(await first(await api.as('agent'))).toEqual({ kind: 'telephone', telephone: quiet('801') });
    expect(await first(await api.as('operator'))).toEqual({ kind: 'refused', why: 'no-extension' });
    expect(await first(await api.as('viewer'))).toBe(403);
    expect(await first(api.client())).toBe(401);
    await api.close();
  });
});
