import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SmdrLink, SmdrSink } from '#ports/smdr.ts';
import { SmdrSpool } from '#runtime/smdr/spool.ts';
import { SmdrSpools } from '#runtime/smdr/spools.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { SmdrPaper } from '#sim/smdr-paper.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { ms, sec } from '#units/time.ts';
import { value } from '../../contracts/database.ts';
import { NOON_EPOCH_MS, newRecord } from '../../support/records.ts';

const SINK: SmdrSink = {
  ...{ kind: 'tcp-listen', name: 'desk', layout: 'csv', internal: true, backlogMax: 1_000 },
  ...{ port: 2300, address: '0.0.0.0', from: [] },
};

/** An office with a printer: records in memory, a cable, and time that passes when told to. */
class Office {
  readonly clock = new VirtualClock();
  readonly wallClock = new VirtualWallClock(this.clock, NOON_EPOCH_MS);
  readonly database = new MemoryDatabase();
  readonly alarms: string[] = [];
  paper = new SmdrPaper(this.clock);
  spool: SmdrSpool;
  #calls = 0;

  constructor(readonlySink: Partial<SmdrSink> = {}) {
    this.sink = { ...SINK, ...readonlySink } as SmdrSink;
    this.spool = this.#open();
  }

  readonly sink: SmdrSink;

  #open(): SmdrSpool {
    const { clock, wallClock, database, sink, paper: link } = this;
    const alarm = (raised: boolean, { code }: { code: string }) =>
      this.alarms.push(`${raised ? '+' : '-'}${code}`);
    const spool = new SmdrSpool({ clock, wallClock, database, sink, link, alarm });
    spool.wake(0);
    return spool;
  }

  /** The firmware is killed and started again; the printer stands where it stood. */
  restart(): void {
    const { text } = this.paper;
    this.paper = new SmdrPaper(this.clock);
    this.paper.text = text;
    this.spool = this.#open();
  }

  async call(changes = {}): Promise<void> {
    this.#calls += 1;
    const serial = await value(
      this.database.records.append(newRecord(`c${this.#calls}`, { from: `${this.#calls}`, ...changes })),
    );
    this.spool.wake(serial);
  }

  async run(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 100) {
      await settle();
      this.clock.runFor(ms(Math.min(left, 100)));
    }
    await settle();
  }

  /** Callers on the paper, in order. */
  get printed(): number[] {
    return this.paper.lines.map((line) => Number(line.split(',')[1]!.replaceAll('"', '')));
  }
}

/** Promises of memory settle without time; a line needs a handful of turns of the loop. */
async function settle(): Promise<void> {
  for (let i = 0; i < 12; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

describe('call records for a printer', () => {
  it('come as they are made, in order, from the moment it was set up', async () => {
    const office = new Office();
    await office.database.records.append(newRecord('before'));
    office.restart();
    await office.run(200);
    for (let i = 0; i < 3; i++) await office.call();
    await office.run(1_000);
    expect(office.printed).toEqual([1, 2, 3]);
    expect(office.alarms).toEqual([]);
  });

  it('an unplugged cable loses nothing: what was made meanwhile comes when it is back', async () => {
    const office = new Office();
    await office.run(100);
    office.paper.unplug();
    for (let i = 0; i < 120; i++) await office.call();
    await office.run(5_000);
    expect(office.printed).toEqual([]);
    expect(office.alarms).toEqual(['+TR-SMDR-001']);
    office.paper.plug();
    await office.run(30_000);
    expect(office.printed).toEqual(upTo(120));
    expect(office.alarms).toEqual(['+TR-SMDR-001', '-TR-SMDR-001']);
  });

  it('a restart goes on where it was; at most the line under way comes twice', async () => {
    const office = new Office();
    await office.run(100);
    for (let i = 0; i < 10; i++) await office.call();
    await office.run(400);
    const { length } = office.printed;
    expect(length).toBeGreaterThan(1);
    await office.spool.stop();
    office.restart();
    await office.run(3_000);
    expect([...new Set(office.printed)]).toEqual(upTo(10));
    expect(office.printed.length).toBeLessThanOrEqual(11);
  });

  it('a reader that takes nothing for half a minute is an alarm, and gets all when it reads again', async () => {
    const office = new Office();
    await office.run(100);
    office.paper.takes = sec(45);
    await office.call();
    await settle();
    office.paper.takes = ms(80);
    await office.run(29_000);
    expect(office.alarms).toEqual([]);
    await office.run(2_000);
    expect(office.alarms).toEqual(['+TR-SMDR-001']);
    await office.call();
    await office.run(20_000);
    expect(office.printed).toEqual([1, 2]);
    expect(office.alarms).toEqual(['+TR-SMDR-001', '-TR-SMDR-001']);
  });

  it('too many waiting: the oldest fall out with an alarm and a written record of which', async () => {
    const office = new Office({ backlogMax: 20 });
    await office.run(100);
    office.paper.unplug();
    for (let i = 0; i < 50; i++) await office.call();
    await office.run(2_000);
    office.paper.plug();
    await office.run(10_000);
    // The first was under way when the cable was pulled, the others waited.
    expect(office.printed.slice(-20)).toEqual(upTo(50).slice(-20));
    const { entries } = await value(office.database.audit.search({ action: 'smdr.overflow' }, 10));
    const missing = upTo(50).filter((call) => !office.printed.includes(call));
    expect(entries.reduce((sum, { facts }) => sum + Number(facts.records), 0)).toBe(missing.length);
    expect(entries[0]).toMatchObject({ who: 'system', target: 'desk', facts: { last: missing.at(-1) } });
    expect(office.alarms).toContain('+TR-SMDR-002');
    expect(office.alarms.at(-1)).toBe('-TR-SMDR-002');
  });

  it('records that were deleted before they were printed are told as fallen out', async () => {
    const office = new Office();
    await office.run(100);
    office.paper.unplug();
    await office.call({ startedEpochMs: 1 });
    await office.call({ startedEpochMs: 2 });
    await office.call();
    await office.run(1_000);
    await value(office.database.records.prune(NOON_EPOCH_MS));
    office.paper.plug();
    await office.run(2_000);
    expect(office.printed.at(-1)).toBe(3);
    const { entries } = await value(office.database.audit.search({ action: 'smdr.overflow' }, 10));
    expect(entries).toMatchObject([{ facts: { last: 2 } }]);
  });

  it('calls inside the office are left out unless they are asked for', async () => {
    const office = new Office({ internal: false });
    await office.run(100);
    await office.call();
    await office.call({ kind: 'incoming' });
    await office.call();
    await office.run(1_000);
    expect(office.printed).toEqual([2]);
    expect(await value(office.database.settings.get('smdr.desk'))).toBe('3');
  });

  it('a page has its header before the first line and before each sixtieth', async () => {
    const office = new Office({ layout: 'panasonic-a', kind: 'tcp-listen' });
    await office.run(100);
    for (let i = 0; i < 61; i++) await office.call();
    await office.run(10_000);
    const headers = office.paper.lines.flatMap((line, at) => (line.startsWith('Date') ? [at] : []));
    expect(headers).toEqual([0, 62]);
    expect(office.paper.lines).toHaveLength(65);
  });

  it('a place that cannot be kept stops the printing, for a restart would double it', async () => {
    const office = new Office();
    await office.run(100);
    for (let i = 0; i < 3; i++) await office.call();
    await settle();
    office.database.failNow();
    await office.run(3_000);
    expect(office.printed.length).toBeLessThanOrEqual(1 + 2);
    office.database.fault = null;
    await office.run(30_000);
    expect([...new Set(office.printed)]).toEqual([1, 2, 3]);
  });

  it('whatever happens to cable and firmware, every call is printed, in order, doubled only at a break', async () => {
    const steps = fc.array(fc.constantFrom('call', 'call', 'call', 'unplug', 'plug', 'kill', 'wait'), {
      minLength: 5,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const office = new Office();
        await office.run(100);
        let calls = 0;
        let breaks = 0;
        for (const step of script) {
          if (step === 'call') {
            calls += 1;
            await office.call();
          } else if (step === 'plug') office.paper.plug();
          else if (step === 'wait') await office.run(100);
          else {
            breaks += 1;
            if (step === 'unplug') office.paper.unplug();
            else {
              await office.spool.stop();
              office.restart();
            }
          }
        }
        office.paper.plug();
        await office.run(8_000);
        const { printed } = office;
        expect([...new Set(printed)]).toEqual(upTo(calls));
        expect(printed).toEqual([...printed].sort((a, b) => a - b));
        expect(printed.length - calls).toBeLessThanOrEqual(breaks);
      }),
      { numRuns: 40 },
    );
  });
});

describe('several sinks', () => {
  it('one that did not change goes on; one that went is closed; each has its own place', async () => {
    const clock = new VirtualClock();
    const wallClock = new VirtualWallClock(clock, NOON_EPOCH_MS);
    const database = new MemoryDatabase();
    const opened: string[] = [];
    const closed: string[] = [];
    const openLink = ({ name }: SmdrSink): SmdrLink => {
      opened.push(name);
      const paper = new SmdrPaper(clock);
      return {
        send: (bytes) => paper.send(bytes),
        onUp: (listener) => paper.onUp(listener),
        close: async () => {
          closed.push(name);
        },
      };
    };
    const spools = new SmdrSpools({ clock, wallClock, database, openLink, alarm: () => undefined });
    const sink = (name: string, backlogMax = 9): SmdrSink => ({ ...SINK, name, backlogMax });
    await spools.configure([sink('a'), sink('b')]);
    await spools.configure([sink('a'), sink('b', 10), sink('c')]);
    await spools.configure([sink('c')]);
    expect(opened).toEqual(['a', 'b', 'b', 'c']);
    expect(closed).toEqual(['b', 'a', 'b']);
    await spools.stop();
    expect(closed).toEqual(['b', 'a', 'b', 'c']);
  });
});
