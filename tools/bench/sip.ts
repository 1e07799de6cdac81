import { setTimeout as pause } from 'node:timers/promises';
import { keepAwake } from './sip/awake.ts';
import { Exchange } from './sip/exchange.ts';
import { type Judged, judge } from './sip/goals.ts';
import { Load, type LoadReport } from './sip/load.ts';
import { measureTiming, type Timing } from './sip/timing.ts';

/** After a load: calls are torn down. */
const REST_MS = 2_000;
/** After the start, and after calls: what they need is forgotten (RFC 3261: 64 × T1) and given back (`runtime/rest.ts`). */
const STARTED_MS = 20_000;
const FORGOTTEN_MS = 75_000;
/** What is asked, and for how long. */
interface Plan {
  readonly setUp: readonly number[];
  readonly relay: readonly number[];
  /** Of each of these, so many runs. */
  readonly repeats: number;
  /** Until V8 has compiled what a call needs, at the rate of a busy hour. */
  readonly warmSeconds: number;
  /** Calls a second that are tried, and how long the highest good one must hold. */
  readonly rates: readonly number[];
  readonly holdSeconds: number;
  /** A day of a large office, at a rate that the machine keeps up with. */
  readonly endurance: { readonly calls: number; readonly callsPerSecond: number; readonly runs: number };
  readonly probesEach: number;
}

const WHOLE: Plan = {
  setUp: [10, 50, 100],
  relay: [10, 50, 100, 200],
  repeats: 3,
  warmSeconds: 60,
  rates: [100, 150, 200, 250, 300],
  holdSeconds: 60,
  endurance: { calls: 50_000, callsPerSecond: 200, runs: 10 },
  probesEach: 10_000,
};
/** A few minutes: every figure, from less. */
const SHORT: Plan = {
  setUp: [10, 50],
  relay: [10, 50],
  repeats: 1,
  warmSeconds: 30,
  rates: [100, 150, 200, 250],
  holdSeconds: 10,
  endurance: { calls: 4_000, callsPerSecond: 100, runs: 2 },
  probesEach: 1_000,
};

export interface SetUp {
  readonly callsPerSecond: number;
  readonly cpuMsPerCall: number;
  /** In the worst of the runs. */
  readonly failed: number;
  readonly retransmissions: number;
  /** From the caller's INVITE to 180, the challenge included. */
  readonly postDialMsP50: number;
  readonly postDialMsP99: number;
}

export interface Relay {
  readonly calls: number;
  readonly cpuMsPerCallSecond: number;
  /** Calls that did not come about, in the worst of the runs. */
  readonly failed: number;
  /** Packets that did not reach the other end, in the worst of the runs. */
  readonly lossPercent: number;
  readonly delayMsP50: number;
  readonly delayMsP99: number;
  readonly memoryMb: number;
}

/** Many calls one after the other; what they leave behind. */
export interface Endurance {
  readonly calls: number;
  /** What the plan has, or what is held without a failure where that is less. */
  readonly callsPerSecond: number;
  readonly failed: number;
  readonly memoryBeforeMb: number;
  readonly memoryAfterMb: number;
}

export interface SipFigures {
  /** From the start of the process, with what it has compiled kept from before, to the first REGISTER it accepts. */
  readonly firstRegisterMs: number;
  readonly setUp: readonly SetUp[];
  /** The highest rate that was held without a retransmission or a failure; 0: none of those tried. */
  readonly callsPerSecondClean: number;
  readonly relay: readonly Relay[];
  readonly memoryIdleMb: number;
  readonly endurance: Endurance;
  /** Whether a stranger can tell by time who has a telephone here. */
  readonly timing: Timing;
}

const retransmissions = ({ rexmit_in, rexmit_out }: LoadReport): number => rexmit_in + rexmit_out;
/** Below 0 it says that nothing was sent: then nobody was heard. */
const lossOf = ({ loss_pct = Number.NaN }: LoadReport): number => (loss_pct < 0 ? 100 : loss_pct);
const isClean = (report: LoadReport): boolean => report.failed === 0 && retransmissions(report) === 0;

/** Bridged calls of registered SIP telephones over loopback, each INVITE challenged; the generator is not counted. */
export async function measureSip({
  short,
}: {
  readonly short: boolean;
}): Promise<SipFigures & { readonly goals: readonly Judged[] }> {
  const figures = await measured(short ? SHORT : WHOLE);
  return { ...figures, goals: judge(figures) };
}

/** Once to have it compiled, then as every start is. */
async function firstRegister(): Promise<number> {
  let took = Number.NaN;
  for (let start = 0; start < 2; start++) {
    const exchange = await Exchange.begin();
    try {
      took = await new Load(exchange.target, exchange.pid).firstRegisterMs(exchange.begunEpochMs);
      await exchange.ready;
    } finally {
      await exchange.stop();
    }
  }
  return Math.round(took);
}

async function measured(plan: Plan): Promise<SipFigures> {
  Load.build();
  const firstRegisterMs = await firstRegister();
  const exchange = await Exchange.start();
  const letSleep = keepAwake();
  try {
    const load = new Load(exchange.target, exchange.pid);
    await pause(STARTED_MS);
    const memoryIdleMb = Math.round(exchange.memoryMb);
    await load.registerCallers();
    // Code that is not compiled yet is nobody's everyday.
    await load.run(rate(50, plan.warmSeconds));
    const setUp: SetUp[] = [];
    for (const callsPerSecond of plan.setUp)
      setUp.push(setUpOf(callsPerSecond, await middle(load, rate(callsPerSecond, 10), plan.repeats)));
    const relay: Relay[] = [];
    for (const calls of plan.relay)
      relay.push(relayOf(calls, await middle(load, bridge(calls), plan.repeats)));
    const callsPerSecondClean = await highestCleanRate(load, plan);
    // While telephones are registered from here: a stranger's ten thousand would be over his rate.
    const timing = await measureTiming(exchange.target, '100', '999', plan.probesEach);
    const endurance = await endure(exchange, load, plan, callsPerSecondClean);
    return { firstRegisterMs, setUp, callsPerSecondClean, relay, memoryIdleMb, endurance, timing };
  } finally {
    letSleep();
    await exchange.stop();
  }
}

const rate = (callsPerSecond: number, seconds: number): readonly string[] => [
  ...['--mode', 'rate', '--cps', String(callsPerSecond)],
  ...['--duration', String(seconds), '--hold', '1'],
];
const bridge = (calls: number): readonly string[] => [
  ...['--mode', 'bridge', '--calls', String(calls)],
  ...['--cps', '50', '--warm', '2', '--window', '8'],
];

async function rested(load: Load, words: readonly string[]): Promise<LoadReport> {
  await pause(REST_MS);
  return load.run(words);
}

/** Several runs: by its processor time the one in the middle stands for all, but what any of them lost is lost. */
async function middle(load: Load, words: readonly string[], repeats: number): Promise<LoadReport> {
  const cpuOf = (report: LoadReport): number =>
    report.pbx_cpu_ms_per_call ?? report.pbx_cpu_ms_per_call_s ?? 0;
  const reports: LoadReport[] = [];
  for (let run = 0; run < repeats; run++) reports.push(await rested(load, words));
  reports.sort((a, b) => cpuOf(a) - cpuOf(b));
  const most = (of: (report: LoadReport) => number): number => Math.max(...reports.map(of));
  return {
    ...reports[Math.floor(repeats / 2)]!,
    ...{ failed: most(({ failed }) => failed), loss_pct: most(lossOf) },
  };
}

function setUpOf(callsPerSecond: number, report: LoadReport): SetUp {
  return {
    callsPerSecond,
    cpuMsPerCall: report.pbx_cpu_ms_per_call ?? Number.NaN,
    failed: report.failed,
    retransmissions: retransmissions(report),
    postDialMsP50: report.pdd_ms[0],
    postDialMsP99: report.pdd_ms[2],
  };
}

function relayOf(calls: number, report: LoadReport): Relay {
  return {
    calls,
    cpuMsPerCallSecond: report.pbx_cpu_ms_per_call_s ?? Number.NaN,
    failed: report.failed,
    lossPercent: lossOf(report),
    delayMsP50: (report.delay_us?.[0] ?? Number.NaN) / 1_000,
    delayMsP99: (report.delay_us?.[2] ?? Number.NaN) / 1_000,
    memoryMb: Math.round(report.pbx_rss_kb / 1_024),
  };
}

async function endure(
  exchange: Exchange,
  load: Load,
  { endurance }: Plan,
  callsPerSecondClean: number,
): Promise<Endurance> {
  const callsPerSecond = Math.min(endurance.callsPerSecond, Math.max(callsPerSecondClean, 50));
  const seconds = Math.ceil(endurance.calls / endurance.runs / callsPerSecond);
  const once = () => load.run(rate(callsPerSecond, seconds));
  // What this many calls at a time need is kept for the next ones, whatever rate was held clean before.
  await once();
  await pause(FORGOTTEN_MS);
  const memoryBeforeMb = Math.round(exchange.memoryMb);
  const sum = { calls: 0, failed: 0 };
  // The generator registers its telephones once a run, and does not renew it.
  for (let run = 0; run < endurance.runs; run++) {
    const { calls_started, failed } = await once();
    sum.calls += calls_started;
    sum.failed += failed;
  }
  await pause(FORGOTTEN_MS);
  const memoryAfterMb = Math.round(exchange.memoryMb);
  return { ...sum, callsPerSecond, memoryBeforeMb, memoryAfterMb };
}

/** Short runs find about where it is; the highest good one must hold for longer, or the one below it. */
async function highestCleanRate(load: Load, { rates, holdSeconds }: Plan): Promise<number> {
  const good: number[] = [];
  for (const callsPerSecond of rates) {
    if (!isClean(await rested(load, rate(callsPerSecond, 8)))) break;
    good.push(callsPerSecond);
  }
  for (const callsPerSecond of good.reverse())
    if (isClean(await rested(load, rate(callsPerSecond, holdSeconds)))) return callsPerSecond;
  return 0;
}
