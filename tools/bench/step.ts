/*
 * Events per second of `step()`. Every eighth port is an exchange line, and one extension each calls out over it; the other extensions call each
 * other in pairs, with ringing and caller ID.
 */
import { createExchange, step } from '#switching/exchange.ts';
import type { ExchangeEvent, Office, PlanEntry } from '#switching/model.ts';
import type { PortId } from '#units/ids.ts';
import { type Instant, instant, ms } from '#units/time.ts';
import { makeOffice, OUTSIDE } from '../../test/switching/support/office.ts';

const PORTS = [8, 500];

interface Measured {
  readonly ports: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly microsecondsPerEvent: number;
}

/** A round of traffic for one pair of extensions: what happens at its ports, in order. */
function pairRound(caller: PortId, called: PortId, number: string): ExchangeEvent[] {
  return [
    { kind: 'offHook', port: caller },
    ...[...number].map((digit): ExchangeEvent => ({ kind: 'digit', port: caller, digit, via: 'dtmf' })),
    { kind: 'offHook', port: called },
    { kind: 'onHook', port: called },
    { kind: 'onHook', port: caller },
  ];
}

function trunkRound(caller: PortId, line: PortId): ExchangeEvent[] {
  return [
    { kind: 'offHook', port: caller },
    ...[...'95551234#'].map((digit): ExchangeEvent => ({ kind: 'digit', port: caller, digit, via: 'dtmf' })),
    { kind: 'tone', port: line, tone: 'dial', on: true },
    { kind: 'tone', port: line, tone: 'ringback', on: true },
    { kind: 'polarity', port: line, reversed: true },
    { kind: 'onHook', port: caller },
    { kind: 'polarity', port: line, reversed: false },
  ];
}

/** The rounds of everybody, interleaved as in a busy office: the first call out, the others each other. */
function traffic(ports: number): { rounds: ExchangeEvent[]; office: Office } {
  const trunks = Math.max(1, Math.floor(ports / 8));
  const made = makeOffice({ extensions: ports - trunks, trunks });
  const extensions = made.extensions.map((each, n) => ({ ...each, number: String(2001 + n) }));
  const plan: PlanEntry[] = [{ pattern: '2XXX', to: { kind: 'extension' } }, OUTSIDE];
  const scripts = made.trunks.map(({ port }, n) => trunkRound(extensions[n]!.port, port));
  const inside = extensions.slice(trunks);
  const half = Math.floor(inside.length / 2);
  for (let n = 0; n < half; n++)
    scripts.push(pairRound(inside[n]!.port, inside[half + n]!.port, inside[half + n]!.number));
  const rounds: ExchangeEvent[] = [];
  const longest = Math.max(...scripts.map(({ length }) => length));
  for (let place = 0; place < longest; place++)
    for (const script of scripts) if (script[place] !== undefined) rounds.push(script[place]);
  return { rounds, office: { ...made, extensions, plan } };
}

function measure(ports: number, seconds: number): Measured {
  const { rounds, office } = traffic(ports);
  let now: Instant = instant(0);
  let { exchange } = createExchange(office, now, 0);
  for (const { port } of [...office.extensions, ...office.trunks])
    exchange = step(exchange, { kind: 'health', port, inService: true }, now).exchange;
  let events = 0;
  const run = (until: number): void => {
    while (performance.now() < until)
      for (const event of rounds) {
        now = instant(now + ms(3));
        const next = step(exchange, event, now);
        exchange = next.exchange;
        events++;
        if (next.deadline === null || next.deadline > now) continue;
        exchange = step(exchange, { kind: 'deadline' }, now).exchange;
        events++;
      }
  };
  run(performance.now() + 300);
  events = 0;
  const start = performance.now();
  run(start + seconds * 1_000);
  const spent = (performance.now() - start) / 1_000;
  return {
    ports,
    events,
    eventsPerSecond: Math.round(events / spent),
    microsecondsPerEvent: Number(((spent * 1e6) / events).toFixed(2)),
  };
}

/** Steady traffic at each size of exchange, for so many seconds each. */
export const measureSteps = (seconds: number): readonly Measured[] =>
  PORTS.map((ports) => measure(ports, seconds));
