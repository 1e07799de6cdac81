/** What a field of the document is, by its JSON Schema: this decides which control edits it. */

export interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** A secret: taken, and shown as a mask. */
  readonly writeOnly?: boolean;
}

export type FieldKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'number'; readonly whole: boolean }
  | { readonly kind: 'yes' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  /** Some of a few words, in order. */
  | { readonly kind: 'choices'; readonly options: readonly string[] }
  /** Plain values. */
  | { readonly kind: 'list'; readonly item: JsonSchema }
  /** Entries with fields. */
  | { readonly kind: 'items'; readonly item: JsonSchema }
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, JsonSchema>> }
  /** One of several sets of fields, told apart by `kind`. */
  | { readonly kind: 'variants'; readonly variants: Readonly<Record<string, JsonSchema>> }
  /** One of some words, or a set of fields. */
  | { readonly kind: 'words-or-fields'; readonly options: readonly string[]; readonly fields: JsonSchema };

export interface Field {
  readonly schema: JsonSchema;
  readonly is: FieldKind;
  /** `null` may stand there: nothing, none. */
  readonly nullable: boolean;
  readonly usual: unknown;
}

const words = (schemas: readonly JsonSchema[]): readonly string[] | null =>
  schemas.every((one) => typeof one.const === 'string') ? schemas.map((one) => String(one.const)) : null;

const kindConst = (schema: JsonSchema): string | null => {
  const found = schema.properties?.kind?.const;
  return typeof found === 'string' ? found : null;
};

function ofUnion(rest: readonly JsonSchema[]): FieldKind {
  const options = words(rest);
  if (options !== null) return { kind: 'choice', options };
  const kinds = rest.map(kindConst);
  if (kinds.every((one) => one !== null))
    return { kind: 'variants', variants: Object.fromEntries(rest.map((one, i) => [kinds[i], one])) };
  const fields = rest.find((one) => one.properties !== undefined);
  const others = words(rest.filter((one) => one !== fields));
  if (fields !== undefined && others !== null) return { kind: 'words-or-fields', options: others, fields };
  return { kind: 'text' };
}

function ofArray(item: JsonSchema): FieldKind {
  const inner = fieldOf(item).is;
  if (inner.kind === 'choice') return { kind: 'choices', options: inner.options };
  return inner.kind === 'fields' ? { kind: 'items', item } : { kind: 'list', item };
}

function plain(schema: JsonSchema): FieldKind {
  if (typeof schema.const === 'string') return { kind: 'choice', options: [schema.const] };
  if (schema.enum !== undefined) return { kind: 'choice', options: schema.enum.map(String) };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'yes' };
    case 'integer':
    case 'number':
      return { kind: 'number', whole: schema.type === 'integer' };
    case 'array':
      return ofArray(schema.items ?? {});
    case 'object':
      return { kind: 'fields', fields: schema.properties ?? {} };
    default:
      return { kind: 'text' };
  }
}

export function fieldOf(schema: JsonSchema): Field {
  const usual = schema.default;
  if (schema.anyOf === undefined) return { schema, is: plain(schema), nullable: false, usual };
  const rest = schema.anyOf.filter((one) => one.type !== 'null');
  const nullable = rest.length < schema.anyOf.length;
  const [only] = rest;
  if (only !== undefined && rest.length === 1) {
    const inner = fieldOf(only);
    return { schema: inner.schema, is: inner.is, nullable, usual };
  }
  return { schema, is: ofUnion(rest), nullable, usual };
}

/** Fields that people fill in, of an entry or a section. */
export const fieldsOf = (schema: JsonSchema): Readonly<Record<string, JsonSchema>> => {
  const { is } = fieldOf(schema);
  return is.kind === 'fields' ? is.fields : {};
};

/** Every field with its name by path (`extensions.hotLine.number`), the discriminating `kind` left out. */
export function allFields(schema: JsonSchema, path = ''): readonly { path: string; field: Field }[] {
  const field = fieldOf(schema);
  const here = path === '' ? [] : [{ path, field }];
  const deeper = (fields: Readonly<Record<string, JsonSchema>>) =>
    Object.entries(fields)
      .filter(([name, one]) => !(name === 'kind' && typeof one.const === 'string'))
      .flatMap(([name, one]) => allFields(one, path === '' ? name : `${path}.${name}`));
  switch (field.is.kind) {
    case 'fields':
      return [...here, ...deeper(field.is.fields)];
    case 'items':
      return [...here, ...deeper(fieldsOf(field.is.item))];
    case 'variants':
      return [...here, ...Object.values(field.is.variants).flatMap((one) => deeper(one.properties ?? {}))];
    case 'words-or-fields':
      return [...here, ...deeper(field.is.fields.properties ?? {})];
    default:
      return here;
  }
}

/** What the value breaks, as a name of a text; null: nothing that can be told here. */
export function problemOf(
  schema: JsonSchema,
  value: unknown,
  required: boolean,
): 'form.required' | 'form.pattern' | 'form.range' | 'form.length' | null {
  const field = fieldOf(schema);
  if (value === undefined || (value === '' && required)) return required ? 'form.required' : null;
  if (value === null) return field.nullable ? null : 'form.required';
  const { pattern, minimum, maximum, minLength, maxLength, minItems, maxItems } = field.schema;
  if (typeof value === 'string') {
    if (pattern !== undefined && !new RegExp(pattern).test(value)) return 'form.pattern';
    if (value.length < (minLength ?? 0) || value.length > (maxLength ?? Infinity)) return 'form.length';
  }
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'form.pattern';
    if (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity)) return 'form.range';
    if (field.is.kind === 'number' && field.is.whole && !Number.isInteger(value)) return 'form.pattern';
  }
  if (Array.isArray(value) && (value.length < (minItems ?? 0) || value.length > (maxItems ?? Infinity)))
    return value.length === 0 ? 'form.required' : 'form.length';
  return null;
}
