import type { Fault, Result } from '#units/result.ts';

/*
 * The box as a whole, as a technician has it: which version runs and from which slot, an update, a backup, as new.
 * Real: a keeper with the rights for it, apart from the exchange, which has none of them. On a computer that is no box
 * the same keeper makes backups and support files, and says of the rest that there is nothing to do it to.
 */

export type SlotName = 'A' | 'B';

export interface BoxSlots {
  readonly running: SlotName;
  /** Which one the next start tries first. */
  readonly next: SlotName;
  /** Starts that each has before it is given up. */
  readonly triesLeft: Readonly<Record<SlotName, number>>;
}

export interface BoxFacts {
  readonly release: string;
  /** Null: this computer has none, and its version is that of the files it was started from. */
  readonly slots: BoxSlots | null;
  /** What of `box.yaml` could not be used. */
  readonly complaints: readonly string[];
}

export const BOX_WORKS = ['update', 'restore'] as const;
/** What takes its time; one at a time. */
export interface BoxWork {
  readonly what: (typeof BOX_WORKS)[number];
  readonly state: 'running' | 'done' | 'failed';
  /** In the words of whoever refused it; empty while it has not failed. */
  readonly why: string;
  readonly sinceEpochMs: number;
}

/** Files that are brought to the box piece by piece. */
export const BOX_UPLOADS = ['update', 'backup'] as const;
export type BoxUpload = (typeof BOX_UPLOADS)[number];
/** Of one piece. */
export const PIECE_BYTES_MAX = 1024 * 1024;
/** Of the whole file: RAUC takes no larger update (`max-bundle-download-size` in system.conf). */
export const UPLOAD_BYTES_MAX = 536_870_912;
export const PASSPHRASE_CHARS_MIN = 12;

export interface BoxView extends BoxFacts {
  /** Null: nothing was begun since the exchange was started. */
  readonly work: BoxWork | null;
  /** Bytes that are there. */
  readonly uploaded: Readonly<Record<BoxUpload, number>>;
  /** Room for data. */
  readonly freeBytes: number;
}

/** What is on the sticks in the box's USB ports. */
export interface BoxStick {
  /** Partitions that could be read. */
  readonly sticks: number;
  /** Files that an update may be, the first `STICK_UPDATES_MAX`; one is taken only when it is alone. */
  readonly updates: readonly { readonly name: string; readonly bytes: number }[];
  /** The version of the one that is alone, when it is signed for this box. */
  readonly release: string | null;
  /** Why that one is refused; empty when it is not. */
  readonly refused: string;
}
export const STICK_UPDATES_MAX = 16;

/** A file while it is made; it ends with an error when its maker fails. */
export interface BoxFile {
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Refusals: TR-BOX-001 this computer is no box, -002 the keeper does not answer, -003 no room, -004 something else is
 * being done, -005 the file is not there, or another piece of it is wanted, -006 the keeper could not do it.
 */
export interface BoxCare {
  view(): Promise<Result<BoxView>>;
  /** Takes the next piece of a file; `offset` 0 begins anew. Answers with the bytes that are there. */
  upload(what: BoxUpload, offset: number, piece: Uint8Array): Promise<Result<number>>;
  /** Begins to write the other slot, from an address (`https://…`) or, with null, from what was uploaded. */
  update(address: string | null): Promise<Result<null>>;
  /** Looks at the sticks anew. */
  stick(): Promise<Result<BoxStick>>;
  /** Begins to write the other slot from the stick; `name` is what it was seen to have, and must still be alone there. */
  updateFromStick(name: string): Promise<Result<null>>;
  /** Begins to put the uploaded backup in place of everything; the exchange is started anew with it. */
  restore(passphrase: string): Promise<Result<null>>;
  /** Starts the box anew: calls are lost. */
  restart(): Promise<Result<null>>;
  /** Starts the box anew, as it came. */
  reset(): Promise<Result<null>>;
  /** Everything that is kept, encrypted. */
  backup(passphrase: string): Promise<Result<BoxFile>>;
  /** What helps to find a fault. */
  support(): Promise<Result<BoxFile>>;
}

/** What the keeper is asked: one line of JSON. */
export type KeeperRequest =
  | { readonly ask: 'facts' }
  | { readonly ask: 'support' }
  | { readonly ask: 'restart' }
  | { readonly ask: 'reset' }
  | { readonly ask: 'backup'; readonly passphrase: string }
  | { readonly ask: 'restore'; readonly passphrase: string }
  | { readonly ask: 'update'; readonly address: string | null }
  | { readonly ask: 'stick' }
  | { readonly ask: 'updateFromStick'; readonly name: string };

/** What it answers: one line of JSON; behind `file` come so many bytes. */
export type KeeperAnswer =
  | { readonly facts: BoxFacts }
  | { readonly stick: BoxStick }
  | { readonly file: number }
  | { readonly done: true }
  | { readonly refused: Fault };

/** Below the data folder. */
export const uploadPath = (what: BoxUpload): string => `upload/${what}`;
