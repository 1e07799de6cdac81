/**
 * As much of XML 1.0 as a telephone writes to say that one key was pressed: one element with few others in it. Nothing
 * that a document could say of itself is taken (DOCTYPE, entities, CDATA, instructions), so nothing grows.
 */

const ELEMENTS_MAX = 24;
const DEPTH_MAX = 4;
const TOKEN = /<(\/?)(?:[A-Za-z_][\w.-]{0,63}:)?([A-Za-z_][\w.-]{0,63})(?:\s[^<>]*)?\/?>|[^<]+/y;

export interface PlainDocument {
  /** Name without its prefix. */
  readonly root: string;
  /** Text of each element directly in the root, by its name without prefix; of several of a name the last. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Null: it is not such a document. `text` is bounded by whoever asks. */
export function elementsOf(text: string): PlainDocument | null {
  const body = text.replace(/^\ufeff?\s*<\?xml\s[^<>]*\?>/, '').trim();
  const texts = new Map<string, string>();
  const open: string[] = [];
  let root: string | null = null;
  let elements = 0;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < body.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(body);
    if (token === null) return null;
    const [whole, closes, name] = token;
    if (name === undefined) {
      // Beside the root there is nothing.
      if (open.length === 0) return null;
      if (open.length === 2) texts.set(open[1]!, whole.trim());
    } else if (closes === '/') {
      if (open.pop() !== name) return null;
    } else {
      elements += 1;
      if (elements > ELEMENTS_MAX || (open.length === 0 && root !== null)) return null;
      root ??= name;
      if (open.length === 1) texts.set(name, '');
      if (!whole.endsWith('/>') && open.push(name) > DEPTH_MAX) return null;
    }
  }
  return root === null || open.length > 0 ? null : { root, texts };
}
