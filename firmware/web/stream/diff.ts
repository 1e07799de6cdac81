/**
 * What happened between two pictures of the exchange, in CSTA words (ECMA-269 clause 17). Pure: the pictures
 * are told at most once a turn of the event loop, so what came and went within a turn is not told.
 */
import type { AlarmView, HostSnapshot, LineView } from '#ports/observe.ts';
import type { CallRecord, CallView } from '#switching/model.ts';
import type { AlarmEvent, CallEvent, CallEventName, DeviceEvent } from '../protocol/stream.ts';

type Unnumbered<E> = E extends unknown ? Omit<E, 'seq' | 'epochMs'> : never;
/** An event before it is given its number and time. */
export type Happening = Unnumbered<CallEvent> | Unnumbered<DeviceEvent> | Unnumbered<AlarmEvent>;

export type Picture = Pick<HostSnapshot, 'ports' | 'calls' | 'alarms'>;
/** The record of a call that is over; null while it is not written yet. */
export type RecordOf = (call: CallView['call']) => CallRecord | null;

export const NOTHING: Picture = { ports: [], calls: [], alarms: [] };

type Party = CallView['parties'][number];

/** The word for a connection that has come into this state. */
function wordFor(party: Party, before: Party | undefined, isTrunk: boolean): CallEventName | null {
  switch (party.state) {
    case 'initiated':
      return before === undefined ? 'serviceInitiated' : null;
    case 'alerting':
      return isTrunk ? 'networkReached' : 'delivered';
    case 'connected':
      return before?.state === 'held' ? 'retrieved' : 'established';
    case 'failed':
      return 'failed';
    case 'held':
    case 'queued':
      return party.state;
  }
}

class Comparison {
  readonly happenings: Happening[] = [];
  readonly #lines: ReadonlyMap<string, LineView>;
  readonly #recordOf: RecordOf;

  constructor(ports: readonly LineView[], recordOf: RecordOf) {
    this.#lines = new Map(ports.map((line) => [line.port, line]));
    this.#recordOf = recordOf;
  }

  calls(before: readonly CallView[], after: readonly CallView[]): void {
    const old = new Map(before.map((call) => [call.call, call]));
    const now = new Map(after.map((call) => [call.call, call]));
    for (const call of after) this.#changed(old.get(call.call) ?? null, call, before);
    for (const call of before) if (!now.has(call.call)) this.#over(call, after);
  }

  #changed(before: CallView | null, after: CallView, allBefore: readonly CallView[]): void {
    const came = after.parties.filter((party) => !before?.parties.some(({ port }) => port === party.port));
    const left = (before?.parties ?? []).filter(
      (party) => !after.parties.some(({ port }) => port === party.port),
    );
    const dialled = before === null ? '' : before.dialled;
    if (before === null) this.#begun(after);
    this.#joined(before, after, came, left, allBefore);
    if (dialled === '' && after.dialled !== '' && before !== null) this.#originated(after);
    for (const party of after.parties) {
      const was = before?.parties.find(({ port }) => port === party.port);
      if (
        was?.state === party.state ||
        (before === null && party === after.parties[0] && party.state === 'initiated')
      )
        continue;
      const word = wordFor(party, was, this.#isTrunk(party.port));
      if (word !== null && !(word === 'established' && this.#hearsItself(party, before, after)))
        this.#tell(word, after, party.port);
    }
    for (const { port } of left) this.#tell('connectionCleared', after, port);
  }

  /** `established` is about who answers: that the caller's own way is through is no event of its own. */
  #hearsItself(party: Party, before: CallView | null, after: CallView): boolean {
    const calls = (one: Party | undefined) => one === undefined || one.state === 'initiated';
    if (!calls(before?.parties.find(({ port }) => port === party.port)) || party !== after.parties[0])
      return false;
    return after.parties.length > 1;
  }

  #begun(call: CallView): void {
    const first = call.parties[0];
    this.#tell('serviceInitiated', call, first?.port ?? null);
    if (call.dialled !== '') this.#originated(call);
  }

  #originated(call: CallView): void {
    this.#tell('originated', call, call.parties[0]?.port ?? null);
  }

  /** Parties that came from another call: a transfer when somebody left by it, a conference when nobody did. */
  #joined(
    before: CallView | null,
    after: CallView,
    came: readonly Party[],
    left: readonly Party[],
    allBefore: readonly CallView[],
  ): void {
    if (before === null || came.length === 0) return;
    const talked = came.find(({ port }) =>
      allBefore.some((call) => call.call !== after.call && call.parties.some((party) => party.port === port)),
    );
    if (talked !== undefined)
      this.#tell(left.length > 0 ? 'transferred' : 'conferenced', after, left[0]?.port ?? talked.port);
    else if (left.some(({ state }) => state === 'alerting')) this.#tell('diverted', after, left[0]!.port);
  }

  #over(call: CallView, after: readonly CallView[]): void {
    const record = this.#recordOf(call.call);
    const elsewhere = (port: string) =>
      after.some(({ parties }) => parties.some((party) => party.port === port));
    for (const { port } of call.parties)
      if (!(record?.joined && elsewhere(port)))
        this.#tell('connectionCleared', call, port, record?.cause ?? null);
    this.happenings.push({
      kind: 'call',
      event: 'callCleared',
      call: call.call,
      device: null,
      port: null,
      other: record?.joined ?? null,
      cause: record?.cause ?? null,
    });
  }

  #isTrunk(port: string): boolean {
    return this.#lines.get(port)?.kind === 'fxo';
  }

  #tell(event: CallEventName, call: CallView, port: Party['port'] | null, cause: number | null = null): void {
    const near = call.parties.find((party) => party.port === port);
    const far = call.parties.find((party) => party.port !== port);
    const other = (event === 'originated' ? call.dialled : '') || (far?.number ?? '');
    this.happenings.push({
      kind: 'call',
      event,
      call: call.call,
      device: port === null ? null : (near?.number ?? this.#lines.get(port)?.number ?? ''),
      port,
      other: other || null,
      cause,
    });
  }
}

function deviceHappenings(before: readonly LineView[], after: readonly LineView[]): Happening[] {
  const old = new Map(before.map((line) => [line.port, line]));
  const told: Happening[] = [];
  for (const { port, number, state, health } of after) {
    const was = old.get(port);
    if (was === undefined) continue;
    const tell = (event: DeviceEvent['event']) =>
      told.push({ kind: 'device', event, device: number, port, state });
    const serves = health === 'in-service';
    if (serves !== (was.health === 'in-service')) tell(serves ? 'backInService' : 'outOfService');
    if (state !== was.state) tell('stateChanged');
  }
  return told;
}

function alarmHappenings(before: readonly AlarmView[], after: readonly AlarmView[]): Happening[] {
  const key = ({ code, where }: AlarmView) => `${code} ${where}`;
  const missing = (
    from: readonly AlarmView[],
    all: readonly AlarmView[],
    event: AlarmEvent['event'],
  ): Happening[] => {
    const known = new Set(from.map(key));
    return all
      .filter((alarm) => !known.has(key(alarm)))
      .map(({ code, where, what, todo }) => ({ kind: 'alarm', event, code, where, what, todo }));
  };
  return [...missing(before, after, 'raised'), ...missing(after, before, 'cleared')];
}

/** What happened, in an order that a listener can follow: calls, then devices, then alarms. */
export function diffPictures(before: Picture, after: Picture, recordOf: RecordOf): readonly Happening[] {
  const comparison = new Comparison(after.ports, recordOf);
  comparison.calls(before.calls, after.calls);
  return [
    ...comparison.happenings,
    ...deviceHappenings(before.ports, after.ports),
    ...alarmHappenings(before.alarms, after.alarms),
  ];
}
