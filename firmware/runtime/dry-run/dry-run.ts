import type { DryRunAnswer, DryRunQuestion, Finding } from '#ports/configuration.ts';
import { documentFinding } from '#runtime/office/document-finding.ts';
import { epochMsOfLocal } from '#runtime/office/local-time.ts';
import type { Extension, Kept, Office, Trunk } from '#switching/model.ts';
import { plainExtension } from '#switching/plain.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import { between, type Instant, inMs, instant } from '#units/time.ts';
import { DryWorld, freshExchange, type Happened } from './dry-world.ts';

/** Ringing, forwarding, hunting and overflow have come to their end by then. */
const HORIZON_MS = 600_000;
const DIGITS_APART_MS = 150;
const RING_MS = 1_000;
const RING_PERIOD_MS = 5_000;
const CALLER_ID_AFTER_MS = 1_500;
const RINGS = 60;
/** A bell silent for longer begins to ring anew. */
const BELL_REST_MS_MAX = 8_000;
const STEPS_SHOWN_MAX = 500;
const DIALLED_MAX = 64;
/** No card is plugged in there; its telephone is the other end of conversations. */
const PHANTOM_CARD = 99;

interface Asked {
  readonly epochMs: number;
  readonly from: Extension | Trunk;
  readonly inside: boolean;
  readonly down: ReadonlySet<PortId>;
  readonly busy: readonly Extension[];
}

function understand(
  office: Office,
  question: DryRunQuestion,
): Asked | { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const extension = (number: string) => office.extensions.find((one) => one.number === number);
  const trunk = (name: string) => office.trunks.find((one) => one.name === name);
  const from = extension(question.from) ?? trunk(question.from);
  const epochMs = epochMsOfLocal(question.at, office.localTime);
  if (from === undefined) findings.push(documentFinding('TR-OFFICE-040', 'from', { name: question.from }));
  if (epochMs === null) findings.push(documentFinding('TR-OFFICE-041', 'at', { time: question.at }));
  if (question.dials.length > DIALLED_MAX || !/^[0-9*#]*$/.test(question.dials))
    findings.push(
      documentFinding('TR-OFFICE-042', 'dials', { digits: question.dials.slice(0, DIALLED_MAX) }),
    );
  const named = <T>(
    field: 'down' | 'busy',
    names: readonly string[],
    find: (name: string) => T | undefined,
  ): T[] =>
    names.flatMap((name, index) => {
      const found = find(name);
      if (found === undefined)
        findings.push(documentFinding('TR-OFFICE-040', `${field}[${index}]`, { name }));
      return found === undefined ? [] : [found];
    });
  const down = named('down', question.down, (name) => trunk(name) ?? extension(name));
  const busy = named('busy', question.busy, extension);
  if (findings.length > 0 || from === undefined || epochMs === null) return { findings };
  return { epochMs, from, inside: 'noAnswerMs' in from, down: new Set(down.map(({ port }) => port)), busy };
}

/** Somebody who exists only here calls each busy extension, and is answered. */
function withPartners(
  office: Office,
  busy: readonly Extension[],
): { readonly office: Office; readonly partners: readonly Extension[] } {
  const partners = busy.map(({ number, entity, classOfService }, index) => ({
    ...plainExtension(
      `*#0${index}#${number}`,
      `${PHANTOM_CARD + Math.floor(index / 8)}/${(index % 8) + 1}`,
      '',
    ),
    ...{ entity, classOfService },
  }));
  return { office: { ...office, extensions: [...office.extensions, ...partners] }, partners };
}

function occupy(world: DryWorld, busy: readonly Extension[], partners: readonly Extension[]): void {
  for (const [index, { port, number }] of busy.entries()) {
    const partner = partners[index]!.port;
    world.feed({ kind: 'offHook', port: partner });
    for (const digit of number) world.feed({ kind: 'digit', port: partner, digit, via: 'dtmf' });
    world.run(HORIZON_MS / 10, () =>
      world.happened.some(({ effect }) => effect.kind === 'ringOn' && effect.port === port),
    );
    world.feed({ kind: 'offHook', port });
  }
}

/** As by day: an operator at every console. What the others have set by hand counts after that. */
function sitDown(world: DryWorld, { services }: Office): void {
  for (const { id } of services.consoles)
    world.feed({ kind: 'command', id: 0, command: { op: 'consoleIn', console: id } });
}

function callFromOutside(world: DryWorld, { port }: Trunk, number: string): void {
  for (let ring = 0; ring < RINGS; ring++) {
    world.later(ring * RING_PERIOD_MS, { kind: 'ringing', port, on: true });
    world.later(ring * RING_PERIOD_MS + RING_MS, { kind: 'ringing', port, on: false });
  }
  const callerId = { number, name: '', absence: number === '' ? 'O' : '' } as const;
  world.later(CALLER_ID_AFTER_MS, { kind: 'callerId', port, callerId });
}

function callFromInside(world: DryWorld, { port }: Extension, dials: string): void {
  world.feed({ kind: 'offHook', port });
  for (const [index, digit] of [...dials].entries())
    world.later((index + 1) * DIGITS_APART_MS, { kind: 'digit', port, digit, via: 'dtmf' });
}

const REFUSALS = new Set(['busy', 'congestion', 'vacant']);
const refuses =
  (port: PortId) =>
  ({ effect }: Happened) =>
    effect.kind === 'tone' && effect.slot === timeslotOf(port) && REFUSALS.has(effect.tone ?? '');

const sinceMs = (start: Instant, at: Instant): number => Math.round(inMs(between(start, at)));

function ringsOf(office: Office, happened: readonly Happened[], start: Instant): DryRunAnswer['rings'] {
  const byPort = new Map(office.extensions.map((one) => [one.port, one]));
  const last = new Map<PortId, Instant>();
  return happened.flatMap(({ at, effect }) => {
    if (effect.kind !== 'ringOn' && effect.kind !== 'ringOff') return [];
    const rested = last.get(effect.port);
    last.set(effect.port, at);
    const one = byPort.get(effect.port);
    const again = rested !== undefined && sinceMs(rested, at) <= BELL_REST_MS_MAX;
    if (effect.kind === 'ringOff' || one === undefined || again) return [];
    return [{ number: one.number, name: one.name, afterMs: sinceMs(start, at) }];
  });
}

function sentOf(office: Office, happened: readonly Happened[]): DryRunAnswer['sent'] {
  const sent: { trunk: string; digits: string }[] = [];
  for (const { effect } of happened) {
    if (effect.kind !== 'dial') continue;
    const trunk = office.trunks.find(({ port }) => port === effect.port)?.name ?? effect.port;
    const open = sent.at(-1);
    if (open?.trunk === trunk) open.digits += effect.digits;
    else sent.push({ trunk, digits: effect.digits });
  }
  return sent;
}

function causeOf(happened: readonly Happened[], from: PortId): number | null {
  for (const { effect } of happened)
    if (effect.kind === 'record' && effect.record.fromPort === from) return effect.record.cause;
  for (const { effect } of happened)
    if (effect.kind === 'trace' && effect.rule === 'call.cleared')
      return Number.parseInt(String(effect.facts.cause), 10) || null;
  return null;
}

/** A call that is not made: the real core on a copy of the office, until somebody would have to do something. */
export function dryRun(
  office: Office,
  question: DryRunQuestion,
  kept: readonly Kept[] = [],
): DryRunAnswer | { readonly findings: readonly Finding[] } {
  const asked = understand(office, question);
  if ('findings' in asked) return asked;
  const { from } = asked;
  const staffed = withPartners(office, asked.busy);
  const world = new DryWorld(freshExchange(staffed.office, asked.epochMs, asked.down), instant(0));
  sitDown(world, office);
  occupy(world, asked.busy, staffed.partners);
  if (kept.length > 0) world.feed({ kind: 'restore', kept });
  const setUp = world.happened.length;
  const start = world.now;
  if (asked.inside) callFromInside(world, from as Extension, question.dials);
  else callFromOutside(world, from as Trunk, question.dials);
  world.run(HORIZON_MS, () => asked.inside && world.happened.slice(setUp).some(refuses(from.port)));
  const happened = world.happened.slice(setUp);
  const rings = ringsOf(office, happened, start);
  const sent = sentOf(office, happened);
  const told = happened.some(({ effect }) => effect.kind === 'guide' && effect.port === from.port);
  const refused = happened.some(refuses(from.port));
  const outcome =
    sent.length > 0 ? 'outside' : rings.length > 0 ? 'rings' : told ? 'guide' : refused ? 'tone' : 'nothing';
  const steps = happened.flatMap(({ at, effect }) =>
    effect.kind === 'trace'
      ? [{ afterMs: sinceMs(start, at), port: effect.port, rule: effect.rule, facts: effect.facts }]
      : [],
  );
  return {
    ...{ rings, sent, outcome, steps: steps.slice(0, STEPS_SHOWN_MAX) },
    cause: outcome === 'outside' || outcome === 'rings' ? null : causeOf(happened, from.port),
  };
}
