import type { DeskAction, DeskReply, DeskSeat, DeskView, DirectoryHit, Lamp } from '#ports/desk.ts';
import type { DialString } from '#units/ids.ts';
import type { LampChanges } from './lamps.ts';

const HITS_MAX = 50;

/** What a page's seat asks of its desk. */
export interface SeatDesk {
  view(): DeskView;
  lamps(): LampChanges;
  onLamps(changed: (changes: LampChanges) => void): () => void;
  lampOf(number: string): Lamp;
  search(text: string, limit: number): readonly Omit<DirectoryHit, 'lamp'>[];
  act(action: DeskAction): Promise<DeskReply>;
  left(seat: Seat): void;
}

export const NO_SEAT: DeskReply = { ok: false, why: 'no-seat', by: '' };

/** One page at one console. When another takes its place, or the operator has gone, it does nothing any more. */
export class Seat implements DeskSeat {
  readonly tab: string;
  readonly #desk: SeatDesk;
  readonly #taken: () => void;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe = new Set<() => void>();
  #last: DeskView;
  #open = true;

  constructor(desk: SeatDesk, tab: string, taken: () => void) {
    this.#desk = desk;
    this.tab = tab;
    this.#taken = taken;
    this.#last = desk.view();
  }

  view(): DeskView {
    if (this.#open) this.#last = this.#desk.view();
    return this.#last;
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  lamps(): readonly (readonly [DialString, Lamp])[] {
    return this.#desk.lamps();
  }

  onLamps(changed: (changes: LampChanges) => void): () => void {
    const end = this.#desk.onLamps(changed);
    this.#unsubscribe.add(end);
    return () => {
      this.#unsubscribe.delete(end);
      end();
    };
  }

  search(text: string, limit: number): readonly DirectoryHit[] {
    if (!this.#open) return [];
    const hits = this.#desk.search(text, Math.min(limit, HITS_MAX));
    return hits.map((hit) => ({ ...hit, lamp: this.#desk.lampOf(hit.number) }));
  }

  act(action: DeskAction): Promise<DeskReply> {
    return this.#open ? this.#desk.act(action) : Promise.resolve(NO_SEAT);
  }

  leave(): void {
    if (!this.#open) return;
    this.#close();
    this.#desk.left(this);
  }

  /** Something is different on the page. */
  tell(): void {
    for (const changed of [...this.#listeners]) changed();
  }

  /** Another page sits here now, or nobody. */
  take(): void {
    if (!this.#open) return;
    this.#close();
    this.#taken();
  }

  #close(): void {
    this.#open = false;
    this.#listeners.clear();
    for (const end of [...this.#unsubscribe]) end();
    this.#unsubscribe.clear();
  }
}
