import { RealClock } from '#adapters/clock.ts';
import { inMs } from '#units/time.ts';
import { clockContract } from '../contracts/clock.ts';

clockContract('the machine', () => ({
  clock: new RealClock(),
  // The one place where a test lets real time pass: a real clock can be held to its word in no other way.
  // Node's timers count whole milliseconds of their own and may fire up to one early.
  pass: (span) => new Promise((passed) => globalThis.setTimeout(passed, inMs(span) + 1)),
}));
