/** All that the page knows: the exchange's view of this console, and what is being written here. */
import type { LinkState } from '../link/keep-connected.ts';
import type { TextKey } from '../text/text.tsx';
import type { DeskCard, DeskView, DirectoryHit, Lamp } from './contract.ts';
import type { Command } from './keys/command.ts';
import { PLAIN, type Settings } from './settings.ts';
import type { TrainingView } from './training.ts';

export interface Prompt {
  readonly key: TextKey;
  readonly values: Readonly<Record<string, string | number>>;
  /** `wait`: asked and not yet answered; `refused`: why it was not done. */
  readonly kind: 'hint' | 'wait' | 'refused';
}

export interface SearchLine {
  readonly text: string;
  /** Number of the last question; an answer to an older one is stale. */
  readonly asked: number;
  readonly answered: number;
  readonly hits: readonly DirectoryHit[];
  readonly highlight: number;
  /** Moved by hand: then the highlighted entry counts even if a number is written. */
  readonly moved: boolean;
}
export const EMPTY_LINE: SearchLine = {
  text: '',
  asked: 0,
  answered: 0,
  hits: [],
  highlight: 0,
  moved: false,
};

/** What stands over the page. */
export type Open =
  | { readonly what: 'settings' | 'more' | 'handOver' | 'shift' | 'leave' | 'books' | 'distribution' }
  | { readonly what: 'intrude' | 'card' | 'wakeUp'; readonly number: string; readonly name: string }
  | { readonly what: 'message'; readonly for: string; readonly from: string }
  /** `fresh`: a new entry that begins with these; null: what is found by `find`. */
  | { readonly what: 'directory'; readonly find: string; readonly fresh: Target | null };

export interface Desk {
  readonly link: LinkState;
  /** `taken`: another page of the same operator works here now. */
  readonly seat: 'none' | 'sitting' | 'seated' | 'taken' | 'refused';
  readonly refused: string;
  readonly view: DeskView | null;
  /** The lesson; null: this is no practice. */
  readonly training: TrainingView | null;
  readonly lamps: ReadonlyMap<string, Lamp>;
  readonly line: SearchLine;
  /** Asked for and not yet answered: shown as pressed. */
  readonly pressed: Command | null;
  readonly prompt: Prompt | null;
  readonly open: Open | null;
  /** Staged ticket that is worked on instead of the one under way. */
  readonly ticketShown: number | null;
  /** Meanings of the operator's own keys. */
  readonly own: Settings['own'];
}

export const EMPTY_DESK: Desk = {
  link: 'connecting',
  seat: 'none',
  refused: '',
  view: null,
  training: null,
  lamps: new Map(),
  line: EMPTY_LINE,
  pressed: null,
  prompt: null,
  open: null,
  ticketShown: null,
  own: PLAIN.own,
};

/** Can anything be asked of the exchange now? */
export const works = ({ link, seat, view }: Desk): boolean =>
  link === 'up' && seat === 'seated' && view !== null;

/** As people dial: digits, * and #. */
export const isDialable = (text: string): boolean => /^[0-9*#]{1,32}$/.test(text);

export interface Target {
  readonly number: string;
  readonly name: string;
}

/**
 * Who is meant by what is written: the number itself, an entry whose short code it is, or the highlighted
 * entry. Null: nobody yet, as long as the answer to what is written has not come.
 */
export function targetOf(line: SearchLine): Target | null {
  const text = line.text.trim();
  const hit = line.asked === line.answered ? line.hits[line.highlight] : undefined;
  if (line.moved && hit !== undefined) return { number: hit.number, name: hit.name };
  if (isDialable(text)) {
    const named = line.hits.find(({ shortCode, number }) => number === text || shortCode === text);
    return { number: named?.number ?? text, name: named?.name ?? '' };
  }
  return hit === undefined || text === '' ? null : { number: hit.number, name: hit.name };
}

/** Name, else number; null: the caller shows neither. */
export const partyName = (card: Pick<DeskCard, 'name' | 'number' | 'entry'>): string | null =>
  card.entry?.name || card.name || card.number || null;
