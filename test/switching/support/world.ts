import type { ConferenceMember, Effect, Phrase } from '#switching/model.ts';
import { type PortId, portOfTimeslot, type Timeslot, timeslotOf } from '#units/ids.ts';

const spoken = (phrase: Phrase): string => String(Object.values(phrase)[0]);

const pair = (a: Timeslot, b: Timeslot): string => (a < b ? `${a}-${b}` : `${b}-${a}`);

/**
 * What the world is like after the effects so far, and nothing else: it never looks into the exchange.
 * An effect that makes no sense (a ring that rings already, a path that is not there) is an error.
 */
export class World {
  readonly rings = new Set<PortId>();
  readonly seized = new Set<PortId>();
  readonly reversed = new Set<PortId>();
  readonly tones = new Map<Timeslot, string>();
  readonly paths = new Set<string>();
  readonly conferences = new Map<number, readonly ConferenceMember[]>();
  /** What is spoken or played to a port: texts, digits and sounds in order. */
  readonly guides = new Map<
    Timeslot,
    { readonly said: string; readonly loop: boolean; readonly id: number }
  >();
  readonly recording = new Set<Timeslot>();
  readonly listening = new Map<Timeslot, string>();
  readonly alarms = new Set<string>();

  apply(effect: Effect): void {
    switch (effect.kind) {
      case 'ringOn':
        this.#add(this.rings, effect.port, 'rings already');
        return;
      case 'ringOff':
        this.#remove(this.rings, effect.port, 'does not ring');
        return;
      case 'seize':
        this.#add(this.seized, effect.port, 'is seized already');
        return;
      case 'release':
        this.#remove(this.seized, effect.port, 'is not seized');
        return;
      case 'feed':
        if (effect.feed === 'reversed') this.#add(this.reversed, effect.port, 'is reversed already');
        else this.#remove(this.reversed, effect.port, 'is not reversed');
        return;
      case 'connect':
        if (effect.a === effect.b) throw new Error(`slot ${effect.a} connected to itself`);
        this.#add(this.paths, pair(effect.a, effect.b), 'is connected already');
        return;
      case 'disconnect':
        this.#remove(this.paths, pair(effect.a, effect.b), 'is not connected');
        return;
      case 'tone':
        this.#tone(effect.slot, effect.tone);
        return;
      case 'detect': {
        const on = Object.entries(effect.detectors).filter(([, wanted]) => wanted);
        if (on.length === 0) this.listening.delete(effect.slot);
        else this.listening.set(effect.slot, on.map(([name]) => name).join('+'));
        return;
      }
      case 'alarm':
        if (effect.raised) this.alarms.add(`${effect.code} ${effect.where}`);
        else this.alarms.delete(`${effect.code} ${effect.where}`);
        return;
      case 'dial':
        if (!this.seized.has(effect.port)) throw new Error(`digits sent on ${effect.port}, which is on-hook`);
        return;
      case 'conference':
        this.#conference(effect.id, effect.members);
        return;
      case 'guide':
        this.guides.set(effect.slot, {
          said: effect.say.map(spoken).join(' '),
          loop: effect.loop,
          id: effect.id,
        });
        return;
      case 'guideOff':
        if (!this.guides.delete(effect.slot)) throw new Error(`nothing is spoken to slot ${effect.slot}`);
        return;
      case 'recordGuide':
        this.#add(this.recording, effect.slot, 'is recorded already');
        return;
      case 'recordGuideEnd':
        this.#remove(this.recording, effect.slot, 'is not recorded');
        return;
      case 'callWaitingAlert':
      case 'keep':
      case 'reply':
      case 'stopSend':
      case 'sendCallerId':
      case 'trunkFlash':
      case 'refuse':
      case 'present':
      case 'record':
      case 'trace':
        return;
    }
  }

  /** Ports that a port hears: the other end of a path, or the members of a conference that are not muted. */
  peersOf(port: PortId): readonly PortId[] {
    const own = timeslotOf(port);
    const ends = [...this.paths]
      .map((path) => path.split('-').map(Number))
      .filter((path) => path.includes(own));
    const rooms = [...this.conferences.values()].filter((room) => room.some(({ slot }) => slot === own));
    if (ends.length + rooms.length > 1)
      throw new Error(`${port} is in ${ends.length + rooms.length} paths at once`);
    const audible = ({ muted, heardBy }: ConferenceMember): boolean => !muted || heardBy === own;
    const heard = [...ends.flat(), ...rooms.flat().flatMap((one) => (audible(one) ? [one.slot] : []))];
    return heard.filter((slot) => slot !== own).map((slot) => portOfTimeslot(slot as Timeslot)!);
  }

  #conference(id: number, members: readonly ConferenceMember[]): void {
    if (members.length === 0) {
      if (!this.conferences.delete(id)) throw new Error(`conference ${id} ended but was not there`);
      return;
    }
    if (new Set(members.map(({ slot }) => slot)).size !== members.length)
      throw new Error(`conference ${id} has a member twice`);
    this.conferences.set(id, members);
  }

  toneAt(port: PortId): string | null {
    return this.tones.get(timeslotOf(port)) ?? null;
  }

  #tone(slot: Timeslot, tone: string | null): void {
    if (tone === (this.tones.get(slot) ?? null)) throw new Error(`slot ${slot} is told ${tone} twice`);
    if (tone === null) this.tones.delete(slot);
    else this.tones.set(slot, tone);
  }

  #add<T>(set: Set<T>, item: T, complaint: string): void {
    if (set.has(item)) throw new Error(`${item} ${complaint}`);
    set.add(item);
  }

  #remove<T>(set: Set<T>, item: T, complaint: string): void {
    if (!set.delete(item)) throw new Error(`${item} ${complaint}`);
  }
}
