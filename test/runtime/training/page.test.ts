import { beforeEach, describe, expect, test } from 'vitest';
import { GONE_MS } from '#runtime/training/session.ts';
import { SESSIONS_MAX } from '#runtime/training/training.ts';
import type { Who } from '#web/access/who.ts';
import { DeskHub } from '#web/desk/hub.ts';
import type { DeskServerMessage } from '#web/protocol/desk.ts';
import { PracticeRoom } from './support/practice-room.ts';

const WISH = { lesson: 'plain', level: 1, language: 'en', run: 'r' } as const;
const someone = (name: string, role: Who['role'] = 'operator'): Who => ({
  ...{ kind: 'person', name, role, extension: '', session: name },
});

/** A page's end of the socket. */
class Page {
  readonly bufferedAmount = 0;
  closed: string | null = null;
  readonly heard: DeskServerMessage[] = [];
  send(text: string): void {
    this.heard.push(JSON.parse(text));
  }
  ping(): void {}
  close(code: number): void {
    this.closed = String(code);
  }
  terminate(): void {}
  last<K extends DeskServerMessage['kind']>(kind: K) {
    return this.heard.findLast((one) => one.kind === kind) as Extract<DeskServerMessage, { kind: K }>;
  }
}

let room: PracticeRoom;
let hub: DeskHub;
beforeEach(() => {
  room = new PracticeRoom();
  hub = new DeskHub({
    ...{ desk: null, training: room.training, mask: (_role, number) => number, later: () => () => undefined },
    ...{ nowMs: () => 0, stillWelcome: () => true, handedOver: async () => null },
  });
});

async function practise(who = someone('chen'), wish: object = WISH): Promise<Page> {
  const page = new Page();
  hub.join(page, who);
  await say(page, { kind: 'practise', wish, tab: 'a' });
  return page;
}
async function say(page: Page, message: object): Promise<void> {
  hub.hear(page, JSON.stringify(message));
  await room.pass(100);
}

describe('a page that practises', () => {
  test('hears what the caller says when it answers, and more when it asks', async () => {
    const page = await practise();
    expect(page.last('training').training).toMatchObject({ lesson: 'plain', of: 2, done: 0, words: [] });
    await room.pass(6_000);
    expect(page.last('view').view.waiting).toHaveLength(1);
    await say(page, { kind: 'act', id: 1, action: { op: 'consoleAnswer', call: null } });
    expect(page.last('view').view.source?.state).toBe('connected');
    expect(page.last('training').training).toMatchObject({
      mayAsk: true,
      words: [{ line: 'plain.opening' }],
    });
    await say(page, { kind: 'ask' });
    expect(page.last('training').training.words.map(({ line }) => line)).toEqual([
      'plain.opening',
      'plain.asked',
    ]);
    await say(page, { kind: 'finish' });
    expect(page.last('training').training.score?.calls).toHaveLength(1);
    expect(room.scores).toHaveLength(1);
  });

  test('comes back to the same lesson when it is loaded anew, and the page before is told', async () => {
    const first = await practise();
    await room.pass(6_000);
    const second = await practise();
    expect(first.closed).toBe('4409');
    expect(second.last('view').view.waiting).toHaveLength(1);
    await practise(someone('chen'), { ...WISH, run: 'another' });
    expect(second.closed).toBe('4409');
    expect(room.training.sessions).toBe(1);
  });

  test('is refused to whoever is on duty, may not sit at a console, or is one too many', async () => {
    room.duties.set('amir', '1');
    expect((await practise(someone('amir'))).last('refused').why).toBe('on-duty');
    expect((await practise(someone('eve', 'viewer'))).last('refused').why).toBe('not-permitted');
    for (let i = 0; i < SESSIONS_MAX; i++) await practise(someone(`operator${i}`));
    expect((await practise()).last('refused').why).toBe('too-many');
  });

  test('may be left alone for a while; then the lesson is over without a score, and nothing of it stays', async () => {
    const page = await practise();
    hub.leave(page);
    await room.pass(GONE_MS - 1_000);
    expect(room.training.sessions).toBe(1);
    await room.pass(2_000);
    expect(room.training.sessions).toBe(0);
    expect(room.scores).toEqual([]);
    expect(room.clock.waiting).toBe(0);
  });
});
