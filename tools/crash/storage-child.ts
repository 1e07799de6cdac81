/** A workload on the real database under the shim: calls, settings, versions; says what is acknowledged in a file. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RealClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import type { NewRecord } from '#ports/database.ts';
import { Dice } from '#sim/harness/dice.ts';
import type { CallId } from '#units/ids.ts';
import type { Said } from './acknowledged.ts';
import { SAID } from './storage.ts';
import { Writer } from './writer.ts';

const [folder = '', seedText = '1', writesText = '100', firstText = '0'] = process.argv.slice(2);
const dice = Dice.of(Number(seedText), `workload ${firstText}`);
const file = openSync(join(folder, SAID), 'a');
const say = (said: Said): void => {
  writeSync(file, `${JSON.stringify(said)}\n`);
};

const record = (call: string): NewRecord => ({
  ...{
    bootId: `boot ${firstText}`,
    call: call as CallId,
    kind: 'internal',
    from: '801',
    fromPort: '1/1',
    to: '802',
  },
  ...{ toPort: '1/2', dialled: '802', startedEpochMs: 1_000, alertedEpochMs: null, answeredEpochMs: null },
  ...{ releasedEpochMs: 2_000, talkMs: 0, cause: 16, releasedBy: 'caller', entity: 'main', account: '' },
  ...{ joined: null, harassing: false, attended: [], legs: [], quality: [], units: null },
});

const database = openDatabase({
  ...{ folder, clock: new RealClock(), reserveBytes: 0 },
  fault: (raised, { code, what }) => {
    if (raised) say({ say: 'fault', code, what });
  },
});
const first = Number(firstText);
const writer = new Writer(database, dice, say, { n: first, version: first });
let calls = 0;
for (let written = 0; written < Number(writesText); ) {
  const together = dice.whole(1, 6);
  written += together;
  const appended = Array.from({ length: together }, async () => {
    if (dice.chance(0.4)) return writer.write();
    calls += 1;
    const call = `c${calls}`;
    const done = await database.records.append(record(call));
    if (done.ok) say({ say: 'record', boot: `boot ${firstText}`, call });
  });
  await Promise.all(appended);
  while (writer.busy > 0) await new Promise<void>((resolve) => setImmediate(resolve));
}
// Without a last word to the database: the process just ends, as when the power goes.
process.exit(0);
