import type { ProofAnswer } from '#ports/configuration.ts';
import { type Exchange, type Step, step } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent, Office } from '#switching/model.ts';
import { MODES, type Mode } from '#switching/office.ts';
import type { DialString, PortId } from '#units/ids.ts';
import { after, type Instant, instant, ms } from '#units/time.ts';
import { freshExchange } from './dry-world.ts';

const FAILURES_MAX = 100;
/** A millisecond or two of work on a PC, ten on a small Pi. */
const EXTENSIONS_AT_ONCE = 8;
const DIGITS_APART = ms(100);
/** Waits after the last digit: for a longer number, for a line's rest, for its dial tone. */
const WAITS_MAX = 4;

/** Numbers as somebody may dial them, as a tree: what begins alike is dialled once. */
interface Branch {
  readonly digit: string;
  /** The emergency number that is complete here. */
  readonly number: DialString | null;
  readonly next: Branch[];
}

/** With and without every prefix that leads outside; a prefix with letters of a pattern has many, one stands for them. */
function numbersToDial(office: Office): Branch[] {
  const root: Branch[] = [];
  const prefixes = new Set(['']);
  for (const { pattern, to } of office.plan)
    if (to.kind !== 'extension' && to.strip > 0 && !pattern.slice(0, to.strip).includes('.'))
      prefixes.add(pattern.slice(0, to.strip).replaceAll('X', '5').replaceAll('Z', '5').replaceAll('N', '5'));
  for (const prefix of prefixes)
    for (const number of office.emergency) {
      let branches = root;
      const digits = prefix + number;
      for (const [place, digit] of [...digits].entries()) {
        const last = place === digits.length - 1;
        let found = branches.findIndex((one) => one.digit === digit);
        if (found < 0) found = branches.push({ digit, number: null, next: [] }) - 1;
        const branch = branches[found]!;
        if (last) branches[found] = { ...branch, number };
        branches = branches[found]!.next;
      }
    }
  return root;
}

function seizedIn(effects: readonly Effect[]): PortId | null {
  for (const effect of effects) if (effect.kind === 'seize') return effect.port;
  return null;
}

/** Whether a line is seized and the number is sent on it, when nobody dials any further. */
function getsOut(reached: Step, seized: PortId | null, number: DialString, now: Instant): boolean {
  let state = reached;
  let line = seized ?? seizedIn(reached.effects);
  let sent = '';
  let at = now;
  for (let waits = 0; waits < WAITS_MAX; waits++) {
    const event: ExchangeEvent =
      line === null ? { kind: 'deadline' } : { kind: 'tone', port: line, tone: 'dial', on: true };
    if (event.kind === 'deadline') {
      if (state.deadline === null) return false;
      at = instant(Math.max(at, state.deadline));
    }
    state = step(state.exchange, event, at);
    for (const effect of state.effects)
      if (effect.kind === 'dial' && effect.port === line) sent += effect.digits;
    if (sent === number) return true;
    line ??= seizedIn(state.effects);
  }
  return false;
}

interface Tally {
  calls: number;
  readonly failures: ProofAnswer['failures'][number][];
}

/** Every number from one telephone. The state before a digit serves all numbers that go on from there. */
function fromExtension(
  exchange: Exchange,
  port: PortId,
  numbers: readonly Branch[],
  told: (number: DialString, out: boolean) => void,
): void {
  const dial = (before: Step, seized: PortId | null, branches: readonly Branch[], now: Instant): void => {
    for (const { digit, number, next } of branches) {
      const reached = step(before.exchange, { kind: 'digit', port, digit, via: 'dtmf' }, now);
      const line = seized ?? seizedIn(reached.effects);
      if (number !== null) told(number, getsOut(reached, line, number, now));
      if (next.length > 0) dial(reached, line, next, after(now, DIGITS_APART));
    }
  };
  const lifted = step(exchange, { kind: 'offHook', port }, instant(0));
  dial(lifted, null, numbers, after(instant(0), DIGITS_APART));
}

const outOfService = (exchange: Exchange, port: PortId): Exchange =>
  step(exchange, { kind: 'health', port, inService: false }, instant(0)).exchange;

const inMode = (office: Office, exchange: Exchange, mode: Mode): Exchange => {
  const kept = office.services.entities.map(({ id }) => ({ what: 'mode', key: id, value: mode }) as const);
  return step(exchange, { kind: 'restore', kept }, instant(0)).exchange;
};

/**
 * Modes that differ: those that the office names anywhere, and one of the others, which are alike but for their
 * names. Day is always one: it is what an office is in when nothing says otherwise.
 */
function modesToTry({ trunks, services: { entities } }: Office): readonly Mode[] {
  const named = new Set<string>(['day']);
  for (const { schedule, operator } of entities) {
    for (const { mode } of schedule) named.add(mode);
    for (const mode of Object.keys(operator)) named.add(mode);
  }
  for (const { ringInByMode } of trunks) for (const mode of Object.keys(ringInByMode)) named.add(mode);
  const other = MODES.find((mode) => !named.has(mode));
  return MODES.filter((mode) => named.has(mode) || mode === other);
}

/**
 * Every extension × emergency number × prefix × mode that differs, with all exchange lines and with each one of them out, by
 * the real core. `step` never changes a state, so one state serves as many calls as go on from it.
 */
export function proveEmergency(office: Office, elapsedMs?: () => number): ProofAnswer {
  const proof = proofOf(office, elapsedMs);
  for (;;) {
    const next = proof.next();
    if (next.done) return next.value;
  }
}

/** The same between other work: telephones are served after each few telephones that were proved. */
export async function proveInSlices(office: Office, breathe: () => Promise<void>): Promise<ProofAnswer> {
  const proof = proofOf(office);
  for (let count = 1; ; count++) {
    const next = proof.next();
    if (next.done) return next.value;
    if (count % EXTENSIONS_AT_ONCE === 0) await breathe();
  }
}

/** One telephone with all its numbers a turn. */
function* proofOf(
  office: Office,
  elapsedMs: () => number = () => performance.now(),
): Generator<void, ProofAnswer> {
  const begun = elapsedMs();
  const numbers = numbersToDial(office);
  const tally: Tally = { calls: 0, failures: [] };
  const whole = freshExchange(office, 0, new Set());
  for (const without of [null, ...office.trunks]) {
    const left = without === null ? whole : outOfService(whole, without.port);
    for (const mode of modesToTry(office)) {
      const exchange = inMode(office, left, mode);
      for (const { port, number: extension } of office.extensions) {
        fromExtension(exchange, port, numbers, (number, out) => {
          tally.calls++;
          if (!out && tally.failures.length < FAILURES_MAX)
            tally.failures.push({ extension, number, mode, without: without?.name ?? null });
        });
        yield;
      }
    }
  }
  return { calls: tally.calls, ms: Math.round(elapsedMs() - begun), failures: tally.failures };
}
