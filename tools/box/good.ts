/** Gives this version its tries back when it may be kept (gate.ts), for a while without a break; ends with 1 when not. */
import { existsSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withMark } from './boot-state.ts';
import { textOf, writeWhole } from './files.ts';
import { callWorks, type LastGood, lastGoodOf, objections, recordsReadable, type Seen } from './gate.ts';
import { changeBootState, OFFICE, RUN, readBootState, runningSlot, SYSTEM, wordIn } from './place.ts';

/** So long without a break. */
const SERVES_MS = 15_000;
const LOOK_MS = 3_000;
/** The unit's own limit is longer. */
const GIVE_UP_MS = 1_080_000;
const GOOD = join(SYSTEM, 'good.json');
const RECORDS = join(OFFICE, 'tipring.db');
const HEALTH_CHARS_MAX = 16_384;

/** Ourselves: the certificate is the box's own. */
const ASKED = {
  host: '127.0.0.1',
  port: 443,
  path: '/api/health',
  timeout: 5_000,
  rejectUnauthorized: false,
};

/** Lines in service; null while the exchange does not serve. */
const lines = (): Promise<number | null> =>
  new Promise((done) => {
    const asked = request(ASKED, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        if (text.length < HEALTH_CHARS_MAX) text += chunk;
      });
      answer.on('end', () => done(answer.statusCode === 200 ? linesOf(text) : null));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => done(null));
    asked.end();
  });

function linesOf(health: string): number | null {
  try {
    return (JSON.parse(health) as { lines: { inService: number } }).lines.inService;
  } catch {
    return null;
  }
}

const region = (): string => /^TIPRING_REGION=(\w+)/m.exec(textOf(RUN.environment) ?? '')?.[1] ?? 'cn';
const release = wordIn(RUN.release);
const lastGood = lastGoodOf(textOf(GOOD));
const call = callWorks(textOf(join(OFFICE, 'office.yaml')), region());

async function look(): Promise<Seen> {
  const inService = await lines();
  const recorded = existsSync(RECORDS) ? recordsReadable(RECORDS) : null;
  const seen = { linesInService: inService ?? 0, recordsReadable: recorded, callWorks: call };
  return { serves: inService !== null, ...seen };
}

const began = performance.now();
let since: number | null = null;
let seen = await look();
for (;;) {
  const now = performance.now();
  const against = objections(seen, release, lastGood);
  since = against.length === 0 ? (since ?? now) : null;
  if (since !== null && now - since >= SERVES_MS) break;
  if (now - began > GIVE_UP_MS) {
    process.stdout.write(`tipring: this version is not kept: ${against.join('; ')}; starting again\n`);
    process.exit(1);
  }
  await pause(LOOK_MS);
  seen = await look();
}
const slot = runningSlot();
changeBootState((state) => withMark(state, slot, true));
const { serves: _, ...kept } = seen;
writeWhole(GOOD, JSON.stringify({ release, ...kept } satisfies LastGood));
const { left } = readBootState();
process.stdout.write(`tipring: slot ${slot} serves; tries left A ${left.A}, B ${left.B}\n`);
