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
  /** Calls of each write, whatever became of it. */
  readonly writes: string[][] = [];
  answer: () => Answer = () => 'at once';
  readonly outbox: RecordOutbox;

  constructor() {
    const appendRecords: Store['appendRecords'] = (records, done) => {
      const answer = this.answer();
      const calls = records.map(({ call }) => call);
      this.writes.push(calls);
      const write = (): void => {
        this.onDisk.push(...calls);
        done(null);
      };
      if (answer === 'at once') write();
      else if (answer === 'later') this.clock.at(instant(this.clock.now() + ms(20)), write);
      else if (answer === 'fails') done(DISK_FULL);
    };
    const store: Store = {
      keep: () => undefined,
      appendRecords,
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

  it('the record of a quiet office goes to the disk at once; those of the quarter of a second after it go together', () => {
    const desk = new Desk();
    for (const number of [1, 2, 3]) {
      desk.outbox.add(record(number));
      desk.clock.runFor(ms(80));
    }
    expect(desk.writes).toEqual([['c1']]);
    desk.clock.runFor(ms(10));
    expect(desk.writes).toEqual([['c1'], ['c2', 'c3']]);
    desk.clock.runFor(ms(250));
    desk.outbox.add(record(4));
    expect(desk.onDisk).toEqual(['c1', 'c2', 'c3', 'c4']);
    expect(desk.outbox.waiting).toBe(0);
  });

  it('when the exchange ends, those that wait for company are written, and what comes then at once', () => {
    const desk = new Desk();
    for (const number of [1, 2, 3]) desk.outbox.add(record(number));
    expect(desk.onDisk).toEqual(['c1']);
    desk.outbox.hurry();
    desk.outbox.add(record(4));
    expect(desk.onDisk).toEqual(['c1', 'c2', 'c3', 'c4']);
    desk.clock.runFor(sec(20));
    expect(desk.writes).toEqual([['c1'], ['c2', 'c3'], ['c4']]);
  });

  it('a backlog is written in large pieces, without a pause between them', () => {
    const desk = new Desk();
    for (let number = 0; number < 200; number++) desk.outbox.add(record(number));
    desk.clock.runFor(ms(250));
    expect(desk.writes.map(({ length }) => length)).toEqual([1, 64, 64, 64]);
    desk.clock.runFor(ms(250));
    expect(desk.outbox.waiting).toBe(0);
    expect(desk.onDisk).toEqual(Array.from({ length: 200 }, (_, number) => `c${number}`));
  });

  it('those that are on their way together are not given up while they are, and stay whole when the disk fails', () => {
    const desk = new Desk();
    desk.answer = () => 'fails';
    for (const number of [1, 2, 3]) desk.outbox.add(record(number));
    desk.clock.runFor(sec(2));
    expect(desk.onDisk).toEqual([]);
    desk.answer = () => 'never';
    desk.clock.runFor(sec(2));
    for (let number = 4; number <= OUTBOX_MAX + 1; number++) desk.outbox.add(record(number));
    expect(desk.givenUp).toEqual(['c4']);
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

  it('whatever the store does, each record is on disk once and in order', () => {
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
