import type { ConferenceMember, MatrixEntry } from '#ports/media.ts';
import type { Timeslot } from '#units/ids.ts';

interface Conference {
  readonly members: readonly ConferenceMember[];
  readonly matrix: readonly MatrixEntry[];
}

/** Gain plays no part here: one is heard or not. */
function hears(conference: Conference, from: Timeslot, to: Timeslot): boolean {
  const speaker = conference.members.find(({ slot }) => slot === from);
  const member = conference.members.some(({ slot }) => slot === to);
  if (speaker === undefined || !member || from === to) return false;
  const entry = conference.matrix.find((each) => each.from === from && each.to === to);
  return entry === undefined ? speaker.muted !== true : entry.gainDb !== null;
}

/** The timeslot interchange: who hears whom. */
export class Paths {
  /** Listener → talkers. */
  readonly #from = new Map<Timeslot, Set<Timeslot>>();
  readonly #conferences = new Map<number, Conference>();

  /** One-way connections and conference members. */
  get count(): number {
    let count = 0;
    for (const talkers of this.#from.values()) count += talkers.size;
    for (const { members } of this.#conferences.values()) count += members.length;
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
  conference(
    id: number,
    members: readonly ConferenceMember[],
    matrix: readonly MatrixEntry[],
  ): readonly Timeslot[] {
    const before = this.#conferences.get(id)?.members ?? [];
    if (members.length === 0) this.#conferences.delete(id);
    else this.#conferences.set(id, { members, matrix });
    return [...new Set([...before, ...members].map(({ slot }) => slot))];
  }

  sourcesOf(to: Timeslot): readonly Timeslot[] {
    const sources = [...(this.#from.get(to) ?? [])];
    for (const conference of this.#conferences.values())
      for (const { slot } of conference.members) if (hears(conference, slot, to)) sources.push(slot);
    return sources;
  }

  hearersOf(from: Timeslot): readonly Timeslot[] {
    const hearers: Timeslot[] = [];
    for (const [to, talkers] of this.#from) if (talkers.has(from)) hearers.push(to);
    for (const conference of this.#conferences.values())
      for (const { slot } of conference.members) if (hears(conference, from, slot)) hearers.push(slot);
    return hearers;
  }
}
