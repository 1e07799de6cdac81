import type { AttendantView, CallView, PortView } from '#switching/model.ts';
import type { CallId, DialString, PortId } from '#units/ids.ts';
import type { Plan } from '../lesson.ts';
import { portOfLine } from '../office.ts';

/** Where a caller is, as he himself would say it. */
export type Where =
  | { readonly at: 'nowhere' | 'waiting' | 'operator' | 'held'; readonly number: '' }
  /** Sent on: it rings there, they talk, or he waits until that one is free. */
  | { readonly at: 'ringing' | 'with' | 'queued'; readonly number: DialString };

export type Phone = 'idle' | 'ringing' | 'talking' | 'lifted';

/** What the players can know of the exchange after one of its turns. */
export interface Scene {
  /** By place in the lesson. */
  readonly callers: readonly Where[];
  readonly calls: readonly (CallId | null)[];
  readonly phones: ReadonlyMap<DialString, Phone>;
  /** Place of the caller whom the operator has in front of him; null: none. */
  readonly source: number | null;
  /** Whom the operator has called. */
  readonly destination: { readonly number: string; readonly state: string } | null;
}

/** What a scene is drawn from. */
export interface Seen {
  attendants(): AttendantView;
  calls(): readonly CallView[];
  port(port: PortId): PortView | null;
}

const NOWHERE: Where = { at: 'nowhere', number: '' };
const at = (place: 'waiting' | 'operator' | 'held'): Where => ({ at: place, number: '' });

/** With whom a call is that the operator does not have. */
function elsewhere(call: CallView, line: PortId): Where {
  if (call.state === 'parked') return at('held');
  const others = call.parties.filter(({ port }) => port !== line);
  const connected = others.find(({ state }) => state === 'connected' || state === 'held');
  if (connected !== undefined) return { at: 'with', number: connected.number };
  const rings = others.find(({ state }) => state === 'alerting');
  if (rings !== undefined) return { at: 'ringing', number: rings.number };
  return { at: 'queued', number: call.to };
}

const phoneOf = (view: PortView | null): Phone => {
  if (view === null || view.state === 'idle' || view.state === 'outOfService') return 'idle';
  if (view.state === 'alerting') return 'ringing';
  return view.state === 'talking' ? 'talking' : 'lifted';
};

export function drawScene(plan: Plan, exchange: Seen, portOf: ReadonlyMap<DialString, PortId>): Scene {
  const { consoles, waiting } = exchange.attendants();
  const [console] = consoles;
  const calls = new Map(exchange.calls().map((call) => [call.call, call]));
  const ids = plan.parts.map(({ line }) => exchange.port(portOfLine(line))?.call ?? null);
  const where = (id: CallId | null, line: PortId): Where => {
    const call = id === null ? undefined : calls.get(id);
    if (call === undefined || call.state === 'failed') return NOWHERE;
    if (waiting.some((one) => one.call === id)) return at('waiting');
    if (console?.source?.call === id) return at(console.source.state === 'held' ? 'held' : 'operator');
    if (console?.held.some((one) => one.call === id)) return at('held');
    return elsewhere(call, line);
  };
  const source = console?.source?.call ?? null;
  return {
    callers: plan.parts.map(({ line }, i) => where(ids[i]!, portOfLine(line))),
    calls: ids,
    phones: new Map([...portOf].map(([number, port]) => [number, phoneOf(exchange.port(port))])),
    source: source === null ? null : ids.indexOf(source) === -1 ? null : ids.indexOf(source),
    destination: console?.destination ?? null,
  };
}
