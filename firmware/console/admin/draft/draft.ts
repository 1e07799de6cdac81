/** The office as this page means it to be: the version in force, and changes that are not in force yet. */
import type {
  Change,
  Committed,
  CurrentDocument,
  Diff,
  Edit,
  Finding,
  Version,
} from '#web/protocol/configuration.ts';
import { createStore, useStore } from '../../store.ts';
import { type Answer, ask, type Refused } from '../api.ts';
import type { JsonSchema } from '../schema/schema.ts';
import { applyEdits, rebased, withEdits } from './edits.ts';
import { forget, keep, kept } from './kept.ts';

/** A version of the document, as text and as data. */
export interface Base {
  readonly version: number;
  readonly text: string;
  readonly document: unknown;
}

export interface Draft {
  /** In force when the draft was begun; null: not loaded yet. */
  readonly current: Base | null;
  readonly schema: JsonSchema | null;
  readonly edits: readonly Edit[];
  /** The whole text as somebody wrote it; then `edits` is empty. */
  readonly text: string | null;
  /** As it would be with the changes. */
  readonly document: unknown;
  readonly findings: readonly Finding[];
  readonly checked: 'no' | 'asking' | 'yes';
  readonly error: Refused | null;
  /** Somebody else has committed since. */
  readonly newer: Base | null;
  /** Newest version; tells whether it waits to be confirmed. */
  readonly newest: Version | null;
}

const BASE = '/api/configuration';
const CHECK_AFTER_MS = 600;
const draft = createStore<Draft>({
  current: null,
  schema: null,
  edits: [],
  text: null,
  document: {},
  findings: [],
  checked: 'no',
  error: null,
  newer: null,
  newest: null,
});

export const useDraft = <S>(pick: (now: Draft) => S): S => useStore(draft, pick);
export const draftNow = (): Draft => draft.get();
export const changesOf = ({ edits, text }: Draft): number => edits.length + (text === null ? 0 : 1);
export const useChanges = (): number => useDraft(changesOf);

/** What the exchange is asked about; null: nothing is changed. */
export async function changeNow(): Promise<Change | null> {
  const { current, edits, text } = draft.get();
  if (text !== null) return { text };
  if (current === null || edits.length === 0) return null;
  if (current.version > 0) return { base: current.version, edits: [...edits] };
  // Nothing was ever committed: there is no version that edits could be based on.
  const { editText } = await import('./text.ts');
  return { text: editText(current.text, edits) };
}

let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;

function put(change: Partial<Draft>): void {
  draft.set({ ...change, checked: 'no' });
  const { current, edits, text } = draft.get();
  keep(current?.version ?? 0, edits, text);
  clearTimeout(timer);
  if (changesOf(draft.get()) === 0) draft.set({ findings: [] });
  else timer = setTimeout(() => void check(), CHECK_AFTER_MS);
}

export async function check(): Promise<readonly Finding[]> {
  clearTimeout(timer);
  asked += 1;
  const mine = asked;
  draft.set({ checked: 'asking' });
  const change = await changeNow();
  const { current } = draft.get();
  const answer = await ask<{ findings: Finding[] }>('POST', `${BASE}/check`, {
    change: change ?? { text: current?.text ?? '' },
  });
  if (mine !== asked) return draft.get().findings;
  if (answer.ok) draft.set({ findings: answer.value.findings, checked: 'yes', error: null });
  else draft.set({ checked: 'no', error: answer.error });
  return draft.get().findings;
}

/** Changes of a form or a list. In a draft of text they are made in the text. */
export async function change(more: readonly Edit[]): Promise<void> {
  if (more.length === 0) return;
  const { current, edits, text } = draft.get();
  if (text !== null) {
    const { editText, readText } = await import('./text.ts');
    const now = editText(text, more);
    put({ text: now, document: readText(now).document ?? draft.get().document });
    return;
  }
  const all = withEdits(edits, more);
  put({ edits: all, document: applyEdits(current?.document ?? {}, all) });
}

/** The whole text. Text that cannot be read is kept too: the check says what is wrong with it. */
export function changeText(text: string, document: unknown): void {
  const { current } = draft.get();
  if (text === current?.text) discard();
  else put({ text, edits: [], ...(document === null ? {} : { document }) });
}

export function undo(): void {
  const { current, edits, text } = draft.get();
  if (text !== null) {
    discard();
    return;
  }
  const fewer = edits.slice(0, -1);
  put({ edits: fewer, document: applyEdits(current?.document ?? {}, fewer) });
}

export function discard(): void {
  const { current, newer } = draft.get();
  const base = newer ?? current;
  put({ current: base, newer: null, edits: [], text: null, document: base?.document ?? {}, findings: [] });
  forget();
}

async function inForce(): Promise<Answer<Base>> {
  const answer = await ask<CurrentDocument>('GET', BASE);
  if (!answer.ok) return answer;
  const { version, text, document } = answer.value;
  return { ok: true, value: { version: version.version, text, document } };
}

/** Loads what is in force; changes kept over a reload are taken up again. */
export async function loadDraft(): Promise<void> {
  const [current, schema] = await Promise.all([inForce(), ask<JsonSchema>('GET', `${BASE}/schema`)]);
  if (!current.ok) return draft.set({ error: current.error });
  if (!schema.ok) return draft.set({ error: schema.error });
  draft.set({ schema: schema.value, error: null });
  await settle(current.value);
  void lookForNewer();
}

async function settle(now: Base): Promise<void> {
  const mine = draft.get();
  const before = kept();
  const edits = mine.current === null ? (before?.edits ?? []) : mine.edits;
  const text = mine.current === null ? (before?.text ?? null) : mine.text;
  const base = mine.current?.version ?? before?.base ?? now.version;
  if (changesOf({ ...mine, edits, text }) === 0) {
    draft.set({ current: now, document: now.document, newer: null, findings: [] });
    return;
  }
  if (base !== now.version) {
    const ours = mine.current ?? (await olderVersion(base)) ?? now;
    draft.set({ current: ours, newer: now, edits, text, document: await shown(ours, edits, text) });
    return;
  }
  put({ current: now, newer: null, edits, text, document: await shown(now, edits, text) });
}

async function shown(base: Base, edits: readonly Edit[], text: string | null): Promise<unknown> {
  if (text === null) return applyEdits(base.document, edits);
  const { readText } = await import('./text.ts');
  return readText(text).document ?? base.document;
}

/** The version that changes were made of, when it is no longer the newest. */
async function olderVersion(version: number): Promise<Base | null> {
  const answer = await ask<{ text: string }>('GET', `${BASE}/versions/${version}`);
  if (!answer.ok) return null;
  const { readText } = await import('./text.ts');
  return { version, text: answer.value.text, document: readText(answer.value.text).document ?? {} };
}

/** Own changes on top of what somebody else has committed; answers how many could not be kept. */
export function putOnTop(): number {
  const { current, newer, edits, text } = draft.get();
  if (current === null || newer === null) return 0;
  if (text !== null) {
    put({ current: newer, newer: null });
    return 0;
  }
  const moved = rebased(current.document, newer.document, edits);
  put({
    current: newer,
    newer: null,
    edits: moved.edits,
    document: applyEdits(newer.document, moved.edits),
  });
  return moved.lost.length;
}

/** Whether a newer version is in force, and whether it waits to be confirmed. */
export async function lookForNewer(): Promise<void> {
  const answer = await ask<Version[]>('GET', `${BASE}/versions?limit=1`);
  const newest = answer.ok ? (answer.value[0] ?? null) : null;
  if (!answer.ok) return;
  draft.set({ newest });
  const { current, newer } = draft.get();
  if (newest === null || current === null || newest.version <= (newer ?? current).version) return;
  const now = await inForce();
  if (now.ok) await settle(now.value);
}

export async function commit(reason: string, confirmMinutes: number | null): Promise<Answer<Committed>> {
  const changeOf = await changeNow();
  const wishes = { reason, ...(confirmMinutes === null ? {} : { confirmMinutes }) };
  const answer = await ask<Committed>('POST', `${BASE}/commit`, { change: changeOf, ...wishes });
  if (answer.ok) {
    forget();
    const now = await inForce();
    const { current } = draft.get();
    const base = now.ok ? now.value : current;
    draft.set({
      ...{ edits: [], text: null, findings: [], checked: 'no', newer: null },
      newest: answer.value.version,
    });
    draft.set({ current: base, document: base?.document ?? {} });
  } else if (answer.error.status === 409) await lookForNewer();
  else if (answer.error.findings.length > 0) draft.set({ findings: answer.error.findings, checked: 'yes' });
  return answer;
}

export const confirmVersion = (version: number) => ask('POST', `${BASE}/versions/${version}/confirm`, {});

/** Unified diff of what is in force and the draft. */
export async function difference(): Promise<Answer<Diff>> {
  const changeOf = await changeNow();
  const from = draft.get().current?.version ?? 1;
  return ask<Diff>('POST', `${BASE}/diff`, { from, change: changeOf });
}
