import type { Timeslot } from '#units/ids.ts';

/** The timeslot interchange: who hears whom. */
export class Paths {
  /** Listener → talkers. */
  readonly #from = new Map<Timeslot, Set<Timeslot>>();
  readonly #conferences = new Map<number, readonly Timeslot[]>();

  /** One-way connections and conference members. */
  get count(): number {
    let count = 0;
    for (const talkers of this.#from.values()) count += talkers.size;
    for (const members of this.#conferences.values()) count += members.length;
    return count;
  }

  connect(from: Timeslot, to: Timeslot): void {
    const talkers = this.#from.get(to) ?? new Set();
    talkers.add(from);
    this.#from.set(to, talkers);
  }

  disconnect(from: Timeslot, to: Timeslot): void {
    this.#from.get(to)?.delete(from);
  }

  /** Answers with the slots for which something changed. */
  conference(id: number, members: readonly Timeslot[]): readonly Timeslot[] {
    const before = this.#conferences.get(id) ?? [];
    if (members.length === 0) this.#conferences.delete(id);
    else this.#conferences.set(id, members);
    return [...new Set([...before, ...members])];
  }

  sourcesOf(to: Timeslot): readonly Timeslot[] {
    const sources = [...(this.#from.get(to) ?? [])];
    for (const members of this.#conferences.values()) {
      if (members.includes(to)) sources.push(...members.filter((member) => member !== to));
    }
    return sources;
  }

  hearersOf(from: Timeslot): readonly Timeslot[] {
    const hearers: Timeslot[] = [];
    for (const [to, talkers] of this.#from) if (talkers.has(from)) hearers.push(to);
    for (const members of this.#conferences.values()) {
      if (members.includes(from)) hearers.push(...members.filter((member) => member !== from));
    }
    return hearers;
  }
}
