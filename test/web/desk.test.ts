import { Ajv } from 'ajv';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CallId } from '#units/ids.ts';
import type { Who } from '#web/access/who.ts';
import { DESK_PAGES_MAX, DeskHub } from '#web/desk/hub.ts';
import { UNSENT_BYTES_MAX } from '#web/events.ts';
import { DeskActionSchema, type DeskServerMessage, DeskServerMessageSchema } from '#web/protocol/desk.ts';
import { HEARTBEAT_MS } from '#web/protocol.ts';
import { ticket } from '../support/desk.ts';
import { card, EMPTY_VIEW, ScriptedDesk } from './support/scripted-seat.ts';

const OPERATOR: Who = { kind: 'person', name: 'chen', role: 'operator', extension: '801', session: 's1' };
const toPage = new Ajv({ allowUnionTypes: true }).compile(DeskServerMessageSchema);

/** A page's end of the socket. */
class Page {
  bufferedAmount = 0;
  closed: string | null = null;
  pings = 0;
  readonly texts: string[] = [];
  send(text: string): void {
    expect(toPage(JSON.parse(text)), `${text}: ${JSON.stringify(toPage.errors)}`).toBe(true);
    this.texts.push(text);
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
  get heard(): readonly DeskServerMessage[] {
    return this.texts.map((text) => JSON.parse(text) as DeskServerMessage);
  }
  kinds(): readonly string[] {
    return this.heard.map(({ kind }) => kind);
  }
  last<K extends DeskServerMessage['kind']>(kind: K) {
    return this.heard.findLast((one) => one.kind === kind) as Extract<DeskServerMessage, { kind: K }>;
  }
}

let scripted: ScriptedDesk;
let wakes: { ms: number; wake: () => void }[];
let hub: DeskHub;
let nowMs: number;
let welcome: boolean;
let mask: (number: string) => string;

function open(desk = scripted.desk as never): void {
  wakes = [];
  hub = new DeskHub({
    desk,
    mask: (role, number) => (role === 'administrator' ? number : mask(number)),
    nowMs: () => nowMs,
    later: (ms, wake) => {
      const one = { ms, wake };
      wakes.push(one);
      return () => {
        wakes = wakes.filter((other) => other !== one);
      };
    },
    stillWelcome: () => welcome,
    handedOver: async (who, user) => (user === 'gone' ? null : { ...who, name: user, role: 'administrator' }),
  });
}
beforeEach(() => {
  scripted = new ScriptedDesk();
  [nowMs, welcome, mask] = [0, true, (number) => number];
  open();
});

/** What waits for its time is due. */
function wake(ms: number): void {
  for (const one of wakes.filter((other) => other.ms === ms)) {
    wakes = wakes.filter((other) => other !== one);
    one.wake();
  }
}
const settled = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};
async function say(page: Page, message: unknown): Promise<void> {
  hub.hear(page, typeof message === 'string' ? message : JSON.stringify(message));
  await settled();
}
async function seated(who = OPERATOR): Promise<Page> {
  const page = new Page();
  hub.join(page, who);
  await say(page, { kind: 'sit', console: '1', tab: 'a' });
  return page;
}
const act = (page: Page, action: unknown, id = 1) => say(page, { kind: 'act', id, action });

describe('an operator’s page', () => {
  test('sits down, is shown everything, and from then on what is different', async () => {
    const page = await seated();
    expect(scripted.sat).toEqual(['chen 1 a']);
    expect(page.kinds()).toEqual(['view', 'lamps']);
    expect(page.last('view').view).toEqual(EMPTY_VIEW);
    scripted.show({});
    expect(page.kinds()).toEqual(['view', 'lamps']);
    scripted.show({ alarms: 1 });
    scripted.lamp('802', 'busy');
    expect(page.kinds()).toEqual(['view', 'lamps', 'view', 'lamps']);
    expect(page.last('lamps').changes).toEqual([['802', 'busy']]);
  });

  test('has each key answered by its number, and finds people', async () => {
    const page = await seated();
    await act(page, { op: 'consoleAnswer', call: null }, 7);
    expect(scripted.asked).toEqual([{ op: 'consoleAnswer', call: null }]);
    expect(page.last('reply')).toEqual({ kind: 'reply', id: 7, reply: { ok: true, call: null } });
    scripted.reply = { ok: false, why: 'taken', by: 'amir' };
    await act(page, { op: 'consoleRelease' }, 8);
    expect(page.last('reply')).toMatchObject({ id: 8, reply: { why: 'taken', by: 'amir' } });
    await say(page, { kind: 'search', id: 9, text: 'cx' });
    expect(page.last('found')).toMatchObject({ id: 9, hits: [{ name: 'cx', lamp: 'free' }] });
  });

  test('is told why there is no seat, in a word; who may not sit at all is not even looked at', async () => {
    scripted.refuse = 'TR-DESK-003';
    expect((await seated()).last('refused')).toEqual({ kind: 'refused', why: 'other-operator' });
    scripted.refuse = null;
    for (const who of [
      { ...OPERATOR, role: 'agent' },
      { ...OPERATOR, role: 'viewer' },
      { ...OPERATOR, kind: 'token', session: null },
    ] as const)
      expect((await seated(who)).last('refused').why).toBe('not-permitted');
    expect(scripted.sat).toEqual([]);
    open(null as never);
    expect((await seated()).last('refused').why).toBe('not-running');
  });

  test('whose seat is taken is told, and closed; what it says afterwards is not heard', async () => {
    const page = await seated();
    scripted.take();
    expect(page.kinds().at(-1)).toBe('taken');
    expect(page.closed).toMatch(/^4409/);
    await act(page, { op: 'consoleRelease' });
    expect(scripted.asked).toEqual([]);
    expect(hub.pages).toBe(0);
  });

  test('that goes away while it is sitting down leaves its seat', async () => {
    const page = new Page();
    hub.join(page, OPERATOR);
    hub.hear(page, JSON.stringify({ kind: 'sit', console: '1', tab: 'a' }));
    hub.leave(page);
    await settled();
    expect(scripted.left).toBe(1);
    expect(page.texts).toEqual([]);
  });

  test('after a hand-over it is the next operator’s, with what that one may see', async () => {
    mask = () => '***';
    scripted.show({ source: card('13800001111') });
    const page = await seated();
    expect(page.last('view').view.source?.number).toBe('***');
    await act(page, { op: 'handOver', user: 'amir', password: 'x', words: '' });
    expect(page.last('view').view.source?.number).toBe('13800001111');
    await act(page, { op: 'handOver', user: 'gone', password: 'x', words: '' });
    expect(page.closed).toMatch(/^4401/);
  });

  test('sees masked numbers, and cannot write one over the true one by sending the form back', async () => {
    mask = (number) => `${number.slice(0, 3)}****`;
    const one = ticket(1, { callerNumber: '13800001111' });
    const waiting = {
      ...{ call: 'c2' as CallId, group: '9', kind: 'trunk' as const, level: 1 },
      urgent: false,
    };
    scripted.show({
      ticket: one,
      waiting: [
        {
          ...waiting,
          ...{ important: false, from: '13800002222', name: '', to: '9', sinceEpochMs: 1 },
          sentOnBy: { number: '13800003333', name: 'Shop' },
          ...{ presentedTo: [], entry: null, notes: '' },
        },
      ],
    });
    const page = await seated();
    expect(JSON.stringify(page.heard)).not.toMatch(/1380000(1111|2222|3333)/);
    await act(page, { op: 'note', ticket: 1, change: { callerNumber: '138****', notes: 'a' } });
    await act(page, { op: 'note', ticket: 1, change: { callerNumber: '139' } });
    expect(scripted.asked).toEqual([
      { op: 'note', ticket: 1, change: { callerNumber: '13800001111', notes: 'a' } },
      { op: 'note', ticket: 1, change: { callerNumber: '139' } },
    ]);
  });
});

describe('a page that is broken, or means ill', () => {
  test('what is not understood closes it', async () => {
    const bad = [
      ...['', 'x', '[]', '{}', '[['.repeat(40), { kind: 'sit' }, { kind: 'act', id: 1, action: { op: 'x' } }],
      { kind: 'act', id: 1, action: { op: 'consoleAnswer' } },
      { kind: 'act', id: 1, action: { op: 'consoleRelease', console: '2' } },
      { kind: 'act', id: 1, action: { op: 'consoleCall', to: '8 0' } },
      { kind: 'search', id: 1, text: 'x'.repeat(65) },
    ];
    for (const message of bad) {
      const page = await seated();
      await say(page, message);
      expect(page.closed, JSON.stringify(message)).toBe('1008 not understood');
    }
    expect(scripted.asked).toEqual([]);
  });

  test('whatever is sent, nothing throws, and nothing reaches the desk that is no action', async () => {
    const action = new Ajv({ allowUnionTypes: true }).compile(DeskActionSchema);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.json().map((json) => `{"kind":"act","id":1,"action":${json}}`),
        ),
        async (text) => {
          const page = await seated();
          await say(page, text);
          hub.leave(page);
          expect(scripted.asked.every((one) => action(one))).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('who says too much is closed; who holds a key down is not', async () => {
    const page = await seated();
    for (let i = 0; i < 600; i++) {
      nowMs += 28;
      await say(page, { kind: 'search', id: i, text: 'a' });
    }
    expect(page.closed).toBeNull();
    for (let i = 0; i < 200; i++) hub.hear(page, JSON.stringify({ kind: 'search', id: i, text: 'a' }));
    expect(page.closed).toBe('1008 too much is said');
    expect(scripted.left).toBe(1);
  });

  test('who does not take what it is sent is let go', async () => {
    const page = await seated();
    page.bufferedAmount = UNSENT_BYTES_MAX + 1;
    scripted.show({ alarms: 2 });
    expect(page.closed).toBe('terminated');
    expect(scripted.left).toBe(1);
  });

  test('who says nothing, answers no ping, or whose session has ended, is let go; only so many are let in', async () => {
    const [silent, dead, ended] = [new Page(), await seated(), await seated()];
    hub.join(silent, OPERATOR);
    const beat = () => {
      for (const page of [silent, ended]) hub.alive(page);
      wake(HEARTBEAT_MS);
    };
    beat();
    expect([dead.pings, dead.kinds().at(-1)]).toEqual([1, 'beat']);
    beat();
    expect(dead.closed).toBe('terminated');
    beat();
    expect(silent.closed).toBe('1008 nothing was said');
    welcome = false;
    beat();
    expect(ended.closed).toBe('4401 log in again');
    for (let i = 0; i < DESK_PAGES_MAX; i++) expect(hub.join(new Page(), OPERATOR)).toBe(true);
    const last = new Page();
    expect(hub.join(last, OPERATOR)).toBe(false);
    expect(last.closed).toMatch(/^1013/);
    hub.close();
    expect(hub.pages).toBe(0);
  });
});

describe('the wall', () => {
  test('is shown to whoever is logged in, and again when it is different, not more often than it is looked at', async () => {
    const wall = new Page();
    hub.join(wall, { ...OPERATOR, role: 'viewer' });
    await say(wall, { kind: 'watch' });
    expect(wall.kinds()).toEqual(['board']);
    const one = { console: '1', name: 'a', operator: 'chen', state: 'idle', suspended: false } as const;
    scripted.showBoard({ groups: [], consoles: [one] });
    scripted.showBoard({ groups: [], consoles: [{ ...one, suspended: true }] });
    expect(wall.kinds()).toEqual(['board']);
    wake(250);
    expect(wall.kinds()).toEqual(['board', 'board']);
    expect(wall.last('board').board.consoles).toMatchObject([{ suspended: true }]);
    scripted.showBoard(scripted.boardNow);
    wake(250);
    expect(wall.kinds()).toEqual(['board', 'board']);
    await act(wall, { op: 'consoleRelease' });
    expect(wall.last('reply').reply).toMatchObject({ ok: false, why: 'no-seat' });
  });
});
