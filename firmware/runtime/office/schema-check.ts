import type { Finding } from '#ports/configuration.ts';
import { DOCUMENT_DEPTH_MAX } from '#ports/office-document.ts';
import { type DocumentFindingCode, documentFinding } from './document-finding.ts';

/** What of JSON Schema the document's schema uses. */
export interface Schema {
  readonly description?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly const?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** More would help nobody. */
export const FINDINGS_MAX = 200;
const SHOWN_MAX = 40;

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isMap(value)) return 'a group of fields';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a group of fields',
  array: 'a list',
  string: 'text in quotation marks',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

const hasType = (value: unknown, type: Schema['type']): boolean => {
  switch (type) {
    case 'object':
      return isMap(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'null':
      return value === null;
    default:
      return type === undefined || typeof value === type;
  }
};

const deeper = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

/** Our own words instead of a library's: each place once, with the one thing that is wrong with it. */
class Walk {
  readonly findings: Finding[] = [];

  add(
    code: DocumentFindingCode,
    path: string,
    facts: Finding['facts'],
    { description = '' }: Schema,
  ): undefined {
    if (this.findings.length < FINDINGS_MAX)
      this.findings.push(documentFinding(code, path, { ...facts, description }));
  }

  check(schema: Schema, value: unknown, path: string, depth = 0): undefined {
    if (depth > DOCUMENT_DEPTH_MAX || this.findings.length >= FINDINGS_MAX) return;
    if (schema.anyOf !== undefined) return this.#choice(schema, schema.anyOf, value, path, depth);
    if (!hasType(value, schema.type)) {
      const facts = { expected: WORDS[schema.type ?? ''] ?? '', found: shown(value) };
      return this.add('TR-OFFICE-022', path, facts, schema);
    }
    if (schema.const !== undefined && value !== schema.const)
      return this.add('TR-OFFICE-023', path, { found: shown(value), allowed: schema.const }, schema);
    if (isMap(value)) this.#fields(schema, value, path, depth);
    else if (Array.isArray(value)) this.#entries(schema, value, path, depth);
    else if (typeof value === 'string') this.#text(schema, value, path);
    else if (typeof value === 'number') this.#number(schema, value, path);
  }

  /** The one of several that was meant: the same `kind`, else the only one of its type. */
  #choice(
    schema: Schema,
    choices: readonly Schema[],
    value: unknown,
    path: string,
    depth: number,
  ): undefined {
    const literals = choices.flatMap((one) => (one.const === undefined ? [] : [one.const]));
    if (typeof value === 'string' && literals.includes(value)) return;
    const kinds = choices.filter((one) => one.properties?.kind?.const !== undefined);
    if (isMap(value) && kinds.length > 0) {
      const meant = kinds.find((one) => one.properties?.kind?.const === value.kind);
      if (meant !== undefined) return this.check(meant, value, path, depth);
      const allowed = kinds.map((one) => one.properties!.kind!.const).join(', ');
      if (value.kind === undefined)
        return this.add('TR-OFFICE-020', deeper(path, 'kind'), { allowed }, schema);
      return this.add('TR-OFFICE-023', deeper(path, 'kind'), { found: shown(value.kind), allowed }, schema);
    }
    const fitting = choices.filter((one) => one.const === undefined && hasType(value, one.type));
    if (fitting.length > 0) return this.check(fitting[0]!, value, path, depth);
    if (typeof value === 'string' && literals.length > 0)
      return this.add('TR-OFFICE-023', path, { found: shown(value), allowed: literals.join(', ') }, schema);
    const expected = [
      ...literals.slice(0, 1).map(() => `one of ${literals.join(', ')}`),
      ...choices.flatMap((one) => (one.const === undefined ? [WORDS[one.type ?? ''] ?? ''] : [])),
    ];
    this.add(
      'TR-OFFICE-022',
      path,
      { expected: [...new Set(expected)].join(' or '), found: shown(value) },
      schema,
    );
  }

  #fields(
    { properties = {}, required = [] }: Schema,
    value: Record<string, unknown>,
    path: string,
    depth: number,
  ): undefined {
    for (const name of required)
      if (!Object.hasOwn(value, name))
        this.add('TR-OFFICE-020', deeper(path, name), {}, properties[name] ?? {});
    for (const [name, inner] of Object.entries(value)) {
      const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (schema === undefined) this.add('TR-OFFICE-021', deeper(path, name.slice(0, SHOWN_MAX)), {}, {});
      else this.check(schema, inner, deeper(path, name), depth + 1);
    }
  }

  #entries(schema: Schema, value: readonly unknown[], path: string, depth: number): undefined {
    const { minItems = 0, maxItems = Number.POSITIVE_INFINITY, items = {} } = schema;
    if (value.length < minItems || value.length > maxItems)
      return this.add(
        'TR-OFFICE-027',
        path,
        { length: value.length, minimum: minItems, maximum: maxItems },
        schema,
      );
    for (const [index, inner] of value.entries()) this.check(items, inner, `${path}[${index}]`, depth + 1);
  }

  #text(schema: Schema, value: string, path: string): undefined {
    const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
    if (value.length < minLength || value.length > maxLength)
      this.add(
        'TR-OFFICE-026',
        path,
        { length: value.length, minimum: minLength, maximum: maxLength },
        schema,
      );
    else if (pattern !== undefined && !new RegExp(pattern).test(value))
      this.add('TR-OFFICE-025', path, { found: shown(value) }, schema);
  }

  #number(schema: Schema, value: number, path: string): undefined {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
    if (value < minimum || value > maximum)
      this.add('TR-OFFICE-024', path, { found: value, minimum, maximum }, schema);
  }
}

/** Every place of `value` that the schema does not allow; none when it is what the schema says. */
export function schemaFindings(schema: Schema, value: unknown): readonly Finding[] {
  const walk = new Walk();
  walk.check(schema, value, '');
  const { findings } = walk;
  return findings.length < FINDINGS_MAX
    ? findings
    : [...findings, documentFinding('TR-OFFICE-028', '', { shown: FINDINGS_MAX })];
}
