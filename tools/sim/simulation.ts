import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { loadRegion } from '#adapters/region-files.ts';
import type { Region } from '#ports/region.ts';
import type { JournalEntry } from '#runtime/journal.ts';
import { type Depth, drawPlan } from '#sim/harness/plan.ts';
import { type RunOutcome, simulate } from '#sim/harness/run.ts';
import type { Bounds } from '#sim/harness/verdict.ts';
import { AssertionFailure, type Result } from '#units/result.ts';
import type { Spoiled } from './host-office.ts';
import { portLevelOffice } from './port-office.ts';
import { registerLevelOffice } from './register-office.ts';

export interface SimulationOptions {
  readonly seed: number;
  readonly hours: number;
  readonly depth: Depth;
  readonly faults: boolean;
  readonly region: string;
  readonly spoiled?: Spoiled;
  readonly stopAtFirst?: boolean;
}

export interface SimulationReport extends Omit<RunOutcome, 'violations'> {
  readonly seed: number;
  readonly hours: number;
  readonly depth: Depth;
  readonly events: number;
  readonly violations: number;
  readonly findings: readonly string[];
  /** SHA-256 over every event, its time, and every effect. */
  readonly traceHash: string;
  readonly wallSeconds: number;
  /** Simulated time over wall time. */
  readonly speedup: number;
}

const REGIONS = resolve(import.meta.dirname, '../../regions');

/** Q.543 allows 400 ms for dial tone; a slow port (200 ms) and late timers (150 ms) come on top. */
const PORT_BOUNDS: Bounds = {
  ...{ dialTone: 400, tone: 1500, ring: 9000, release: 3000, emergency: 60_000 },
  glareTold: true,
};
/** An ear needs a second or two of a tone to name it. */
const REGISTER_BOUNDS: Bounds = {
  ...{ dialTone: 2000, tone: 3000, ring: 12_000, release: 5000, emergency: 60_000 },
  glareTold: false,
};
const SLACK_MS = 400;

export const findRegion = (name: string): Result<Region> => loadRegion(name, [REGIONS]);

/** One seed from its drawing to its verdict. */
export function runSimulation(options: SimulationOptions): { report: SimulationReport; journal: string } {
  const begun = performance.now();
  const found = findRegion(options.region);
  if (!found.ok) throw new AssertionFailure(`${found.error.where}: ${found.error.what}`);
  const region = found.value;
  const plan = drawPlan(options.seed, options.depth, region.emergency);
  const hash = createHash('sha256');
  let events = 0;
  const assertions: string[] = [];
  const tap = (entry: JournalEntry): void => {
    events += 1;
    hash.update(JSON.stringify(entry));
    for (const effect of entry.effects) {
      if (effect.kind !== 'trace' || effect.rule !== 'core.assertion') continue;
      const { event, message } = effect.facts;
      assertions.push(
        `${(entry.at / 1e6).toFixed(3)} s: the exchange contradicts itself at ${event}: ${message}`,
      );
    }
  };
  const open = options.depth === 'port' ? portLevelOffice : registerLevelOffice;
  const office = open({ plan, region, tap, spoiled: options.spoiled });
  const base = options.depth === 'port' ? PORT_BOUNDS : REGISTER_BOUNDS;
  const slack = options.faults ? SLACK_MS : 0;
  const outcome = simulate(office, plan, {
    hours: options.hours,
    faults: options.faults,
    bounds: { ...base, dialTone: base.dialTone + slack },
    faultsApartMs: 4 * 60_000,
    ...(options.stopAtFirst === undefined ? {} : { stopAtFirst: options.stopAtFirst }),
  });
  const wallSeconds = (performance.now() - begun) / 1000;
  const { violations: seen, ...rest } = outcome;
  const violations = [...assertions, ...seen];
  const report: SimulationReport = {
    ...{ seed: options.seed, hours: options.hours, depth: options.depth, events },
    ...rest,
    violations: violations.length,
    findings: violations.slice(0, 20),
    traceHash: hash.digest('hex'),
    wallSeconds: Number(wallSeconds.toFixed(2)),
    speedup: Math.round((options.hours * 3600) / wallSeconds),
  };
  return { report, journal: office.host.journalText(`simulation seed ${options.seed}`) };
}
