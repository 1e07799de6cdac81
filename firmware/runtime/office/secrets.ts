import { SECRET_MASK } from '#ports/office-document/sip.ts';
import { OfficeDocumentSchema } from '#ports/office-document.ts';
import type { OfficeText } from '#ports/office-text.ts';

/*
 * Fields of the document that are `writeOnly` in its schema: passwords of SIP telephones and of carriers. They are
 * shown as a mask, and a mask that comes back stands for what is there.
 */

interface Schema {
  readonly writeOnly?: boolean;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

type Data = Readonly<Record<string, unknown>>;

export interface SecretPlace {
  readonly path: readonly (string | number)[];
  /** Whose it is, wherever that entry stands in its list. */
  readonly owner: string;
  readonly value: string;
}

const isData = (value: unknown): value is Data =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By what the entries of a list are known: a telephone by its extension, a trunk by its id. */
const ownerOf = (entry: Data, field: string): string =>
  `${field} of ${'extension' in entry ? `extension ${entry.extension}` : `id ${entry.id}`}`;

/** All secrets of a document, also of one that is not a good one. */
export function secretsOf(document: unknown): readonly SecretPlace[] {
  const found: SecretPlace[] = [];
  const walk = (schema: Schema, value: unknown, path: SecretPlace['path']): void => {
    for (const one of schema.anyOf ?? []) walk(one, value, path);
    if (Array.isArray(value) && schema.items !== undefined)
      for (const [index, item] of value.entries()) walk(schema.items, item, [...path, index]);
    if (!isData(value)) return;
    for (const [name, one] of Object.entries(schema.properties ?? {})) {
      const inner = value[name];
      if (one.writeOnly !== true) walk(one, inner, [...path, name]);
      else if (inner !== undefined && inner !== null)
        found.push({ path: [...path, name], owner: ownerOf(value, name), value: String(inner) });
    }
  };
  walk(OfficeDocumentSchema as Schema, document, []);
  return found;
}

export type Secrets = ReadonlyMap<string, string>;

export const secretsByOwner = (document: unknown): Secrets =>
  new Map(secretsOf(document).map(({ owner, value }) => [owner, value]));

/** The text as people may see it. `before`: secrets that differ from these are marked as changed. */
export function maskedText(text: string, format: OfficeText, before?: Secrets): string {
  const data = format.read(text);
  if (!data.ok) return text;
  const places = secretsOf(data.value);
  if (places.length === 0) return text;
  const maskOf = ({ owner, value }: SecretPlace): string =>
    before === undefined || before.get(owner) === value ? SECRET_MASK : `${SECRET_MASK} (changed)`;
  const edits = places.map((place) => ({ op: 'set', path: place.path, value: maskOf(place) }) as const);
  const masked = format.edit(text, edits);
  if (masked.ok) return masked.value;
  // An alias that would lose its anchor: better an ugly text than one that tells.
  return places.reduce((rest, { value }) => rest.replaceAll(value, SECRET_MASK), text);
}

/** The same value with masks in place of its secrets. */
export function maskedData(document: unknown): unknown {
  const masked = structuredClone(document);
  for (const { path } of secretsOf(document)) {
    const entry = path.slice(0, -1).reduce<unknown>((at, step) => (at as Data)[step], masked);
    (entry as Record<string | number, unknown>)[path.at(-1)!] = SECRET_MASK;
  }
  return masked;
}

/** Part of a document that came back, with what its masks stand for; a mask of somebody unknown stays one. */
export function unmaskedData(value: unknown, known: Secrets): unknown {
  if (Array.isArray(value)) return value.map((item) => unmaskedData(item, known));
  if (!isData(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      inner === SECRET_MASK ? (known.get(ownerOf(value, name)) ?? inner) : unmaskedData(inner, known),
    ]),
  );
}

/** A text that came back, with what its masks stand for. */
export function unmaskedText(text: string, format: OfficeText, known: Secrets): string {
  const data = format.read(text);
  if (!data.ok) return text;
  const edits = secretsOf(data.value).flatMap(({ path, owner, value }) => {
    const secret = known.get(owner);
    return value === SECRET_MASK && secret !== undefined ? [{ op: 'set', path, value: secret } as const] : [];
  });
  if (edits.length === 0) return text;
  const whole = format.edit(text, edits);
  return whole.ok ? whole.value : text;
}
