import type { HostSnapshot, RecentCall } from '#ports/observe.ts';
import type {
  TelephoneCall,
  TelephonePast,
  TelephoneSettings,
  Telephones,
  TelephoneTicket,
  TelephoneView,
} from '#ports/telephone.ts';
import { sentOnBy } from '#switching/diversion.ts';
import type { AttendantView, CallRecord, CallView } from '#switching/model.ts';
import type { DialString, PortId } from '#units/ids.ts';
import type { Messages } from './messages.ts';
import type { DeskSources } from './sources.ts';
import type { Tickets } from './tickets.ts';

/** Nobody has more on one telephone; a page need not show them. */
const CALLS_MAX = 8;
const PAST_MAX = 12;
/** Calls that are looked through for those of an extension: all that the exchange remembers. */
const REMEMBERED_MAX = 200;

type Party = CallView['parties'][number];
/** Without what the directory says of the number, which is looked up for those alone that are shown. */
type Nameless = Omit<TelephonePast, 'name'>;

/** How everything stands, drawn once for all users' pages. */
interface Picture {
  readonly host: HostSnapshot;
  readonly attendants: AttendantView;
  readonly extensions: ReadonlySet<PortId>;
  /** Made when the first page asks. */
  past: ReadonlyMap<DialString, readonly Nameless[]> | null;
}

/**
 * The telephones of the office as their users see them. What operators have written down goes where the call goes
 * (`Tickets`); while an operator announces a caller, the ringing call is another one, and the notes are those of the
 * caller who waits on the operator's other side.
 */
export class UsersTelephones implements Telephones {
  readonly #sources: DeskSources;
  readonly #tickets: Tickets;
  readonly #messages: Messages;
  readonly #listeners = new Set<() => void>();

  constructor(sources: DeskSources, tickets: Tickets, messages: Messages) {
    this.#sources = sources;
    this.#tickets = tickets;
    this.#messages = messages;
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  /** After each turn of the exchange or the desk; nobody listens as long as no such page is open. */
  tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }

  see(): (number: DialString) => TelephoneView | null {
    const host = this.#sources.observe.snapshot();
    const extensions = new Set(host.ports.filter(({ kind }) => kind === 'fxs').map(({ port }) => port));
    const picture: Picture = { host, attendants: this.#sources.attendants(), extensions, past: null };
    return (number) => this.#viewOf(picture, number);
  }

  #viewOf(picture: Picture, number: DialString): TelephoneView | null {
    const { observe, office } = this.#sources;
    const extension = office().extensions.find((one) => one.number === number);
    if (extension === undefined) return null;
    const ports = picture.host.ports.filter((port) => port.kind === 'fxs' && port.number === number);
    const busy = ports.find(({ state }) => state !== 'idle' && state !== 'outOfService') ?? ports[0];
    picture.past ??= this.#pastOf(observe.recentCalls?.(REMEMBERED_MAX) ?? []);
    return {
      ...{ number, name: extension.name, state: busy?.state ?? 'outOfService' },
      inService: ports.some(({ health }) => health === 'in-service'),
      calls: this.#callsOf(picture, number),
      settings: settingsOf(observe.subscriber?.(number) ?? null),
      messages: this.#messages.waitingFor(number),
      past: (picture.past.get(number) ?? []).map((one) => ({ ...one, name: this.#nameOf(one.number) })),
    };
  }

  #callsOf(picture: Picture, number: DialString): readonly TelephoneCall[] {
    const mine = (party: Party): boolean => party.number === number && picture.extensions.has(party.port);
    const calls = picture.host.calls.flatMap((call) => {
      const me = call.parties.find(mine);
      return me === undefined ? [] : [this.#callOf(picture, call, me)];
    });
    const rings = ({ state }: TelephoneCall): number => (state === 'alerting' ? 0 : 1);
    return calls.sort((a, b) => rings(a) - rings(b)).slice(0, CALLS_MAX);
  }

  #callOf({ attendants }: Picture, view: CallView, me: Party): TelephoneCall {
    const others = view.parties.filter((party) => party !== me);
    // Several telephones may ring for one call: while this one does, the others are none of its business.
    const there = others.filter(({ state }) => state !== 'alerting');
    const other = me.state === 'alerting' ? there[0] : (there[0] ?? others[0]);
    const incoming = view.from !== me.number;
    const number = other?.number || (incoming ? view.from : view.to || view.dialled);
    const announcing = attendants.consoles.find(({ destination }) => destination?.call === view.call);
    const waits = announcing?.source?.call ?? null;
    const own = this.#tickets.of(view.call);
    const ticket = waits === null ? own : (this.#tickets.of(waits) ?? own);
    return {
      ...{ call: view.call, state: me.state, incoming, number, name: this.#nameOf(number) },
      others: Math.max(0, there.length - 1),
      // To the operator's own telephone it is a call like others.
      announced: incoming && waits !== null,
      ...(incoming && me.state === 'alerting' && senderOf(view)),
      ticket: ticket === null ? null : ticketOf(ticket),
    };
  }

  #nameOf(number: string): string {
    return number === '' ? '' : (this.#sources.directory.lookup(number)?.name ?? '');
  }

  #pastOf(recent: readonly RecentCall[]): ReadonlyMap<DialString, readonly Nameless[]> {
    const inside = new Set(this.#sources.office().extensions.map(({ number }) => number));
    const past = new Map<DialString, Nameless[]>();
    for (const { call, startedEpochMs, record } of recent)
      for (const [mine, how, number] of record === null ? [] : partsIn(record)) {
        const known = past.get(mine) ?? [];
        past.set(mine, known);
        if (known.length < PAST_MAX)
          known.push({ call, epochMs: startedEpochMs, number, how, inside: inside.has(number) });
      }
    return past;
  }
}

function senderOf({ diversions = [] }: CallView): Pick<TelephoneCall, 'sentOnBy'> {
  const by = sentOnBy(diversions);
  return by === null ? {} : { sentOnBy: by };
}

/**
 * Which extensions were in a call that is over, and as what. An announcement that became part of a caller's call is
 * told by the record of that one; a code that was dialled is no call to anybody.
 */
function partsIn({ legs, kind, from, to, dialled, joined, answeredAt }: CallRecord) {
  const parts = new Map<DialString, readonly [DialString, TelephonePast['how'], string]>();
  if (kind === 'feature') return [];
  const isCaller = (number: string): boolean => kind !== 'incoming' && number === from;
  if (joined === null)
    for (const { number, trunk, answeredAt: at, how } of legs) {
      if (trunk !== null || number === '' || how === 'origin' || isCaller(number)) continue;
      // A colleague of the group has answered.
      if (at === null && answeredAt !== null && (how === 'hunt' || how === 'attendant')) continue;
      const before = parts.get(number)?.[1];
      parts.set(number, [number, at !== null || before === 'answered' ? 'answered' : 'missed', from]);
    }
  const called = to || dialled;
  if (kind !== 'incoming' && called !== '' && (answeredAt !== null || kind !== 'incomplete'))
    parts.set(from, [from, 'made', called]);
  return [...parts.values()];
}

function ticketOf({ callerNumber, callerName, wanted, reason, notes, operator }: TelephoneTicket) {
  return { callerNumber, callerName, wanted, reason, notes, operator };
}

function settingsOf(subscriber: TelephoneSettings | null): TelephoneSettings | null {
  if (subscriber === null) return null;
  const { forward, doNotDisturb, quietTime, wakeUp, callWaiting, absent } = subscriber;
  return { forward, doNotDisturb, quietTime, wakeUp, callWaiting, absent };
}
