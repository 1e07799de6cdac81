import { Document, isCollection, isMap, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Edit, Finding } from '#ports/configuration.ts';
import { DOCUMENT_CHARS_MAX, DOCUMENT_DEPTH_MAX } from '#ports/office-document.ts';
import type { OfficeText } from '#ports/office-text.ts';
import { ok, type Result } from '#units/result.ts';

/** An alias may stand for a thing a few times; a bomb of them is refused before it is unfolded. */
const ALIASES_MAX = 50;
const STYLE = { lineWidth: 110, indentSeq: true, flowCollectionPadding: true } as const;

type Refused = { readonly ok: false; readonly error: readonly Finding[] };

function refused(
  code: string,
  path: string,
  what: string,
  todo: string,
  facts: Finding['facts'] = {},
): Refused {
  return { ok: false, error: [{ severity: 'error', code, path, what, todo, facts }] };
}

const unreadable = (line: number, column: number, why: string): Refused =>
  refused(
    'TR-OFFICE-002',
    '',
    `line ${line}, column ${column}: not readable as YAML: ${why}`,
    'correct that line; numbers that are dialled stand in quotation marks',
    { line, column, why },
  );

/** How deep brackets nest, roughly and without memory: text in quotation marks may count too much. */
function tooDeep(text: string): boolean {
  const most = 4 * DOCUMENT_DEPTH_MAX;
  let depth = 0;
  for (const letter of text) {
    if (letter === '[' || letter === '{') depth++;
    else if (letter === ']' || letter === '}') depth = Math.max(0, depth - 1);
    else if (letter === '\n' && depth > most) return true;
    if (depth > most * 4) return true;
  }
  return depth > most || /^[ \t]*(?:[-?:][ \t]+){17}/m.test(text) || /^ {200}[ ]*[^ #\n]/m.test(text);
}

const deep = refused(
  'TR-OFFICE-003',
  '',
  'it nests too deep, or repeats itself by aliases too often',
  'write it out plainly; the comments of a new file show how',
);

/** The text as a YAML document without errors; one bound for size, depth and aliases each. */
function parsed(text: string): Result<Document.Parsed, readonly Finding[]> {
  if (text.length > DOCUMENT_CHARS_MAX)
    return refused(
      'TR-OFFICE-001',
      '',
      `${text.length} characters: too large for an office`,
      `stay below ${DOCUMENT_CHARS_MAX} characters`,
      { length: text.length, most: DOCUMENT_CHARS_MAX },
    );
  if (tooDeep(text)) return deep;
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  } catch {
    return deep;
  }
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    return unreadable(line, col, error.message.split('\n')[0] ?? '');
  }
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases++;
      return aliases > ALIASES_MAX ? visit.BREAK : undefined;
    },
  });
  return aliases > ALIASES_MAX ? deep : ok(document);
}

function read(text: string): Result<unknown, readonly Finding[]> {
  const document = parsed(text);
  if (!document.ok) return document;
  try {
    return ok(document.value.toJS({ maxAliasCount: ALIASES_MAX }) ?? {});
  } catch {
    return deep;
  }
}

type Steps = readonly (string | number)[];

const written = (path: Steps): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

const nowhere = (path: Steps): Refused =>
  refused(
    'TR-OFFICE-004',
    written(path),
    'there is no such place to change',
    'load the newest version, and change that',
    {},
  );

/** Steps that a document can have: a list is entered by number, a map by name. */
function parentOf(document: Document, path: Steps): Node | null {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (isMap(parent)) return typeof last === 'string' ? parent : null;
  if (isSeq(parent))
    return typeof last === 'number' && Number.isInteger(last) && last >= 0 && last <= parent.items.length
      ? parent
      : null;
  return null;
}

/** Maps that are missing on the way to a section are made; lists are not: an entry must be there to be changed. */
function openWay(document: Document, path: Steps): void {
  for (let length = 1; length < path.length; length++) {
    const way = path.slice(0, length);
    if (document.hasIn(way) && document.getIn(way) !== null) continue;
    if (
      typeof path[length] === 'string' &&
      parentOf(document, way) !== null &&
      typeof way.at(-1) === 'string'
    )
      document.setIn(way, document.createNode({}));
    else return;
  }
}

function apply(document: Document, edit: Edit): boolean {
  const { path } = edit;
  if (path.length === 0 || path.length > DOCUMENT_DEPTH_MAX) return false;
  if (document.contents === null) document.contents = document.createNode({});
  if (edit.op === 'remove') return parentOf(document, path) !== null && document.deleteIn(path);
  if (edit.op === 'add') {
    openWay(document, [...path, 'x']);
    const list = document.getIn(path, true);
    if (isSeq(list)) {
      list.add(document.createNode(edit.value));
      return true;
    }
    if ((isCollection(list) && list.items.length > 0) || parentOf(document, path) === null) return false;
    document.setIn(path, document.createNode([edit.value]));
    return true;
  }
  openWay(document, path);
  if (parentOf(document, path) === null) return false;
  // A scalar keeps its node, and so the comment behind it.
  const simple = edit.value === null || typeof edit.value !== 'object';
  document.setIn(path, simple ? edit.value : document.createNode(edit.value));
  return true;
}

function edited(text: string, edits: readonly Edit[]): Result<string, readonly Finding[]> {
  const document = parsed(text);
  if (!document.ok) return document;
  try {
    for (const edit of edits) if (!apply(document.value, edit)) return nowhere(edit.path);
    return ok(document.value.toString(STYLE));
  } catch {
    // An alias that lost its anchor, or a value that is no data.
    return nowhere(edits.at(-1)?.path ?? []);
  }
}

/** Rows of lists stand on one line each: an office is read as a table. */
function write(
  content: Readonly<Record<string, unknown>>,
  comments: Readonly<Record<string, string>>,
): string {
  const document = new Document(content);
  const commented = (text: string) => text.replace(/^/gm, ' ');
  if (comments[''] !== undefined) document.commentBefore = commented(comments['']);
  if (isMap(document.contents))
    for (const [place, pair] of document.contents.items.entries()) {
      const { key, value } = pair as {
        key: { value: string; commentBefore?: string; spaceBefore?: boolean };
        value: unknown;
      };
      const comment = comments[key.value];
      key.spaceBefore = place > 0;
      if (comment !== undefined) key.commentBefore = commented(comment);
      if (isSeq(value)) for (const item of value.items) if (isCollection(item)) item.flow = true;
    }
  return document.toString(STYLE);
}

/** `office.yaml`: YAML 1.2, read and changed with its comments. */
export const YAML_OFFICE: OfficeText = { read, edit: edited, write };
