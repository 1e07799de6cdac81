import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import type { SipDns } from '#ports/sip-dns.ts';
import type { SipCalls, SipEvent, SipSide } from '#ports/sip-stack.ts';
import type { SipAdministration, SipStatus, SipTelephones, SipTrunkView } from '#ports/sip-status.ts';
import type { Flow, ListenFault, SipNetwork } from '#ports/sip-transport.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import type { StackEvent, StackSettings } from '#sip/stack/surface.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { after, between, type Instant, inMs, sec } from '#units/time.ts';
import { expanded } from './addresses.ts';
import { systemHash, systemRandom } from './chance.ts';
import { SipEdge } from './edge.ts';
import { certificateFault } from './faults.ts';
import { type NetworkSettings, SocketNetwork } from './network.ts';
import { type SipGround, type SipSettings, seenAsOf } from './office-sip.ts';
import type { TlsSettings } from './streams.ts';

export interface SipServiceParts {
  readonly clock: Clock;
  readonly wallClock: WallClock;
  readonly dns: SipDns;
  /** Where certificates are looked for that are named without a folder. */
  readonly folder: string;
  readonly hear: (event: StackEvent | SipOpened) => void;
  readonly alarm: (raised: boolean, fault: Fault) => void;
  /** Default: sockets of this box. */
  readonly open?: (settings: NetworkSettings) => Promise<{
    readonly network: SipNetwork;
    readonly faults: readonly ListenFault[];
  }>;
}

type SipOpened = Extract<SipEvent, { readonly kind: 'opened' }>;

/** A port that another program has may be free again. */
const OPEN_AGAIN = sec(30);
/** Nobody is there to be called, and nobody calls. */
const NOBODY: SipCalls = {
  invite: () => ({ refused: 'notRegistered' }),
  early: () => false,
  answer: () => false,
  ring: () => undefined,
  release: () => undefined,
  referAnswer: () => undefined,
  referProgress: () => undefined,
  setCalls: () => undefined,
  setPresence: () => undefined,
  setFeatures: () => undefined,
  featureAnswer: () => undefined,
  familyOf: () => 'ipv4',
};
const EMPTY: StackSettings = { devices: [], trunks: [] };

interface Opened {
  readonly edge: SipEdge;
  readonly network: SipNetwork;
  readonly ground: string;
}

/**
 * SIP of a running box: opened when the office has telephones or trunks for it, closed when it has none, opened anew
 * under other addresses as soon as no call is up. Telephones and trunks come and go without anything of that.
 */
export class SipService implements SipSide, SipAdministration {
  readonly #parts: SipServiceParts;
  readonly #registered = new Set<string>();
  readonly #trunks = new Map<string, SipTrunkView>();
  /** Messages that wait, by extension; a stack that is opened anew is told again. */
  readonly #unread = new Map<string, number>();
  #wanted: SipSettings | null = null;
  /** That of the wanted settings, as text: compared at the end of every call. */
  #ground: string | null = null;
  #opened: Opened | null = null;
  #faults: readonly Fault[] = [];
  #turn: Promise<void> = Promise.resolve();
  #again: Cancel = () => undefined;
  #stopped = false;

  constructor(parts: SipServiceParts) {
    this.#parts = parts;
  }

  /** Ends when it is heard what can be heard. Null: the office has no SIP. */
  configure(settings: SipSettings | null): Promise<void> {
    this.#wanted = settings;
    this.#ground = settings === null ? null : JSON.stringify(settings.ground);
    return this.#settle();
  }

  /** The message lamp of an extension's telephones (RFC 3842). */
  setUnread(number: string, unread: number): void {
    if (unread > 0) this.#unread.set(number, unread);
    else this.#unread.delete(number);
    this.#opened?.edge.do((stack, now) => stack.setMailbox(number, { unheard: unread, heard: 0 }, now));
  }

  do<T>(ask: (stack: SipCalls, now: Instant) => T): T {
    return this.#opened === null ? ask(NOBODY, this.#parts.clock.now()) : this.#opened.edge.do(ask);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.configure(null);
  }

  status(): SipStatus {
    const now = this.#parts.clock.now();
    const { devices } = this.#wanted?.stack ?? EMPTY;
    return {
      listeners: (this.#opened?.network.listeners ?? []).map(({ transport, local }) =>
        placeOf(transport, local),
      ),
      faults: this.#faults,
      devices: devices.map(({ user, number, name }) => ({
        ...{ extension: number, user, name },
        contacts: (this.#opened?.edge.stack.registrar.bindingsOf(user, now) ?? []).map(
          ({ flow, userAgent, behindNat, expiresAt }) => ({
            ...{ address: placeOf(flow.transport, flow.remote), userAgent, behindNat },
            expiresInMs: Math.round(inMs(between(now, expiresAt))),
          }),
        ),
      })),
      trunks: [...this.#trunks.values()],
      bans: this.#bans(now),
    };
  }

  #bans(now: Instant): SipStatus['bans'] {
    const defence = this.#opened?.edge.stack.defence;
    if (defence === undefined) return [];
    const epochMs = this.#parts.wallClock.epochMs();
    const lists = { address: defence.listAddresses(now), user: defence.listUsers(now) } as const;
    return (['address', 'user'] as const).flatMap((kind) =>
      lists[kind].map(({ who, until, bans }) => ({
        ...{ who, kind, bans },
        untilEpochMs: Math.round(epochMs + inMs(between(now, until))),
      })),
    );
  }

  readonly telephones: SipTelephones = {
    listeners: () => this.#opened?.network.listeners ?? [],
    contacts: (user) =>
      this.#opened?.edge.stack.registrar.bindingsOf(user, this.#parts.clock.now()).length ?? 0,
    checkSync: (user) => this.#opened?.edge.do((stack, now) => stack.checkSync(user, now)) ?? 0,
    isBanned: (address) =>
      this.#opened?.edge.stack.defence.isBanned(address, this.#parts.clock.now()) ?? false,
    guessed: (address) =>
      this.#opened?.edge.do((stack, now) => stack.defence.failed('wrongSecret', address, null, now)),
  };

  lift(who: string): boolean {
    const { clock } = this.#parts;
    if (!this.#bans(clock.now()).some((ban) => ban.who === who)) return false;
    this.#opened?.edge.stack.defence.lift(who);
    return true;
  }

  // ───── opening and closing ─────

  #settle(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#bring());
    return this.#turn;
  }

  async #bring(): Promise<void> {
    const wanted = this.#wanted;
    if (this.#opened !== null && this.#opened.ground !== this.#ground) {
      const { legs = 0 } = this.#opened.edge.stack.held;
      // Calls go on where they are; the end of the last of them comes back here (`#hear`).
      if (legs > 0 && !this.#stopped) return this.#tellStack(wanted?.stack ?? EMPTY);
      await this.#close();
    }
    if (wanted === null) return;
    if (this.#opened === null) await this.#open(wanted);
    this.#tellStack(wanted.stack);
  }

  #tellStack(settings: StackSettings): void {
    this.#opened?.edge.do((stack, now) => {
      stack.configure(settings, now);
      for (const [number, unheard] of this.#unread) stack.setMailbox(number, { unheard, heard: 0 }, now);
    });
    const ids = new Set(settings.trunks.map(({ id }) => id));
    for (const id of [...this.#trunks.keys()]) if (!ids.has(id)) this.#trunks.delete(id);
    const users = new Set(settings.devices.map(({ user }) => user));
    for (const user of [...this.#registered]) if (!users.has(user)) this.#unregistered(user);
  }

  async #open({ ground }: SipSettings): Promise<void> {
    this.#again();
    const { clock, dns, folder, open = SocketNetwork.open } = this.#parts;
    const needsTls = ground.listen.some(({ transport }) => transport === 'TLS');
    const tls = needsTls ? await tlsOf(ground, folder) : ok(null);
    const { network, faults } = await open({
      listen: expanded(ground.listen),
      tls: tls.ok ? tls.value : null,
    });
    this.#tell(tls.ok ? faults.map(({ fault }) => fault) : [tls.error]);
    if (network.listeners.length === 0) {
      await network.stop();
      this.#again = clock.at(after(clock.now(), OPEN_AGAIN), () => void this.#settle());
      return;
    }
    const { realm, defence } = ground;
    const options = { codec: sipCodec, random: systemRandom, hash: systemHash, realm, defence };
    const hear = (event: StackEvent): void => this.#hear(event);
    const edge = new SipEdge({ network, clock, dns, options: { ...options, ...seenAsOf(ground) }, hear });
    this.#opened = { edge, network, ground: JSON.stringify(ground) };
    this.#parts.hear({ kind: 'opened' });
  }

  async #close(): Promise<void> {
    const opened = this.#opened;
    this.#again();
    this.#tell([]);
    if (opened === null) return;
    this.#tellStack(EMPTY);
    this.#opened = null;
    await opened.edge.stop();
  }

  #tell(faults: readonly Fault[]): void {
    const { alarm } = this.#parts;
    const same = (a: Fault, b: Fault): boolean => a.code === b.code && a.where === b.where;
    for (const old of this.#faults) if (!faults.some((one) => same(one, old))) alarm(false, old);
    for (const fault of faults) alarm(true, fault);
    this.#faults = faults;
  }

  // ───── what the stack says ─────

  #hear(event: StackEvent): void {
    if (event.kind === 'registered') this.#registered.add(event.user);
    if (event.kind === 'unregistered' && event.contacts === 0) this.#registered.delete(event.user);
    if (event.kind === 'trunk') {
      const sinceEpochMs = Math.round(this.#parts.wallClock.epochMs());
      this.#trunks.set(event.id, { id: event.id, state: event.state, why: event.why, sinceEpochMs });
    }
    this.#parts.hear(event);
    if (event.kind === 'released' && this.#isElsewhere()) void this.#settle();
  }

  #isElsewhere(): boolean {
    return this.#opened !== null && this.#opened.ground !== this.#ground;
  }

  /** The stack tells nothing of a telephone that is no longer in the office. */
  #unregistered(user: string): void {
    this.#registered.delete(user);
    this.#parts.hear({ kind: 'unregistered', user, contacts: 0, why: 'removed' });
  }
}

const placeOf = (transport: string, { host, port }: Flow['local']): string =>
  `${transport} ${host.includes(':') ? `[${host}]` : host}:${port}`;

async function tlsOf(
  { certificate, key, authorities }: SipGround,
  folder: string,
): Promise<Result<TlsSettings>> {
  try {
    const read = (path: string | null): Promise<string> => readFile(resolve(folder, path ?? ''), 'utf8');
    const own = { certificate: await read(certificate), key: await read(key) };
    return ok(authorities === null ? own : { ...own, authorities: [await read(authorities)] });
  } catch (error) {
    return fail(certificateFault(error as Error));
  }
}
