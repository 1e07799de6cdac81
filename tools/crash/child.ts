/**
 * A busy office in virtual time on the real database and real syncs, until it is killed. Started by `crash.ts` with
 * a folder, a seed, the counters to go on from and the name of a planted bug; tells through file 3.
 */
import { writeSync } from 'node:fs';
import { RealClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import type { Database } from '#ports/database.ts';
import type { Store } from '#ports/store.ts';
import { DatabaseStore } from '#runtime/records/database-store.ts';
import { Dice } from '#sim/harness/dice.ts';
import { FaultLog } from '#sim/harness/fault-log.ts';
import { Judge } from '#sim/harness/judge.ts';
import { drawPlan, type HarnessPlan } from '#sim/harness/plan.ts';
import { beginLife } from '#sim/harness/run.ts';
import { assert, ok } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import { portLevelOffice } from '../sim/port-office.ts';
import { findRegion } from '../sim/simulation.ts';
import type { Said } from './acknowledged.ts';
import { Writer } from './writer.ts';

const [folder = '', seedText = '1', nText = '0', versionText = '0', planted = ''] = process.argv.slice(2);
const seed = Number(seedText);
const SLICE = ms(2_000);
const BOUNDS = { dialTone: 1e9, tone: 1e9, ring: 1e9, release: 1e9, emergency: 1e9, glareTold: false };

function say(said: Said): void {
  const line = Buffer.from(`${JSON.stringify(said)}\n`);
  for (let at = 0; at < line.length; ) {
    try {
      at += writeSync(3, line, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

/** The bug that the check must find: telling that it is on disk before it is. */
function tooEarly(database: Database): Database {
  const append: Database['records']['append'] = (record) => {
    setImmediate(() => void database.records.append(record));
    return Promise.resolve(ok(1));
  };
  const appendAll: Database['records']['appendAll'] = (records) => {
    setImmediate(() => void database.records.appendAll(records));
    return Promise.resolve(ok(records.map(() => 1)));
  };
  return { ...database, records: { ...database.records, append, appendAll } };
}

/** Everybody telephones all the time. */
const busy = (plan: HarnessPlan): HarnessPlan => ({
  ...plan,
  habits: new Map(
    [...plan.habits].map(([port, habits]) => [port, { ...habits, idleMsMean: 15_000, talkMsMean: 20_000 }]),
  ),
});

async function main(): Promise<void> {
  const fault = (raised: boolean, { code, what }: { code: string; what: string }): void => {
    if (raised) say({ say: 'fault', code, what });
  };
  const opened = openDatabase({ folder, clock: new RealClock(), fault, reserveBytes: 1 << 18 });
  const database = planted === 'ack-before-commit' ? tooEarly(opened) : opened;
  const region = findRegion('cn');
  assert(region.ok, 'the region is there');
  const plan = busy(drawPlan(seed, 'port', region.value.emergency));
  const boot = `boot ${seed} ${nText}`;
  let writing = 0;
  const office = portLevelOffice({
    ...{ plan, region: region.value, tap: () => undefined },
    spoiled: {
      ports: (ports) => {
        const { clock } = ports;
        const saveJournal = () => undefined;
        const store = new DatabaseStore({ database, clock, saveJournal, alarm: fault });
        const appendRecords: Store['appendRecords'] = (records, done) => {
          writing += records.length;
          const ours = records.map((record) => ({ ...record, bootId: boot }));
          store.appendRecords(ours, (error) => {
            writing -= records.length;
            if (error === null) for (const { call } of records) say({ say: 'record', boot, call });
            done(error);
          });
        };
        return {
          ...ports,
          store: { keep: (kept) => store.keep(kept), saveJournal, appendRecords },
        };
      },
    },
  });
  const kept = await database.kept.load();
  assert(kept.ok, 'what was kept can be read');
  office.clock.advanceTo(after(office.clock.now(), ms(2_000)));
  assert(office.host.observe.snapshot().health.dialToneAfterMs !== null, 'the exchange is in service');
  say({ say: 'serving', ms: Math.round(performance.now()), kept: kept.value.length });

  const devices = { phones: office.phones.values(), lines: office.lines.values() };
  beginLife(office, plan, new Judge(office.clock, plan.sheet, devices, BOUNDS, new FaultLog(office.clock)));
  const writer = new Writer(database, Dice.of(seed, 'writer'), say, {
    n: Number(nText),
    version: Number(versionText),
  });
  const dice = Dice.of(seed, 'pace');
  for (;;) {
    for (let i = dice.whole(0, 12); i > 0; i--) writer.write();
    office.clock.advanceTo(after(office.clock.now(), SLICE));
    // The office's day is a thousand times faster than the disk: it waits, but never for the very last.
    while (writing > 0 || writer.busy > 20) await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

await main();
