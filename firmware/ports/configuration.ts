import type { FeatureCode, Office } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';

/*
 * The office's configuration as one document with a history. What runs is always the newest committed version
 * that passed every check; a version that is not confirmed in time goes back by itself.
 */

/** Something about the document that a person should know. An `error` keeps it from being committed. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  /** Stable: `TR-OFFICE-012`. The page's catalogue has a text per code. */
  readonly code: string;
  /** Path in the document: `extensions[3].number`. */
  readonly path: string;
  /** Reason and correction, in English, for the command line; `facts` fill the places of the catalogue's text. */
  readonly what: string;
  readonly todo: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** One change to the document; comments and order of everything else stay. */
export type Edit =
  | { readonly op: 'set'; readonly path: readonly (string | number)[]; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: readonly (string | number)[] }
  /** At the end of a list. */
  | { readonly op: 'add'; readonly path: readonly (string | number)[]; readonly value: unknown };

export interface Version {
  /** Counts up from 1. */
  readonly version: number;
  readonly epochMs: number;
  readonly author: string;
  readonly reason: string;
  /** Set while it must still be confirmed: it returns to the version before at this time. */
  readonly confirmByEpochMs: number | null;
  /** What it was before somebody rolled back to it; null when it was edited. */
  readonly rolledBackTo: number | null;
}

/** What to change: a whole new text, or edits of the text of `base`. */
export type Change = { readonly text: string } | { readonly base: number; readonly edits: readonly Edit[] };

export interface CommitWishes {
  readonly author: string;
  readonly reason: string;
  /** "Commit confirmed": returns by itself unless `confirm` is called within this. */
  readonly confirmWithinMs?: number;
}

export type CommitAnswer =
  | { readonly ok: true; readonly version: Version; readonly warnings: readonly Finding[] }
  /** `conflict`: `base` is no longer the newest. */
  | {
      readonly ok: false;
      readonly why: 'findings' | 'conflict' | 'disk';
      readonly findings: readonly Finding[];
    };

/** A call that is not made, but worked out by the exchange itself on a copy. */
export interface DryRunQuestion {
  /** Extension, or name of an exchange line for a call from outside. */
  readonly from: string;
  /** As dialled; for a call from outside the caller's number. */
  readonly dials: string;
  /** Local time of the office: `2027-02-06T18:05`. */
  readonly at: string;
  /** Names of exchange lines, or extension numbers, that are out of service. */
  readonly down: readonly string[];
  /** Extensions that are in a conversation. */
  readonly busy: readonly string[];
  /** The draft to ask; the running document when it is missing. */
  readonly change?: Change;
}

export interface DryRunAnswer {
  /** What the exchange gave as its reasons, in order; texts as in the "why" view. */
  readonly steps: readonly {
    readonly afterMs: number;
    readonly port: string | null;
    readonly rule: string;
    readonly facts: Readonly<Record<string, string | number>>;
  }[];
  /** Who rings, in order of time. */
  readonly rings: readonly { readonly number: string; readonly name: string; readonly afterMs: number }[];
  /** Digits that the public network would hear, and on which line. */
  readonly sent: readonly { readonly trunk: string; readonly digits: string }[];
  readonly outcome: 'rings' | 'outside' | 'tone' | 'guide' | 'nothing';
  /** Q.850 cause when it was refused. */
  readonly cause: number | null;
}

/** Worked out by running calls through the exchange on a copy of the office. */
export interface ProofAnswer {
  /** Why nothing could be run: the draft has errors. `calls` is 0 then, and proves nothing. */
  readonly findings?: readonly Finding[];
  readonly calls: number;
  readonly ms: number;
  /** Emergency calls that would not get out: at most 100 of them. */
  readonly failures: readonly {
    readonly extension: string;
    readonly number: string;
    readonly mode: string;
    readonly without: string | null;
  }[];
}

/** The codes that the telephones of a tenant can dial: those of the profile, and what the office changed in them. */
export interface EntityCodes {
  readonly entity: string;
  readonly codes: readonly FeatureCode[];
}

/** Everything answers, also with the disk gone; nothing throws for what somebody wrote. */
export interface Configuration {
  /** The document in force: its text with comments, and as data. */
  current(): { readonly version: Version; readonly text: string; readonly document: unknown };
  /** JSON Schema 2020-12 with descriptions of every field. */
  schema(): unknown;
  /** Every feature code in force, tenant by tenant. */
  featureCodes(): readonly EntityCodes[];
  check(change: Change): readonly Finding[];
  commit(change: Change, wishes: CommitWishes): Promise<CommitAnswer>;
  confirm(version: number): Promise<boolean>;
  rollBack(to: number, wishes: CommitWishes): Promise<CommitAnswer>;
  /** Newest first. */
  versions(limit: number, before?: number): Promise<readonly Version[]>;
  textOf(version: number): Promise<string | null>;
  /** Unified diff of two versions, or of a version and a change to it. */
  diff(from: number, to: number | Change): Promise<string | null>;
  dryRun(question: DryRunQuestion): DryRunAnswer | { readonly findings: readonly Finding[] };
  proveEmergency(change?: Change): Promise<ProofAnswer>;
  /** The office for the core, whenever another document comes into force. */
  onChange(changed: (office: Office) => void): () => void;
}

/** What a database must do for the history. */
export interface VersionStore {
  load(): Promise<readonly (Version & { readonly text: string })[]>;
  add(version: Version, text: string): Promise<boolean>;
  confirm(version: number): Promise<boolean>;
}

/** Core instants count from the start of the process; the configuration speaks of days. */
export type EpochOf = (at: Instant) => number;
