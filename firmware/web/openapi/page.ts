/** The document to read: one page of plain HTML without scripts, so that it needs nobody's server but ours. */
import type { OpenApi, Operation } from './document.ts';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

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
}

/** A schema in a line, with links to the ones that have a name. */
function inline(shape: Shape): string {
  const { $ref, anyOf, items, properties, patternProperties } = shape;
  if ($ref !== undefined) {
    const name = $ref.slice($ref.lastIndexOf('/') + 1);
    return `<a href="#${name}">${name}</a>`;
  }
  if (shape.const !== undefined) return escaped(JSON.stringify(shape.const));
  if (shape.enum !== undefined) return shape.enum.map((one) => escaped(JSON.stringify(one))).join(' | ');
  if (anyOf !== undefined) return anyOf.map(inline).join(' | ');
  if (items !== undefined) return `${inline(items)}[]`;
  if (patternProperties !== undefined)
    return `{ … : ${Object.values(patternProperties).map(inline).join(' | ')} }`;
  if (properties !== undefined) return `{ ${Object.keys(properties).map(escaped).join(', ')} }`;
  return escaped(shape.type ?? 'anything');
}

const rows = ({ properties = {}, required = [] }: Shape): string =>
  Object.entries(properties)
    .map(
      ([name, one]) =>
        `<tr><td><code>${escaped(name)}</code>${required.includes(name) ? '' : ' (optional)'}</td><td>${inline(one)}</td><td>${escaped(one.description ?? '')}</td></tr>`,
    )
    .join('');

function operationText(method: string, path: string, one: Operation): string {
  const parameters = (one.parameters ?? []).map(
    ({ name, schema, required }) => [name, schema as Shape, required] as const,
  );
  const table = rows({
    properties: Object.fromEntries(parameters.map(([name, schema]) => [name, schema])),
    required: parameters.filter(([, , required]) => required).map(([name]) => name),
  });
  const content = (of: Readonly<Record<string, { schema: object }>> = {}): string =>
    Object.entries(of)
      .map(([type, { schema }]) => (type === 'application/json' ? inline(schema) : escaped(type)))
      .join(' | ');
  const answers = Object.entries(one.responses)
    .map(
      ([status, answer]) =>
        `<li><code>${status}</code> ${escaped(answer.description)}: ${content(answer.content)}</li>`,
    )
    .join('');
  return `<section id="${one.operationId}"><h3><code>${method.toUpperCase()} ${escaped(path)}</code></h3>
<p>${escaped(one.summary)}. ${escaped(one.description)} <small>${one.operationId}</small></p>
${table === '' ? '' : `<table>${table}</table>`}
${one.requestBody === undefined ? '' : `<p>Takes ${content(one.requestBody.content)}</p>`}
<ul>${answers}</ul></section>`;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
@media(prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4ff}}
h2{margin-top:3rem}h3{margin:2rem 0 0}table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;vertical-align:top}
code{font-size:.95em}ul{margin:.3rem 0;padding-left:1.2rem}`;

export function docsPage(document: OpenApi, nonce: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({ method, path, one })),
  );
  const subjects = [...new Set(operations.map(({ one }) => one.tags[0]!))];
  const body = subjects.map((subject) => {
    const own = operations.filter(({ one }) => one.tags[0] === subject);
    return `<h2>${escaped(subject)}</h2>${own.map(({ method, path, one }) => operationText(method, path, one)).join('\n')}`;
  });
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const shape = schema as Shape;
    return `<section id="${name}"><h3>${name}</h3><p>${escaped(shape.description ?? '')}</p>${
      shape.properties === undefined ? `<p>${inline(shape)}</p>` : `<table>${rows(shape)}</table>`
    }</section>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>tipring API</title><style nonce="${nonce}">${STYLE}</style></head><body>
<h1>tipring API ${escaped(String(document.info.version))}</h1><p>${escaped(String(document.info.description))}</p>
<p><a href="/api/openapi.json">OpenAPI 3.1 document</a></p>
${body.join('\n')}<h2>schemas</h2>${schemas.join('\n')}</body></html>`;
}
