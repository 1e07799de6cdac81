/** The typed client as TypeScript text, from the OpenAPI document: a type for every schema, a method for every operation. */
import type { OpenApi, Operation } from '#web/openapi/document.ts';

interface Shape {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly description?: string;
  readonly contentEncoding?: string;
}

const quoted = (word: unknown): string =>
  typeof word === 'string'
    ? `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
    : JSON.stringify(word);
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));
const comment = (text: string | undefined, indent = ''): string =>
  text ? `${indent}/** ${text.replaceAll('*/', '* /')} */\n` : '';

function typeOf(shape: Shape, indent = ''): string {
  const { $ref, anyOf, items, properties, patternProperties, required = [] } = shape;
  if ($ref !== undefined) return $ref.slice($ref.lastIndexOf('/') + 1);
  if (shape.const !== undefined) return quoted(shape.const);
  if (shape.enum !== undefined) return shape.enum.map(quoted).join(' | ');
  if (anyOf !== undefined) return [...new Set(anyOf.map((one) => typeOf(one, indent)))].join(' | ');
  if (shape.contentEncoding === 'binary') return 'Blob';
  if (shape.type === 'array') {
    const item = typeOf(items ?? {}, indent);
    return `readonly ${/[ |{]/.test(item) ? `(${item})` : item}[]`;
  }
  if (patternProperties !== undefined) {
    const values = Object.values(patternProperties).map((one) => typeOf(one, indent));
    return `Readonly<Record<string, ${values.join(' | ')}>>`;
  }
  if (properties !== undefined) {
    const inner = `${indent}  `;
    const fields = Object.entries(properties).map(
      ([name, one]) =>
        `${comment(one.description, inner)}${inner}readonly ${key(name)}${required.includes(name) ? '' : '?'}: ${typeOf(one, inner)};\n`,
    );
    return fields.length === 0 ? 'Record<string, never>' : `{\n${fields.join('')}${indent}}`;
  }
  if (shape.type === 'integer') return 'number';
  return shape.type !== undefined && ['string', 'number', 'boolean', 'null'].includes(shape.type)
    ? shape.type
    : 'unknown';
}

function method(path: string, verb: string, one: Operation): string {
  const parameters = one.parameters ?? [];
  const inPath = parameters.filter((each) => each.in === 'path');
  const query = parameters.filter((each) => each.in === 'query');
  const [bodyType, body] = Object.entries(one.requestBody?.content ?? {})[0] ?? [];
  const json = bodyType === 'application/json';
  const words = inPath.map(({ name, schema }) => `${name}: ${typeOf(schema as Shape)}`);
  if (body !== undefined)
    words.push(`body: ${json ? typeOf(body.schema as Shape, '  ') : 'Blob | Uint8Array<ArrayBuffer>'}`);
  if (query.length > 0) {
    const properties = Object.fromEntries(query.map(({ name, schema }) => [name, schema as Shape]));
    const required = query.filter((each) => each.required).map(({ name }) => name);
    words.push(`query: ${typeOf({ properties, required }, '  ')}${required.length === 0 ? ' = {}' : ''}`);
  }
  const [answerType, answer] = Object.entries(
    Object.entries(one.responses).find(([code]) => code.startsWith('2'))![1].content!,
  )[0]!;
  const isFile = answerType !== 'application/json';
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(${name})}`);
  const wish = [
    `method: '${verb.toUpperCase()}'`,
    `path: ${inPath.length > 0 ? `\`${address}\`` : quoted(address)}`,
    ...(query.length > 0 ? ['query'] : []),
    ...(body === undefined ? [] : json ? ['body'] : [`body, type: ${quoted(bodyType)}`]),
    ...(isFile ? ['file: true'] : []),
  ];
  return `  /** ${one.summary}. ${one.description} */
  ${one.operationId}(${words.join(', ')}): Promise<${isFile ? 'Blob' : typeOf(answer.schema as Shape, '  ')}> {
    return this.#ask({ ${wish.join(', ')} });
  }
`;
}

export function clientSource(document: OpenApi): string {
  const types = Object.entries(document.components.schemas).map(([name, schema]) => {
    const shape = schema as Shape;
    return `${comment(shape.description)}export type ${name} = ${typeOf({ ...shape, description: undefined } as Shape)};\n`;
  });
  const methods = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, one]) => method(path, verb, one)),
  );
  return `// Written by \`npm run api\` from the routes of the web server. Do not edit.
import type { Ask } from './transport.ts';

${types.join('\n')}
/** Every operation of the API, version ${String(document.info.version)}. */
export class Api {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

${methods.join('\n')}}
`;
}
