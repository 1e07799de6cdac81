import type { NameAddress, SipField, SipRequest } from '#ports/sip-codec.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { field, optionTags } from '../codec/fields.ts';
import { param, quotedText, unquoted } from '../codec/params.ts';
import { writtenUri } from '../codec/uri.ts';
import { writtenAddress } from '../codec/values.ts';
import { type Flow, flowKey } from '../flow.ts';
import type { ResponseParts } from '../make.ts';
import { Timers } from '../timers.ts';
import {
  asksOutbound,
  type Binding,
  type BindingId,
  isSame,
  newBinding,
  pathOf,
  REGISTRAR_LIMITS,
  type RegistrarLimits,
  secondsLeft,
  wantedSec,
} from './binding.ts';

export type RegistrarEvent =
  | { readonly kind: 'registered'; readonly binding: Binding; readonly first: boolean }
  | { readonly kind: 'unregistered'; readonly binding: Binding; readonly why: UnregisterCause };

export type UnregisterCause = 'removed' | 'expired' | 'flowLost' | 'silent';

export interface RegisterAnswer {
  readonly status: number;
  readonly parts: ResponseParts;
}

/** Below the 30 s after which many a NAT forgets a UDP mapping (RFC 4787 allows it after 120, few wait). */
const NAT_CHECK: Duration = sec(25);
const CHECK: Duration = sec(90);
/** A telephone that was asked so often and said nothing is gone. */
const SILENT_CHECKS_MAX = 3;
const FLOW_TIMER_SEC = 120;

interface Entry {
  binding: Binding;
  silent: number;
  checkAt: Instant;
}

/** A step of a REGISTER that has been looked at and not yet done: all of it happens, or nothing. */
type Change =
  | {
      readonly kind: 'keep';
      readonly contact: NameAddress;
      readonly lasts: Duration;
      readonly old: Entry | null;
    }
  | { readonly kind: 'remove'; readonly old: Entry };

/**
 * Where telephones are (RFC 3261 §10, 3327, 5626, 5627). In memory only: after a restart they say it again. Who may
 * register is decided before; nothing here waits for anything.
 */
export class Registrar {
  private readonly limits: RegistrarLimits;
  private readonly entries = new Map<BindingId, Entry>();
  private readonly byUser = new Map<string, Set<BindingId>>();
  private readonly perHost = new Map<string, number>();
  private readonly timers = new Timers();
  private events: RegistrarEvent[] = [];
  private checks: Binding[] = [];
  private lastId = 0;

  constructor(limits: RegistrarLimits = REGISTRAR_LIMITS) {
    this.limits = limits;
  }

  get size(): number {
    return this.entries.size;
  }

  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  /** What happened, and which telephones are to be asked by OPTIONS whether they are there (`checked` tells). */
  drain(): { readonly events: RegistrarEvent[]; readonly checks: Binding[] } {
    const { events, checks } = this;
    this.events = [];
    this.checks = [];
    return { events, checks };
  }

  /** Whether somebody is registered from that address; for the gate and the ban list. */
  hasPeerAt(host: string): boolean {
    return this.perHost.has(host);
  }

  /** Most preferred first, among equals the newest (§16.6 leaves it open; the newest is most likely there). */
  bindingsOf(user: string, now: Instant): Binding[] {
    const ids = this.byUser.get(user) ?? [];
    const found = [...ids].map((id) => this.entries.get(id)!.binding);
    return found
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((a, b) => b.q - a.q || b.expiresAt - a.expiresAt || b.id - a.id);
  }

  /** The one telephone that a GRUU names (RFC 5627 §3.3). */
  withInstance(user: string, instance: string, now: Instant): Binding | null {
    return this.bindingsOf(user, now).find((binding) => instanceName(binding) === instance) ?? null;
  }

  /** Answers a REGISTER of a user who has proved to be that user. */
  register(user: string, request: SipRequest, flow: Flow, now: Instant): RegisterAnswer {
    const path = pathOf(request, this.limits);
    if (path === null) return { status: 400, parts: {} };
    const changes = this.changesOf(user, request);
    if (!Array.isArray(changes)) return changes;
    for (const change of changes) {
      if (change.kind === 'remove') this.remove(change.old, 'removed');
      else this.keep(user, request, change, flow, path, now);
    }
    return { status: 200, parts: this.answerParts(user, request, path, now) };
  }

  /** The answer to a check; null when none came. A telephone that refuses is there. */
  checked(id: BindingId, status: number | null, now: Instant): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.silent = status === null || status === 408 ? entry.silent + 1 : 0;
    if (entry.silent >= SILENT_CHECKS_MAX) this.remove(entry, 'silent');
    else this.arm(entry, now);
  }

  /** A connection is gone; who was reached over it will register anew (RFC 5626 §4.2.1). */
  flowLost(flow: Flow): void {
    const key = flowKey(flow);
    for (const entry of [...this.entries.values()])
      if (flowKey(entry.binding.flow) === key) this.remove(entry, 'flowLost');
  }

  /** An extension that is no more, or whose password has changed. */
  forget(user: string): void {
    for (const id of [...(this.byUser.get(user) ?? [])]) this.remove(this.entries.get(id)!, 'removed');
  }

  wake(now: Instant): void {
    for (let id = this.timers.takeDue(now); id !== null; id = this.timers.takeDue(now)) {
      const entry = this.entries.get(id as BindingId);
      if (entry === undefined) continue;
      if (entry.binding.expiresAt <= now) this.remove(entry, 'expired');
      else {
        this.checks.push(entry.binding);
        entry.checkAt = after(now, checkAfter(entry.binding));
        this.arm(entry, now);
      }
    }
  }

  private changesOf(user: string, request: SipRequest): Change[] | RegisterAnswer {
    const own = [...(this.byUser.get(user) ?? [])].map((id) => this.entries.get(id)!);
    const { contact } = request;
    if (contact === '*') {
      // §10.2.2: only together with Expires: 0.
      if (wantedSec(request, NOBODY) !== 0) return { status: 400, parts: {} };
      if (own.some(({ binding }) => isOlder(request, binding))) return { status: 500, parts: {} };
      return own.map((old) => ({ kind: 'remove', old }));
    }
    const changes: Change[] = [];
    const { expiresSecMin, expiresSecMax, perUser, total } = this.limits;
    for (const entry of contact) {
      if (entry.uri.scheme === 'other') return { status: 400, parts: {} };
      const old = own.find(({ binding }) => isSame(binding, entry)) ?? null;
      if (old !== null && isOlder(request, old.binding)) return { status: 500, parts: {} };
      const wanted = wantedSec(request, entry);
      if (wanted === 0) {
        if (old !== null) changes.push({ kind: 'remove', old });
        continue;
      }
      if (wanted < expiresSecMin)
        return { status: 423, parts: { fields: [field('min-expires', String(expiresSecMin))] } };
      changes.push({ kind: 'keep', contact: entry, lasts: sec(Math.min(wanted, expiresSecMax)), old });
    }
    const added = changes.filter((change) => change.kind === 'keep' && change.old === null).length;
    const removed = changes.filter(({ kind }) => kind === 'remove').length;
    // A telephone that moves each day leaves its old places behind until they expire: the oldest goes first.
    const over = own.length + added - removed - perUser;
    const oldest = own
      .filter((entry) => !changes.some(({ old }) => old === entry))
      .slice(0, Math.max(0, over));
    if (added > perUser || this.entries.size + added - removed - oldest.length > total)
      return { status: 503, parts: { fields: [field('retry-after', '60')] } };
    return [...oldest.map((old): Change => ({ kind: 'remove', old })), ...changes];
  }

  private keep(
    user: string,
    request: SipRequest,
    { contact, lasts, old }: Extract<Change, { kind: 'keep' }>,
    flow: Flow,
    path: readonly NameAddress[],
    now: Instant,
  ): void {
    if (old === null) this.lastId += 1;
    const id = old?.binding.id ?? (this.lastId as BindingId);
    const binding = newBinding(id, user, request, contact, flow, path, lasts, now);
    const entry: Entry = old ?? { binding, silent: 0, checkAt: after(now, checkAfter(binding)) };
    if (old !== null) this.countHost(old.binding.flow.remote.host, -1);
    this.countHost(flow.remote.host, 1);
    const first = old === null;
    entry.binding = binding;
    entry.silent = 0;
    this.entries.set(id, entry);
    const ids = this.byUser.get(user) ?? new Set();
    this.byUser.set(user, ids.add(id));
    this.arm(entry, now);
    this.events.push({ kind: 'registered', binding, first });
  }

  private remove(entry: Entry, why: UnregisterCause): void {
    const { binding } = entry;
    if (!this.entries.delete(binding.id)) return;
    this.timers.clear(binding.id);
    this.countHost(binding.flow.remote.host, -1);
    const ids = this.byUser.get(binding.user);
    ids?.delete(binding.id);
    if (ids?.size === 0) this.byUser.delete(binding.user);
    this.events.push({ kind: 'unregistered', binding, why });
  }

  private countHost(host: string, step: number): void {
    const count = (this.perHost.get(host) ?? 0) + step;
    if (count <= 0) this.perHost.delete(host);
    else this.perHost.set(host, count);
  }

  private arm({ binding, checkAt }: Entry, now: Instant): void {
    const at = Math.min(binding.expiresAt, Math.max(checkAt, now));
    this.timers.set(binding.id, at as Instant);
  }

  private answerParts(
    user: string,
    request: SipRequest,
    path: readonly NameAddress[],
    now: Instant,
  ): ResponseParts {
    const supported = optionTags(request, 'supported');
    const withGruu = supported.includes('gruu');
    const own = this.bindingsOf(user, now);
    const contact = own.map((binding) => ({
      ...binding.contact,
      params: [
        ...binding.contact.params,
        { name: 'expires', value: String(secondsLeft(binding, now)) },
        ...outboundParams(binding),
        ...(withGruu ? gruuParams(request, binding) : []),
      ],
    }));
    const fields: SipField[] = [field('supported', 'path, outbound, gruu')];
    if (supported.includes('path') && path.length > 0)
      fields.push(...path.map((entry) => field('path', writtenAddress(entry))));
    // §6 of RFC 5626: said only where this registration is one.
    if (asksOutbound(request) && own.some(({ regId, callId }) => regId !== null && callId === request.callId))
      fields.push(field('require', 'outbound'), field('flow-timer', String(FLOW_TIMER_SEC)));
    return { contact, fields };
  }
}

const NOBODY: NameAddress = { display: '', uri: { scheme: 'other', text: 'x:x' }, params: [] };

/** §10.3 step 7: of one Call-ID numbers go up; what comes later with a lower one was overtaken. */
const isOlder = ({ callId, cseq }: SipRequest, binding: Binding): boolean =>
  binding.callId === callId && cseq.number <= binding.cseq;

const checkAfter = ({ behindNat }: Binding): Duration => (behindNat ? NAT_CHECK : CHECK);

/** `<urn:uuid:…>` without its brackets. */
export const instanceName = ({ instance }: Binding): string | null =>
  instance === null ? null : instance.replace(/^<|>$/g, '');

const outboundParams = ({ instance, regId }: Binding): { name: string; value: string }[] => [
  ...(instance === null ? [] : [{ name: '+sip.instance', value: quotedText(instance) }]),
  ...(regId === null ? [] : [{ name: 'reg-id', value: String(regId) }]),
];

/** A public GRUU: the address of record with the telephone's own name. */
function gruuParams(request: SipRequest, binding: Binding): { name: string; value: string }[] {
  const name = instanceName(binding);
  const { uri } = request.to;
  if (name === null || !('host' in uri) || !/^[\w:.-]{1,128}$/.test(name)) return [];
  const gruu = { ...uri, params: [{ name: 'gr', value: name }], headers: null };
  return [{ name: 'pub-gruu', value: quotedText(writtenUri(gruu)) }];
}

/** The telephone that a request wants, when its URI is a GRUU. */
export function gruuOf({ uri }: SipRequest): string | null {
  const gr = 'params' in uri ? param(uri.params, 'gr') : undefined;
  return typeof gr === 'string' ? unquoted(gr) : null;
}
