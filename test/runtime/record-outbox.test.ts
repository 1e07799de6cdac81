import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Store } from '#ports/store.ts';
import { OUTBOX_MAX, RecordOutbox } from '#runtime/record-outbox.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Fault } from '#units/result.ts';
import { instant, ms, sec } from '#units/time.ts';
import { finishedCall } from '../support/records.ts';

const DISK_FULL: Fault = { code: 'TR-STORE-001', where: 'calls.jsonl', what: 'no space', todo: 'make room' };
const record = (number: number) => finishedCall(`c${number}`);

type Answer = 'at once' | 'later' | 'fails' | 'never';

class Desk {
  readonly clock = new VirtualClock();
  readonly onDisk: string[] = [];
  readonly troubles: (string | null)[] = [];
  readonly givenUp: string[] = [];
  answer: () => Answer = () => 'at once';
  readonly outbox: RecordOutbox;

  constructor() {
    const store: Store = {
      keep: () => undefined,
      appendRecord: ({ call }, done) => {
        const answer = this.answer();
        const write = (): void => {
          this.onDisk.push(call);
          done(null);
        };
        if (answer === 'at once') write();
        else if (answer === 'later') this.clock.at(instant(this.clock.now() + ms(20)), write);
        else if (answer === 'fails') done(DISK_FULL);
      },
      saveJournal: (_name, _text, done) => done(null),
    };
    this.outbox = new RecordOutbox(this.clock, store, {
      troubled: (fault) => this.troubles.push(fault?.code ?? null),
      gaveUp: ({ call }) => this.givenUp.push(call),
    });
  }
}

describe('call records on their way to the disk', () => {
  it('a record that comes while the next one waits for its turn is not written twice', () => {
    const desk = new Desk();
    desk.answer = () => 'later';
    for (const number of [1, 2]) desk.outbox.add(record(number));
    desk.clock.runFor(ms(20));
    desk.answer = () => 'at once';
    desk.outbox.add(record(3));
    desk.clock.runFor(sec(1));
    expect(desk.onDisk).toEqual(['c1', 'c2', 'c3']);
  });

  it('a full disk is told once, nothing is lost, and all is written in order when there is room', () => {
    const desk = new Desk();
    desk.answer = () => 'fails';
    for (const number of [1, 2, 3]) desk.outbox.add(record(number));
    desk.clock.runFor(sec(600));
    expect(desk.troubles).toEqual(['TR-STORE-001']);
    expect(desk.outbox.waiting).toBe(3);
    desk.answer = () => 'at once';
    desk.clock.runFor(sec(61));
    expect(desk.onDisk).toEqual(['c1', 'c2', 'c3']);
    expect(desk.troubles).toEqual(['TR-STORE-001', null]);
  });

  it('a store that never answers counts as failed after 10 s and is asked again', () => {
    const desk = new Desk();
    desk.answer = () => 'never';
    desk.outbox.add(record(1));
    desk.clock.runFor(sec(9));
    expect(desk.troubles).toEqual([]);
    desk.clock.runFor(sec(1));
    expect(desk.troubles).toEqual(['TR-RUN-003']);
    desk.answer = () => 'at once';
    desk.clock.runFor(sec(1));
    expect(desk.onDisk).toEqual(['c1']);
  });

  it('the memory that a dead disk can take has a bound; the oldest is given up and said so', () => {
    const desk = new Desk();
    desk.answer = () => 'never';
    for (let number = 0; number <= OUTBOX_MAX; number++) desk.outbox.add(record(number));
    expect(desk.outbox.waiting).toBe(OUTBOX_MAX);
    // c0 is on its way to the disk already.
    expect(desk.givenUp).toEqual(['c1']);
  });

  it('whatever the store does, each record reaches the disk exactly once and in order', () => {
    const answers = fc.array(fc.constantFrom<Answer>('at once', 'later', 'fails'), {
      minLength: 1,
      maxLength: 40,
    });
    const pauses = fc.array(fc.nat(30), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(answers, pauses, (script, gaps) => {
        const desk = new Desk();
        let at = 0;
        desk.answer = () => script[at++] ?? 'at once';
        gaps.forEach((gap, number) => {
          desk.outbox.add(record(number));
          desk.clock.runFor(ms(gap));
        });
        desk.clock.runFor(sec(4_000));
        expect(desk.onDisk).toEqual(gaps.map((_, number) => `c${number}`));
        expect(desk.outbox.waiting).toBe(0);
      }),
    );
  });
});
