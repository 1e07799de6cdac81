/** Edits of the office's document as data: made from forms, applied to what is shown, moved to a newer version. */
import type { Edit } from '#web/protocol/configuration.ts';

export type Step = string | number;
export type Path = readonly Step[];
export type Data = Readonly<Record<string, unknown>>;

export const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** As findings write it: `extensions[3].number`. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

export const pathOfText = (text: string): Path =>
  [...text.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? '') : Number(index),
  );

export function getAt(document: unknown, path: Path): unknown {
  let value = document;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isData(value) && typeof step === 'string') value = value[step];
    else return undefined;
  }
  return value;
}

export const listAt = (document: unknown, path: Path): readonly unknown[] => {
  const value = getAt(document, path);
  return Array.isArray(value) ? value : [];
};

/** A copy with the change made; maps that are missing on the way are made, as the exchange does it. */
function changed(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    list[step] = changed(list[step], rest, change);
    return list;
  }
  const map = isData(value) ? value : {};
  return { ...map, [step]: changed(map[step], rest, change) };
}

function without(value: unknown, step: Step): unknown {
  if (Array.isArray(value)) return value.filter((_, i) => i !== step);
  if (!isData(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== step));
}

export function applyEdit(document: unknown, edit: Edit): unknown {
  const { path } = edit;
  switch (edit.op) {
    case 'set':
      return changed(document, path, () => edit.value);
    case 'add':
      return changed(document, path, (list) => [...(Array.isArray(list) ? list : []), edit.value]);
    case 'remove':
      return changed(document, path.slice(0, -1), (parent) => without(parent, path.at(-1) ?? ''));
  }
}

export const applyEdits = (document: unknown, edits: readonly Edit[]): unknown =>
  edits.reduce(applyEdit, document);

/** What makes `after` of `before`, field by field; lists are set as a whole. */
export function editsBetween(path: Path, before: unknown, after: unknown): readonly Edit[] {
  if (same(before, after)) return [];
  if (after === undefined) return [{ op: 'remove', path: [...path] }];
  if (!isData(before) || !isData(after) || 'kind' in after || path.length === 0) {
    if (path.length > 0) return [{ op: 'set', path: [...path], value: after }];
  }
  const [old, now] = [before as Data, after as Data];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return names.flatMap((name) => editsBetween([...path, name], old[name], now[name]));
}

/** Setting a place that was only just set replaces that; an undo then takes back both, as a person thinks of it. */
export function withEdits(edits: readonly Edit[], more: readonly Edit[]): readonly Edit[] {
  const all = [...edits];
  for (const edit of more) {
    const at = pathText(edit.path);
    const lastMove = all.findLastIndex(({ op }) => op !== 'set');
    const earlier = all.findLastIndex(({ op, path }) => op === 'set' && pathText(path) === at);
    if (edit.op === 'set' && earlier > lastMove) all.splice(earlier, 1);
    all.push(edit);
  }
  return all;
}

const NAMES = ['number', 'id', 'port', 'code', 'pattern', 'name'] as const;

/** What people know an entry of a list by. */
export function nameOf(item: unknown): string | null {
  if (!isData(item)) return item === undefined ? null : JSON.stringify(item);
  const name = NAMES.find((one) => typeof item[one] === 'string');
  return name === undefined ? null : `${name}=${String(item[name])}`;
}

/**
 * The same edits on a newer document: an entry of a list is found by its name, not by its place. `lost` are edits
 * whose entry somebody else has removed.
 */
export function rebased(
  from: unknown,
  to: unknown,
  edits: readonly Edit[],
): { readonly edits: readonly Edit[]; readonly lost: readonly Edit[] } {
  let [old, now] = [from, to];
  const kept: Edit[] = [];
  const lost: Edit[] = [];
  for (const edit of edits) {
    const path: Step[] = [];
    let found = true;
    for (const [i, step] of edit.path.entries()) {
      if (typeof step === 'string') {
        path.push(step);
        continue;
      }
      const name = nameOf(getAt(old, edit.path.slice(0, i + 1)));
      const place = listAt(now, path).findIndex((item) => name !== null && nameOf(item) === name);
      if (place < 0) found = false;
      path.push(Math.max(0, place));
    }
    old = applyEdit(old, edit);
    if (!found) {
      lost.push(edit);
      continue;
    }
    const moved = { ...edit, path };
    kept.push(moved);
    now = applyEdit(now, moved);
  }
  return { edits: kept, lost };
}
