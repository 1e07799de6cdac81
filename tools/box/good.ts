/** Gives this version its tries back when the exchange has served for a while; ends with 1 when it does not. */
import { request } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { withMark } from './boot-state.ts';
import { changeBootState, readBootState, runningSlot } from './place.ts';

/** So long without a break. */
const SERVES_MS = 15_000;
const LOOK_MS = 3_000;
/** The unit's own limit is longer. */
const GIVE_UP_MS = 1_080_000;

/** Ourselves: the certificate is the box's own. */
const ASKED = {
  host: '127.0.0.1',
  port: 443,
  path: '/api/health',
  timeout: 5_000,
  rejectUnauthorized: false,
};

const healthy = (): Promise<boolean> =>
  new Promise((done) => {
    const asked = request(ASKED, (answer) => {
      answer.resume();
      done(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => done(false));
    asked.end();
  });

const began = performance.now();
let since: number | null = null;
for (;;) {
  const now = performance.now();
  since = (await healthy()) ? (since ?? now) : null;
  if (since !== null && now - since >= SERVES_MS) break;
  if (now - began > GIVE_UP_MS) {
    process.stdout.write('tipring: this version does not serve; starting again\n');
    process.exit(1);
  }
  await pause(LOOK_MS);
}
const slot = runningSlot();
changeBootState((state) => withMark(state, slot, true));
const { left } = readBootState();
process.stdout.write(`tipring: slot ${slot} serves; tries left A ${left.A}, B ${left.B}\n`);
