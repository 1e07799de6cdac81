import { setTimeout as pause } from 'node:timers/promises';
import { Exchange } from './sip/exchange.ts';
import { Load } from './sip/load.ts';
import { Strangers } from './sip/strangers.ts';

/** 2 000 REGISTER and 2 000 INVITE a second. */
const STRANGERS_PER_SECOND = 4_000;
const CALLS_PER_SECOND = 20;
const FLOOD_SECONDS = 30;
/** What calls and strangers have left behind is forgotten (RFC 3261 §17: 64 × T1) and given back. */
const FORGOTTEN_MS = 75_000;

interface Flood {
  /** From how many addresses; 0: nobody disturbs. */
  readonly sources: number;
  readonly strangersPerSecond: number;
  readonly calls: number;
  /** Of the calls of registered telephones, in percent. The bar is 99. */
  readonly servedPercent: number;
  readonly retransmissions: number;
  readonly postDialMsP50: number;
  readonly postDialMsP99: number;
  readonly memoryBeforeMb: number;
  readonly memoryAfterMb: number;
}

/** Calls of registered telephones while strangers shout, from one place and from many. */
export async function measureFlood(): Promise<readonly Flood[]> {
  Load.build();
  const exchange = await Exchange.start();
  try {
    const load = new Load(exchange.target, exchange.pid);
    await load.run(calls(10));
    await pause(FORGOTTEN_MS);
    const floods: Flood[] = [];
    for (const sources of [0, 1, 500]) floods.push(await flood(exchange, load, sources));
    return floods;
  } finally {
    await exchange.stop();
  }
}

const calls = (seconds: number): readonly string[] => [
  ...['--mode', 'rate', '--cps', String(CALLS_PER_SECOND)],
  ...['--duration', String(seconds), '--hold', '1'],
];

async function flood(exchange: Exchange, load: Load, sources: number): Promise<Flood> {
  const memoryBeforeMb = Math.round(exchange.memoryMb);
  // The telephones are registered by their generator before they call; it is the calls that the strangers disturb.
  const strangers = await Strangers.begin(exchange.target, sources === 0 ? 0 : STRANGERS_PER_SECOND, sources);
  const begun = performance.now();
  const report = await load.run(calls(FLOOD_SECONDS));
  const seconds = (performance.now() - begun) / 1_000;
  strangers.stop();
  await pause(FORGOTTEN_MS);
  return {
    sources,
    strangersPerSecond: Math.round(strangers.sent / seconds),
    calls: report.calls_started,
    servedPercent: Number((100 * (1 - report.failed / report.calls_started)).toFixed(2)),
    retransmissions: report.rexmit_in + report.rexmit_out,
    postDialMsP50: report.pdd_ms[0],
    postDialMsP99: report.pdd_ms[2],
    memoryBeforeMb,
    memoryAfterMb: Math.round(exchange.memoryMb),
  };
}
