/** The document as text with its comments. Loaded only where somebody looks at the text. */
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { Edit } from '#web/protocol/configuration.ts';
import type { Path } from './edits.ts';

export interface Reading {
  /** Null when it cannot be read. */
  readonly document: unknown;
  readonly problems: readonly { readonly line: number; readonly what: string }[];
  /** Line, from 1, of a place; of the nearest place above it when it is not written. */
  lineOf(path: Path): number;
}

const ALIASES_MAX = 50;

function data(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX }) ?? {};
  } catch {
    return null;
  }
}

export function readText(text: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = document.errors.map(({ pos, message }) => ({
    line: lines.linePos(pos[0]).line,
    what: message.split('\n')[0] ?? '',
  }));
  return {
    document: problems.length > 0 ? null : data(document),
    problems,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length -= 1) {
        const node = document.getIn(path.slice(0, length), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

/** Text with edits made; comments and order of everything else stay. */
export function editText(text: string, edits: readonly Edit[]): string {
  const document: Document = parseDocument(text);
  if (document.contents === null) document.contents = document.createNode({});
  for (const edit of edits) {
    const { path } = edit;
    if (edit.op === 'set') document.setIn(path, document.createNode(edit.value));
    else if (edit.op === 'remove') document.deleteIn(path);
    else if (!document.hasIn(path)) document.setIn(path, document.createNode([edit.value]));
    else document.addIn(path, document.createNode(edit.value));
  }
  return String(document);
}
