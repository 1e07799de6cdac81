import type { Cancel, Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, type Instant, ms, sec } from '#units/time.ts';
import type { ExchangeLine, TelephoneSet } from '../people.ts';
import { Company } from './company.ts';
import { Dice } from './dice.ts';
import { farEndLife } from './far-end.ts';
import { FaultLog } from './fault-log.ts';
import { type FaultKind, Saboteur } from './faults.ts';
import { Judge } from './judge.ts';
import { type CallRecord, compareRecords, inWords } from './ledger.ts';
import type { HarnessPlan } from './plan.ts';
import { Floor, type Probe } from './probe.ts';
import { Safety, type Wires } from './safety.ts';
import { brokenRecords, compareScene } from './scene-records.ts';
import type { Theatre } from './scenes/play.ts';
import { act } from './script.ts';
import { deskPhoneLife, subscriberLife } from './subscriber.ts';
import type { Bounds, Violation } from './verdict.ts';

/** The office under test, as the world around it can touch it. */
export interface SimulatedOffice {
  readonly clock: Clock & { advanceTo(end: Instant): void };
  readonly phones: ReadonlyMap<PortId, TelephoneSet>;
  readonly lines: ReadonlyMap<PortId, ExchangeLine>;
  readonly faultKinds: readonly FaultKind[];
  /** What can be measured between exchange and lines; absent where only chips and samples are. */
  readonly wires?: Wires;
  /** What people have set by telephone and the store keeps, for whom that is anything. */
  kept(): readonly KeptSettings[];
  /** Records that the store has acknowledged. */
  records(): readonly CallRecord[];
  /** Offers of both sides in one call of SIP that have crossed so far. */
  readonly glares?: () => number;
  /** Ports that the exchange does not say are idle, and media paths that are still held. */
  leftovers(): { readonly stuck: readonly string[]; readonly heldTimeslots: number };
}

export interface KeptSettings {
  readonly number: string;
  readonly forwarded: boolean;
  readonly doNotDisturb: boolean;
  readonly hotLine: boolean;
  readonly callWaiting: boolean;
}

export interface RunOptions {
  readonly hours: number;
  readonly faults: boolean;
  readonly bounds: Bounds;
  /** Mean time between faults, ms. */
  readonly faultsApartMs: number;
  /** Stops the run early, at the first violation of the first phase. */
  readonly stopAtFirst?: boolean;
}

export interface RunOutcome {
  readonly calls: number;
  readonly answered: number;
  readonly blocked: number;
  /** Of the blocked: calls that a limit of dear calls refused, though an exchange line was free. */
  readonly dearRefused: number;
  readonly emergencies: number;
  readonly emergenciesReached: number;
  readonly stuckLines: number;
  readonly heldTimeslots: number;
  readonly recordMismatches: number;
  readonly violations: readonly string[];
  readonly excused: number;
  readonly probes: number;
  /** How often each feature was used from beginning to end. */
  readonly features: Readonly<Record<string, number>>;
  /** Offers of both sides in one call of SIP that crossed (RFC 3261 §14.1). */
  readonly glares: number;
  /** Uses that somebody else's call or a fault came between: nothing could be expected of them. */
  readonly disturbed: number;
  readonly faults: Readonly<Record<string, number>>;
}

/** Bring-up, before anybody touches a telephone. */
const BRING_UP = sec(12);
const SLICE = sec(60);
/** After everybody hung up: every timer of the exchange and every guard time must have run out. */
const LIVENESS = sec(180);
const FAULT_STREAMS = 3;

/** Phase 1: life, with faults, watched. Phase 2: all is healed and hung up; everything must come to rest. */
export function simulate(office: SimulatedOffice, plan: HarnessPlan, options: RunOptions): RunOutcome {
  const { clock, phones, lines } = office;
  clock.advanceTo(after(clock.now(), BRING_UP));
  const log = new FaultLog(clock);
  const devices = { phones: phones.values(), lines: lines.values() };
  const judge = new Judge(clock, plan.sheet, devices, options.bounds, log);
  const { wires } = office;
  if (wires !== undefined) new Safety(clock, judge, wires);
  const theatre = openTheatre(plan, judge);
  const onBoard = new Set(plan.ports.map(({ port }) => port));
  const targets = {
    phones: [...phones.keys()].filter((port) => onBoard.has(port)),
    lines: [...lines.keys()].filter((port) => onBoard.has(port)),
  };
  const saboteur = new Saboteur(office.faultKinds, targets, log, Dice.of(plan.seed, 'faults'));
  const actors = beginLife(office, plan, judge, theatre);
  if (options.faults) {
    for (let i = 0; i < FAULT_STREAMS; i++) {
      actors.push(act(clock, [], saboteur.life(options.faultsApartMs * FAULT_STREAMS)));
    }
  }
  const end = after(clock.now(), ms(options.hours * 3_600_000));
  while (clock.now() < end && !(options.stopAtFirst && judge.violations.length > 0)) {
    clock.advanceTo(Math.min(end, after(clock.now(), SLICE)) as Instant);
  }
  for (const stop of actors) stop();
  saboteur.healAll();
  const violations = [...judge.violations];
  rest(office, judge);
  return outcome(office, judge, theatre, violations, saboteur.counts);
}

export function openTheatre(plan: HarnessPlan, judge: Judge): Theatre {
  const hasKeys = (port: PortId): boolean => plan.habits.get(port)?.pulse === false;
  const company = new Company(judge);
  return { company, hasKeys, played: [], features: {}, disturbed: { count: 0 } };
}

/** Everybody begins to live; what comes back ends it. For those who advance the clock themselves. */
export function beginLife(
  { clock, phones, lines }: SimulatedOffice,
  plan: HarnessPlan,
  judge: Judge,
  theatre: Theatre = openTheatre(plan, judge),
): Cancel[] {
  const probe: Probe = { judge, floor: new Floor(), device: (port) => phones.get(port) ?? lines.get(port)! };
  const numbers = Dice.of(plan.seed, 'numbers');
  let dialled = 0;
  const freshNumber = (): string =>
    `${numbers.whole(2, 8)}${String(++dialled).padStart(6, '0')}${numbers.whole(0, 9)}`;
  const actors: Cancel[] = [];
  for (const [port, habits] of plan.habits) {
    const phone = phones.get(port)!;
    const dice = Dice.of(plan.seed, `person ${port}`);
    const who = { phone, habits, dice, judge, probe, freshNumber, theatre };
    const life = plan.sip.phones.includes(port) ? deskPhoneLife(who) : subscriberLife(who);
    actors.push(act(clock, [phone], life));
  }
  for (const [port, habits] of plan.lineHabits) {
    const line = lines.get(port)!;
    const dice = Dice.of(plan.seed, `far end ${port}`);
    actors.push(
      act(clock, [line], farEndLife({ line, habits, dice, judge, probe, company: theatre.company })),
    );
  }
  return actors;
}

/** Everybody hangs up, and nothing happens any more. */
function rest({ clock, phones, lines }: SimulatedOffice, judge: Judge): void {
  judge.closing();
  for (const phone of phones.values()) {
    phone.say('none');
    phone.hangUp();
    judge.hungUp(phone.port);
  }
  for (const line of lines.values()) {
    line.say('none');
    line.configure({ glare: false });
    line.giveUp();
    line.farHangsUp();
  }
  clock.advanceTo(after(clock.now(), LIVENESS));
}

function outcome(
  office: SimulatedOffice,
  judge: Judge,
  { played, features, disturbed, company }: Theatre,
  violations: readonly Violation[],
  faults: Readonly<Record<string, number>>,
): RunOutcome {
  const { stuck, heldTimeslots } = office.leftovers();
  const seized = [...office.lines.values()]
    .filter((line) => line.seized)
    .map((line) => `line ${line.port} is held`);
  const touched = (port: PortId, from: Instant, to: Instant): boolean =>
    judge.faults.touched(port, from, to) || judge.claims.touched(port, from, to);
  const records = office.records();
  const mismatches = [
    ...compareRecords(judge.entries, records, touched).map(inWords),
    ...played.flatMap((scene) => compareScene(scene, records)),
    ...brokenRecords(records),
  ];
  const settings = wrongSettings(office, judge, company);
  const leftovers = [...stuck.map((what) => `stuck: ${what}`), ...seized];
  const silent = rollCall(office, judge);
  return {
    calls: judge.entries.length,
    ...judge.counts,
    features,
    disturbed: disturbed.count,
    glares: office.glares?.() ?? 0,
    stuckLines: leftovers.length + silent.length,
    heldTimeslots,
    recordMismatches: mismatches.length,
    violations: [
      ...violations.map(({ at, what }) => `${(at / 1e6).toFixed(3)} s: ${what}`),
      ...leftovers,
      ...silent,
      ...(heldTimeslots > 0 ? [`${heldTimeslots} media paths are still held`] : []),
      ...mismatches,
      ...settings,
    ],
    faults,
  };
}

/** Whatever was set in a scene was cleared there; what is kept must say so. */
function wrongSettings(office: SimulatedOffice, judge: Judge, company: Company): string[] {
  return office.kept().flatMap(({ number, callWaiting, ...set }) => {
    const port = judge.sheet.extensions.find((one) => one.number === number)?.port;
    if (port === undefined || company.claimed(port)) return [];
    const wrong = Object.entries(set).filter(([, on]) => on);
    const knocks = callWaiting && !judge.callWaiting.has(port) ? ['callWaiting'] : [];
    return [...wrong.map(([what]) => what), ...knocks].map(
      (what) => `${number} is kept as ${what}, and is not`,
    );
  });
}

/**
 * After all that, every telephone must still have dial tone, one by one; the special one where something is set that
 * a fault kept its user from clearing.
 */
function rollCall({ clock, phones }: SimulatedOffice, judge: Judge): string[] {
  const silent: string[] = [];
  for (const phone of phones.values()) {
    phone.lift();
    clock.advanceTo(after(clock.now(), ms(judge.bounds.dialTone + 500)));
    if (phone.hears.tone !== 'dial' && phone.hears.tone !== 'specialDial')
      silent.push(`${phone.port} has no dial tone at the end: ${phone.hears.tone}`);
    phone.hangUp();
    clock.advanceTo(after(clock.now(), sec(2)));
  }
  return silent;
}
