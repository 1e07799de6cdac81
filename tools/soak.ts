/** `npm run soak`: the whole firmware in real time, all its lines busy, for as long as is asked for. */
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BusyOffice, cpuSeconds } from './bench/busy-office.ts';
import { residentMib, slope, ThreadWatch } from './bench/watch-process.ts';

const USAGE = `npm run soak -- [--hours 2 | --minutes M] [--round-seconds 120] [--json]

The whole firmware on the simulator board in real time: two calls inside and two outside, all eight lines speaking, made
anew each round. Prints memory and its slope, every way in which a frame was lost, and the worst wake-up of the media
thread; and after each round, to stderr, what was lost so far. Ends with 1 when a frame was lost, a call was not made or not ended, or a process ended.`;

const LOOK_MS = 50;
const MEMORY_EVERY = 20;
const MS_AN_HOUR = 3_600_000;
/** Caches and compiled code grow at first: the slope is of what comes after this part. */
const WARM_UP = 0.2;
const MEDIA_THREAD = 'tipring-media';
/** Counters of the engine that are a frame, or a part of one, that somebody did not hear. */
const LOSSES = [
  ...['crcErrors', 'headerErrors', 'sequenceGaps', 'repeated', 'underruns', 'overruns', 'missing'],
  ...['burstFailures', 'portFailures', 'clockLost', 'cardCrcErrors', 'cardLostFrames', 'eventsDropped'],
];

type Counters = Readonly<Record<string, number>>;
type Point = readonly [hours: number, mib: number];

interface Seen {
  readonly began: number;
  readonly firmware: Point[];
  readonly simulator: Point[];
  frameUsMax: number;
}

type Loss = readonly [name: string, count: number];
const lossesOf = (before: Counters, after: Counters): Loss[] =>
  LOSSES.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]);

/** Somebody who waits for two hours sees at once that they are in vain. */
function tellRound(round: number, losses: readonly Loss[], wakeUpMsMax: number | undefined): void {
  const lost = losses.flatMap(([name, count]) => (count > 0 ? [`${name} ${count}`] : [])).join(', ');
  const worst = wakeUpMsMax === undefined ? '' : `, worst wake-up ${wakeUpMsMax.toFixed(1)} ms`;
  process.stderr.write(`soak: round ${round}: ${lost === '' ? 'nothing lost' : lost}${worst}\n`);
}

const counters = async (office: BusyOffice): Promise<Counters> =>
  (await office.asks<{ media: Counters }>('api/statistics')).media;

/** Looks until the time comes. */
async function watch(
  office: BusyOffice,
  thread: ThreadWatch | null,
  seen: Seen,
  untilMs: number,
): Promise<void> {
  for (let looks = 0; performance.now() < untilMs && !office.ended; looks++) {
    thread?.look();
    if (looks % MEMORY_EVERY === 0) {
      const hours = (performance.now() - seen.began) / MS_AN_HOUR;
      seen.firmware.push([hours, residentMib(office.firmware)]);
      seen.simulator.push([hours, residentMib(office.simulator)]);
      seen.frameUsMax = Math.max(seen.frameUsMax, (await counters(office)).frameUsMax ?? 0);
    }
    await pause(LOOK_MS);
  }
}

function memory(points: readonly Point[], totalHours: number) {
  const later = points.filter(([hours]) => hours >= WARM_UP * totalHours);
  const round = (value: number): number => Number(value.toFixed(2));
  return {
    firstMib: round(later[0]?.[1] ?? 0),
    lastMib: round(later.at(-1)?.[1] ?? 0),
    mostMib: round(Math.max(...points.map(([, mib]) => mib))),
    mibAnHour: round(slope(later)),
  };
}

async function soak(totalMs: number, roundMs: number) {
  const office = await BusyOffice.start();
  try {
    const thread = ThreadWatch.of(office.firmware, MEDIA_THREAD);
    const before = await counters(office);
    const cpuBefore = cpuSeconds(office.firmware);
    const seen: Seen = { began: performance.now(), firmware: [], simulator: [], frameUsMax: 0 };
    const wrong: string[] = [];
    const end = seen.began + totalMs;
    let rounds = 0;
    do {
      rounds += 1;
      const talking = await office.talk();
      if (talking !== 8) wrong.push(`round ${rounds}: ${talking} of 8 lines talk`);
      await watch(office, thread, seen, Math.min(end, performance.now() + roundMs));
      const left = await office.rest();
      if (left > 0) wrong.push(`round ${rounds}: ${left} calls did not end`);
      if (!office.ended) tellRound(rounds, lossesOf(before, await counters(office)), thread?.worstMs);
    } while (performance.now() < end && !office.ended);
    if (office.ended) wrong.push('the firmware ended');
    const after = await counters(office);
    const lost = lossesOf(before, after);
    const hours = (performance.now() - seen.began) / MS_AN_HOUR;
    for (const [name, count] of lost) if (count > 0) wrong.push(`${name}: ${count}`);
    return {
      hours: Number(hours.toFixed(3)),
      ...{ rounds, callsMade: rounds * 4, frames: (after.frames ?? 0) - (before.frames ?? 0) },
      lost: Object.fromEntries(lost),
      // The run queue's wait, over at most so many wake-ups: none of them waited longer.
      mediaWakeUpMsMax: thread === null ? null : Number(thread.worstMs.toFixed(3)),
      mediaWakeUpsALook: LOOK_MS / 5,
      burstUsMax: seen.frameUsMax,
      realtimePriority: after.realtimePriority,
      firmwareShareOfCore: Number(((cpuSeconds(office.firmware) - cpuBefore) / (hours * 3_600)).toFixed(3)),
      memory: { firmware: memory(seen.firmware, hours), simulator: memory(seen.simulator, hours) },
      wrong,
    };
  } finally {
    await office.close();
  }
}

function ask(words: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { hours: text, minutes: text, 'round-seconds': text, json: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...words], options, strict: true });
  const { minutes, hours = minutes === undefined ? '2' : String(Number(minutes) / 60) } = values;
  const [totalMs, roundMs] = [Number(hours) * MS_AN_HOUR, Number(values['round-seconds'] ?? 120) * 1_000];
  if (!(totalMs > 0 && totalMs <= 1_000 * MS_AN_HOUR))
    throw new TypeError('--hours: more than 0, at most 1000');
  if (!(roundMs >= 1_000 && roundMs <= MS_AN_HOUR)) throw new TypeError('--round-seconds: 1 to 3600');
  return { totalMs, roundMs, json: values.json ?? false };
}

async function main(words: readonly string[]): Promise<number> {
  let asked: ReturnType<typeof ask>;
  try {
    asked = ask(words);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}\n`);
    return 2;
  }
  const report = await soak(asked.totalMs, asked.roundMs);
  if (asked.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  else console.dir(report, { depth: null });
  return report.wrong.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
