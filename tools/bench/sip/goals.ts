import type { SipFigures } from '../sip.ts';

/** One figure beside what it is to be. */
export interface Judged {
  readonly what: string;
  readonly measured: number;
  readonly goal: number;
  /** Of the goal: up to 1 is reached, whether little or much is wanted. */
  readonly ratio: number;
}

/**
 * Half of the processor time that Asterisk 20 with PJSIP takes on such a machine (set-up 7.1 ms at 50 calls a second, relay
 * 3.3 ms), its delays, its rate, and its time from start to the first telephone that is served.
 */
const GOALS = {
  setUpCpuMs: 3.55,
  postDialMs: { p50: 3, p99: 4.6 },
  relayCpuMs: 1.65,
  relayDelayMs: { p50: 0.075, p99: 0.285 },
  /** Over loopback nothing is lost; a packet in ten thousand, for a machine that has something else to do. */
  relayLossPercent: 0.01,
  callsPerSecond: 250,
  firstRegisterMs: 700,
  memoryIdleMb: 120,
  memoryGrowth: 0.05,
  timingAuc: 0.55,
};

const rounded = (value: number): number => Number(value.toFixed(4));
const atMost = (what: string, measured: number, goal: number): Judged => ({
  ...{ what, measured, goal },
  ratio: rounded(measured / goal),
});
const none = (what: string, measured: number): Judged => ({
  ...{ what, measured, goal: 0 },
  ratio: measured === 0 ? 0 : 1 + measured,
});
const atLeast = (what: string, measured: number, goal: number): Judged => ({
  ...{ what, measured, goal },
  ratio: rounded(goal / measured),
});

/** Every figure that has a goal, in the order in which it was measured. */
export function judge(figures: SipFigures): readonly Judged[] {
  const { setUp, relay, endurance, timing } = figures;
  return [
    atMost('start to first REGISTER, ms', figures.firstRegisterMs, GOALS.firstRegisterMs),
    atMost('memory at rest, MB', figures.memoryIdleMb, GOALS.memoryIdleMb),
    ...setUp.flatMap(({ callsPerSecond: rate, cpuMsPerCall, failed, postDialMsP50, postDialMsP99 }) => [
      atMost(`set-up at ${rate}/s, CPU ms a call`, cpuMsPerCall, GOALS.setUpCpuMs),
      none(`calls that failed at ${rate}/s`, failed),
      atMost(`post-dial delay at ${rate}/s, p50 ms`, postDialMsP50, GOALS.postDialMs.p50),
      atMost(`post-dial delay at ${rate}/s, p99 ms`, postDialMsP99, GOALS.postDialMs.p99),
    ]),
    ...relay.flatMap(({ calls, cpuMsPerCallSecond, failed, lossPercent, delayMsP50, delayMsP99 }) => [
      atMost(`relay of ${calls} calls, CPU ms a call-second`, cpuMsPerCallSecond, GOALS.relayCpuMs),
      none(`calls that failed of ${calls} relayed`, failed),
      atMost(`packets lost of ${calls} calls, percent`, lossPercent, GOALS.relayLossPercent),
      atMost(`relay delay at ${calls} calls, p50 ms`, delayMsP50, GOALS.relayDelayMs.p50),
      atMost(`relay delay at ${calls} calls, p99 ms`, delayMsP99, GOALS.relayDelayMs.p99),
    ]),
    atLeast('calls a second, nothing sent twice', figures.callsPerSecondClean, GOALS.callsPerSecond),
    none(`calls that failed of ${endurance.calls}`, endurance.failed),
    atMost(
      `memory after ${endurance.calls} calls, beside before`,
      rounded(endurance.memoryAfterMb / endurance.memoryBeforeMb),
      1 + GOALS.memoryGrowth,
    ),
    atMost('known users told by time, AUC', Math.max(timing.auc, 1 - timing.auc), GOALS.timingAuc),
  ];
}
