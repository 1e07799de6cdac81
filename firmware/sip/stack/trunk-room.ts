import type { NameAddress } from '#ports/sip-codec.ts';
import { earlier, type Instant } from '#units/time.ts';
import type { RandomBytes } from '../chance.ts';
import type { Hash } from '../digest/digest.ts';
import type { Place } from '../locate/locate.ts';
import { Trunk, type TrunkOutput, type TrunkSettings } from '../trunk/trunk.ts';

/** The trunks of the office. */
export class TrunkRoom {
  private readonly hash: Hash;
  private readonly random: RandomBytes;
  private readonly contactOf: (place: Place, user: string) => NameAddress;
  private trunks: ReadonlyMap<string, Trunk> = new Map();

  constructor(hash: Hash, random: RandomBytes, contactOf: (place: Place, user: string) => NameAddress) {
    this.hash = hash;
    this.random = random;
    this.contactOf = contactOf;
  }

  get(id: string): Trunk | undefined {
    return this.trunks.get(id);
  }

  get deadline(): Instant | null {
    let first: Instant | null = null;
    for (const trunk of this.trunks.values()) first = earlier(first, trunk.deadline);
    return first;
  }

  /** The trunk that has a server at that address. */
  at(host: string): Trunk | null {
    for (const trunk of this.trunks.values())
      if (trunk.servers.places.some(({ address }) => address === host)) return trunk;
    return null;
  }

  /** Those that stay as they are go on; gives those that go, with their last words. */
  configure(all: readonly TrunkSettings[], now: Instant): Trunk[] {
    const next = new Map(all.map((settings) => [settings.id, this.kept(settings, now)]));
    const gone = [...this.trunks].filter(([id, trunk]) => next.get(id) !== trunk).map(([, trunk]) => trunk);
    for (const trunk of gone) trunk.unregister();
    this.trunks = next;
    return gone;
  }

  wake(now: Instant): void {
    for (const trunk of this.trunks.values()) trunk.wake(now);
  }

  drain(): { readonly trunk: Trunk; readonly output: TrunkOutput }[] {
    return [...this.trunks.values()].flatMap((trunk) => trunk.drain().map((output) => ({ trunk, output })));
  }

  private kept(settings: TrunkSettings, now: Instant): Trunk {
    const old = this.trunks.get(settings.id);
    if (old !== undefined && JSON.stringify(old.settings) === JSON.stringify(settings)) return old;
    const contactOf = (place: Place): NameAddress => this.contactOf(place, settings.user);
    return new Trunk(settings, this.hash, this.random, contactOf, now);
  }
}
